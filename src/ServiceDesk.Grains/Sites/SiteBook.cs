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
    private readonly ConcurrentDictionary<string, Question> _asked = new();

    /// <summary>How old a page may be before the site is asked again.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The rules in force; null when there is no such site.</summary>
    /// <param name="policyVersion">At least this version of the policy is known to be published.</param>
    public async ValueTask<SiteRules?> Find(string site, int policyVersion = 0, int calendarVersion = 0)
    {
        if (_pages.TryGetValue(site, out var page) && time.GetElapsedTime(page.ReadAt) < MaxAge
            && page.Rules.PolicyVersion >= policyVersion && page.Rules.CalendarVersion >= calendarVersion) return page.Rules;

        // One asks for all who would: a site that answers slowly must not be asked the more for it. An older answer than a page may be,
        // or one that may not know of the version yet, is waited for by nobody else.
        if (_asked.TryGetValue(site, out var asked) && time.GetElapsedTime(asked.At) < MaxAge && policyVersion == 0 && calendarVersion == 0)
            return await asked.Answer.Task;
        return await Ask(site);
    }

    private async Task<SiteRules?> Ask(string site)
    {
        var question = new Question(time.GetTimestamp(), new(TaskCreationOptions.RunContinuationsAsynchronously));
        _asked[site] = question;
        try
        {
            var rules = await grains.GetGrain<ISiteGrain>(site).Rules();
            if (rules is not null) Keep(rules, question.At);
            question.Answer.SetResult(rules);
            return rules;
        }
        catch (Exception fault)
        {
            question.Answer.SetException(fault);
            _ = question.Answer.Task.Exception;       // nobody else may have asked
            throw;
        }
        finally
        {
            _asked.TryRemove(new(site, question));
        }
    }

    /// <summary>Notes what was just published; an older answer that comes in later does not replace it.</summary>
    public void Keep(SiteRules rules) => Keep(rules, time.GetTimestamp());

    private void Keep(SiteRules rules, long readAt) => _pages.AddOrUpdate(
        rules.Site, new Page(rules, readAt), (_, old) => IsOlder(rules, old.Rules) ? old : new(rules, readAt));

    private static bool IsOlder(SiteRules a, SiteRules b) => a.PolicyVersion < b.PolicyVersion || a.CalendarVersion < b.CalendarVersion;

    private sealed record Question(long At, TaskCompletionSource<SiteRules?> Answer);

    private sealed record Page(SiteRules Rules, long ReadAt);
}
