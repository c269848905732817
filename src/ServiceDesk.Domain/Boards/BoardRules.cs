using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Boards;

/// <summary>Which tickets stand where on a board. Pure.</summary>
public static class BoardRules
{
    /// <summary>Tickets shown in one place.</summary>
    public const int Listed = 50;

    /// <summary>Tickets looked at for one place: what a board costs does not grow with how much is late.</summary>
    public const int Counted = 500;

    /// <summary>A deadline within this time is near.</summary>
    public static TimeSpan NearWithin { get; } = TimeSpan.FromHours(4);

    /// <summary>How far ahead deadlines are looked at for those that are past their warning already.</summary>
    public static TimeSpan WarnedWithin { get; } = TimeSpan.FromDays(5);

    /// <summary>Deadlines that run out soon, or whose warning was given; null when the ticket is not near one.</summary>
    public static BoardTicket? Near(Ticket ticket, DateTimeOffset now) => Shown(
        ticket, ticket.Clocks.Where(clock => clock.State is ClockState.Running && (clock.Due <= now + NearWithin || Warned(clock))));

    /// <summary>Deadlines that were missed and that nobody has answered yet; null when there is none.</summary>
    public static BoardTicket? Past(Ticket ticket) =>
        Shown(ticket, ticket.Clocks.Where(clock => clock is { State: ClockState.Breached, EndedAt: null }));

    /// <summary>The ticket with its running clocks.</summary>
    public static BoardTicket Entry(Ticket ticket) => Of(ticket, [.. ticket.Clocks.Where(clock => clock.State is ClockState.Running)]);

    /// <summary>The levels that are open on these tickets, in order, with who stands on each.</summary>
    /// <param name="more">Whether there are more tickets than these.</param>
    public static IReadOnlyList<BoardLevel> Levels(IReadOnlyList<Ticket> escalated, bool more) =>
    [
        .. escalated.SelectMany(ticket => ticket.Escalations.Where(e => e.IsOpen).Select(e => e.Level).Distinct().Select(level => (level, ticket)))
            .GroupBy(pair => pair.level, pair => pair.ticket).OrderBy(group => group.Key)
            .Select(group => new BoardLevel(group.Key, group.Count(), more, [.. group.Take(Listed).Select(Entry)])),
    ];

    /// <summary>The first of the tickets that are shown at all, and how many those are.</summary>
    public static BoardTickets List(IEnumerable<BoardTicket?> tickets, bool more)
    {
        var shown = tickets.OfType<BoardTicket>().ToList();
        return new(shown.Count, more, [.. shown.Take(Listed)]);
    }

    private static bool Warned(Clock clock) => clock.Done.Contains(Stages.Warning);

    private static BoardTicket? Shown(Ticket ticket, IEnumerable<Clock> clocks) => clocks.ToList() is { Count: > 0 } some ? Of(ticket, some) : null;

    private static BoardTicket Of(Ticket ticket, IReadOnlyList<Clock> clocks) => new(
        ticket.Number, ticket.Status, ticket.Priority.Value, ticket.Type, ticket.Owner, ticket.Customer.Name, ticket.SubmittedAt,
        [.. clocks.OrderBy(clock => clock.Due).Select(clock => new BoardClock(clock.Id.Kind, clock.Id.Item, clock.Due, Warned(clock)))],
        [.. ticket.Escalations.Where(e => e.IsOpen).Select(e => new BoardEscalation(e.Level, e.Cause, e.Since))], ticket.Rounds);
}
