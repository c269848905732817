using System.Collections.Concurrent;
using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Grains.Sites;

/// <summary>
/// The rules of each site as this process knows them, so that a ticket need not ask its site at every command. What this process
/// publishes is here at once; what another silo publishes, at most <see cref="MaxAge"/> later.
/// </summary>
public sealed class SiteBook(IGrainFactory grains, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Page> _pages = new();

    /// <summary>How old a page may be before the site is asked again.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The rules in force; null when there is no such site.</summary>
    /// <param name="policyVersion">At least this version of the policy is known to be published.</param>
    public async ValueTask<SiteRules?> Find(string site, int policyVersion = 0, int calendarVersion = 0)
    {
        if (_pages.TryGetValue(site, out var page) && time.GetElapsedTime(page.ReadAt) < MaxAge
            && page.Rules.PolicyVersion >= policyVersion && page.Rules.CalendarVersion >= calendarVersion) return page.Rules;

        var asked = time.GetTimestamp();
        var rules = await grains.GetGrain<ISiteGrain>(site).Rules();
        if (rules is not null) Keep(rules, asked);
        return rules;
    }

    /// <summary>Notes what was just published; an older answer that comes in later does not replace it.</summary>
    public void Keep(SiteRules rules) => Keep(rules, time.GetTimestamp());

    private void Keep(SiteRules rules, long readAt) => _pages.AddOrUpdate(
        rules.Site, new Page(rules, readAt), (_, old) => IsOlder(rules, old.Rules) ? old : new(rules, readAt));

    private static bool IsOlder(SiteRules a, SiteRules b) => a.PolicyVersion < b.PolicyVersion || a.CalendarVersion < b.CalendarVersion;

    private sealed record Page(SiteRules Rules, long ReadAt);
}
