using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Grains.Sites;

/// <summary>One support centre, by its code: name, zone, and every version of its policy and calendar.</summary>
[Alias("desk.site")]
public interface ISiteGrain : IGrainWithStringKey
{
    /// <summary>Makes the site from a profile, or changes name and zone. The profile of a site that is there stays.</summary>
    /// <returns>The rules in force; null when the site was made from another profile.</returns>
    [Alias("Put")]
    Task<SiteRules?> Put(SiteSettings settings, string by);

    /// <summary>The rules in force; null when there is no such site.</summary>
    [Alias("Rules")]
    Task<SiteRules?> Rules();

    /// <summary>A published version of the policy; null when there is none such.</summary>
    [Alias("Policy")]
    Task<SitePolicy?> Policy(int version);

    [Alias("Calendar")]
    Task<WorkCalendar?> Calendar(int version);

    /// <summary>Publishes a new version. The policy must be without faults (<see cref="PolicyRules"/>).</summary>
    /// <param name="ifVersion">The version that the sender saw; null when any will do.</param>
    /// <returns>The rules in force, or what stands in the way.</returns>
    [Alias("PublishPolicy")]
    Task<Publication> PublishPolicy(SitePolicy policy, string by, int? ifVersion);

    [Alias("PublishCalendar")]
    Task<Publication> PublishCalendar(WorkCalendar calendar, string by, int? ifVersion);

    /// <summary>Every open ticket has met these versions. One way: whoever plans is called by the site.</summary>
    [OneWay]
    [Alias("Replanned")]
    Task Replanned(int policyVersion, int calendarVersion);
}

/// <param name="TimeZone">IANA name.</param>
/// <param name="Profile">after-sales or quick-response.</param>
public sealed record SiteSettings(string Name, string TimeZone, string Profile);

/// <param name="Rules">Null when there is no such site.</param>
/// <param name="Stale">True when another version was published since the one the sender saw; nothing changed then.</param>
public sealed record Publication(SiteRules? Rules, bool Stale);
