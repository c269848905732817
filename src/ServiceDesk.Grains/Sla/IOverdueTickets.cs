using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Grains.Sla;

/// <summary>Tickets whose moment has passed unanswered, from the row that was committed with them: the truth behind every alarm.</summary>
public interface IOverdueTickets
{
    /// <summary>Those due before a moment, longest overdue first, high priority before low where two were due together.</summary>
    /// <param name="after">The last one read; null to begin.</param>
    Task<IReadOnlyList<OverdueTicket>> Read(DateTimeOffset before, OverdueTicket? after, int limit);

    Task<long> Count(DateTimeOffset before);
}

/// <param name="PriorityRank">0 for high.</param>
public sealed record OverdueTicket(TicketKey Key, DateTimeOffset WakeAt, int PriorityRank);
