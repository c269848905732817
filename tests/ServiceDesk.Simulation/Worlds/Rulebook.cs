using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>What a site promises and when it is open, in one published state.</summary>
/// <param name="At">The world's time from which on it was on the disk.</param>
internal sealed record Rules(DateTimeOffset At, int PolicyVersion, int CalendarVersion, SitePolicy Policy, WorkCalendar Calendar);

/// <summary>Everything that the sites ever published, as the disk got it.</summary>
internal sealed class Rulebook
{
    private readonly Dictionary<string, List<Rules>> _published = [];

    /// <summary>A site's document was written.</summary>
    public void Wrote(string site, string body, DateTimeOffset at)
    {
        var document = JsonSerializer.Deserialize<SiteDocument>(body, DeskJson.Stored)!;
        if (document.Policies.Count == 0) return;
        var (policy, calendar) = (document.Policies[^1], document.Calendars[^1]);
        if (!_published.TryGetValue(site, out var published)) _published[site] = published = [];
        if (published.Count == 0 || published[^1].PolicyVersion != policy.Version || published[^1].CalendarVersion != calendar.Version)
            published.Add(new(at, policy.Version, calendar.Version, policy.Content, calendar.Content));
    }

    /// <summary>Those with these versions; null when they were never in force together.</summary>
    public Rules? Find(string site, int policyVersion, int calendarVersion) =>
        _published[site].Find(rules => rules.PolicyVersion == policyVersion && rules.CalendarVersion == calendarVersion);

    /// <summary>In force at some moment of a stretch that ends now, newest first: what a process may decide by.</summary>
    public IEnumerable<Rules> Between(string site, DateTimeOffset from, DateTimeOffset now)
    {
        foreach (var rules in Enumerable.Reverse(_published[site]))
        {
            if (rules.At > now) continue;
            yield return rules;
            if (rules.At <= from) yield break;
        }
    }

    public Rules Latest(string site) => _published[site][^1];
}
