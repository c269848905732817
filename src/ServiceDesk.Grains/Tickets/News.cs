using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;

namespace ServiceDesk.Grains.Tickets;

/// <summary>What others hear of a ticket's commits: its site's queue, and whoever has it or had it. One way, and only what concerns them.</summary>
public static class News
{
    public static void Tell(IGrainFactory grains, Ticket? before, Ticket now)
    {
        // Every version: what is taken from the queue is accepted at the version that the queue knows.
        if (before?.Status is TicketStatus.Pending || now.Status is TicketStatus.Pending)
            _ = grains.GetGrain<IQueueGrain>(now.Site).Follow(now.Number, now.Version, QueuedTicket.Of(now));
        foreach (var owner in new[] { before?.Owner, now.Owner }.OfType<string>().Distinct())
            if (Work(before, owner) != Work(now, owner)) TellOwner(grains, owner, now);
    }

    /// <summary>Nothing came of a decision that a place was kept for.</summary>
    public static void GiveUp(IGrainFactory grains, Ticket? stands, Decision decision)
    {
        if (Taker(stands, decision) is { } owner) TellOwner(grains, owner, stands ?? decision.Next!);
    }

    /// <summary>Whose open work it becomes by this decision, given, taken or come back; null when it is nobody's, or theirs already.</summary>
    public static string? Taker(Ticket? before, Decision decision) =>
        decision.Next?.Owner is { } owner && Work(decision.Next, owner) is not null && Work(before, owner) is null ? owner : null;

    private static void TellOwner(IGrainFactory grains, string owner, Ticket now) => _ = grains.GetGrain<IAgentGrain>(owner).Follow(new(
        now.Key.ToString(), now.Version, now.Owner, now.Assignment?.Since, now.Assignment?.AcknowledgedAt is not null, IsOpen(now)));

    /// <summary>What the ticket is to somebody; null when it is no open work of theirs.</summary>
    private static (DateTimeOffset Since, bool Accepted)? Work(Ticket? ticket, string owner) =>
        ticket?.Assignment is { } assignment && assignment.Owner == owner && IsOpen(ticket) ? (assignment.Since, assignment.AcknowledgedAt is not null) : null;

    private static bool IsOpen(Ticket ticket) => ticket.Status is not (TicketStatus.Resolved or TicketStatus.Closed);
}
