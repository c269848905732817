using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Grains.Sites;

/// <summary>Carries a newly published policy or calendar to the open tickets of a site, the key, and says what it moved.</summary>
[Alias("desk.replan")]
public interface IReplanGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins in the background, unless these versions were carried out already; a plan still under way is given up for the newer
    /// one. One way: its tickets ask the site, which is who calls here.
    /// </summary>
    [OneWay]
    [Alias("Begin")]
    Task Begin(int policyVersion, int calendarVersion);

    /// <summary>What the latest plan has moved so far; null when none was made yet.</summary>
    [Alias("Report")]
    Task<ReplanReport?> Report();
}

/// <param name="FinishedAt">Null while it goes on.</param>
/// <param name="Checked">Open tickets looked at.</param>
/// <param name="MovedTickets">Tickets with at least one deadline moved.</param>
/// <param name="Moved">The deadlines moved; the first <see cref="Listed"/> of them, each ticket's timeline has the rest.</param>
public sealed record ReplanReport(
    int PolicyVersion, int CalendarVersion, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, int Checked, int MovedTickets,
    IReadOnlyList<MovedDeadline> Moved)
{
    public const int Listed = 1_000;
}

/// <param name="From">Due before.</param>
/// <param name="To">Due now; null when nothing is promised any more.</param>
public sealed record MovedDeadline(string Number, ClockEpoch Clock, DateTimeOffset From, DateTimeOffset? To);

/// <summary>Which tickets are still open.</summary>
public interface IOpenTickets
{
    /// <summary>Open tickets of a site by number as text, beyond one number.</summary>
    Task<IReadOnlyList<Ticket>> Read(string site, string after, int limit);
}
