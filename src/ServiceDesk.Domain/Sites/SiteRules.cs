using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sites;

/// <summary>A site's rules in force: what a decision is made by.</summary>
/// <param name="Site">Code, such as SH.</param>
/// <param name="TimeZone">IANA name; the site's local date is what ticket numbers show.</param>
public sealed record SiteRules(
    string Site, string Name, string TimeZone, SitePolicy Policy, int PolicyVersion, WorkCalendar Calendar, int CalendarVersion)
{
    /// <summary>The date that people at the site write at that instant.</summary>
    public DateOnly LocalDate(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);

    /// <summary>When that date begins at the site.</summary>
    public DateTimeOffset Begin(DateOnly date) =>
        new(LocalTime.ToUtcTicks(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), date.ToDateTime(TimeOnly.MinValue)), TimeSpan.Zero);

    /// <summary>The priority that the matrix gives, with the row that gave it.</summary>
    public PriorityValue PriorityOf(Urgency urgency, Impact impact, Tier tier)
    {
        var row = Policy.Priorities.Select((rule, index) => (rule, number: index + 1)).First(r => r.rule.Fits(urgency, impact, tier));
        return new(row.rule.Priority, $"matrix row {row.number}: urgency {DeskJson.Word(urgency)}, impact {DeskJson.Word(impact)}, tier {DeskJson.Word(tier)}", Overridden: false);
    }
}
