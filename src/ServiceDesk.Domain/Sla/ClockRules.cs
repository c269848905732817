using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sla;

/// <summary>When a ticket's clocks start, stop, pause and ring.</summary>
public static class ClockRules
{
    /// <summary>The clocks that an event touches, as they are after it; null when it touches none.</summary>
    internal static IReadOnlyList<Clock>? Follow(Ticket? before, TicketEvent happened, Ticket after, Call call) => null;

    /// <summary>What is due by now; nothing when the ring came early or again.</summary>
    internal static Verdict Ring(Ticket ticket, Call call) => Verdict.Nothing;
}
