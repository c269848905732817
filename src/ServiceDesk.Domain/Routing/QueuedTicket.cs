using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Routing;

/// <summary>A pending ticket as its site's queue sees it.</summary>
/// <param name="Version">The ticket's version that this is of: of two views the later counts.</param>
/// <param name="Owner">Whom it is offered to; null while it waits for somebody.</param>
/// <param name="Since">When it began to wait for whom it waits for now.</param>
/// <param name="DeclinedBy">Who gave it back in this round.</param>
/// <param name="Called">Whether the supervisor was told that nobody takes it.</param>
/// <param name="TransferTo">Code of the site that it is on its way to; null for none.</param>
public sealed record QueuedTicket(
    string Number, int Version, string? Owner, string? Type, string? Subtype, Priority Priority, Urgency Urgency, Tier Tier,
    DateTimeOffset SubmittedAt, DateTimeOffset Since, IReadOnlyList<string> DeclinedBy, int Rounds, bool Called, string? TransferTo)
{
    /// <summary>Whether a person may take it from the queue.</summary>
    public bool IsFree => Owner is null && TransferTo is null;

    /// <summary>
    /// Whether the desk hands it out by itself. What a dissatisfied customer brought back, and what nobody took, is the supervisor's to
    /// give (spec §3, second handling and acknowledge).
    /// </summary>
    public bool IsForDispatch => IsFree && Rounds == 0 && DeclinedBy.Count < Assignments.MostDeclines;

    /// <summary>The ticket in the queue; null when it does not belong there.</summary>
    public static QueuedTicket? Of(Ticket? ticket)
    {
        if (ticket is not { Status: TicketStatus.Pending }) return null;
        var since = SinceOf(ticket.Clocks.FirstOrDefault(clock => clock.Id.Kind is ClockKind.Ack)?.StartedAt, ticket.OpenedAt);
        return new(
            ticket.Number, ticket.Version, ticket.Owner, ticket.Type, ticket.Subtype, ticket.Priority.Value, ticket.Urgency, ticket.Customer.Tier,
            ticket.SubmittedAt, since, ticket.DeclinedBy ?? [], ticket.Rounds,
            ticket.Escalations.Any(e => IsCall(e.Cause, e.Since, since)), ticket.Transfer?.Site);
    }

    /// <summary>When a ticket began to wait for whom it waits for now: the acceptance clock begins anew whenever it falls back into the queue.</summary>
    /// <param name="ackStartedAt">Null for a ticket that has no acceptance clock.</param>
    public static DateTimeOffset SinceOf(DateTimeOffset? ackStartedAt, DateTimeOffset openedAt) => ackStartedAt ?? openedAt;

    /// <summary>Whether an escalation tells the supervisor that nobody took the ticket in this wait.</summary>
    /// <param name="since">When the wait began.</param>
    public static bool IsCall(string cause, DateTimeOffset raisedAt, DateTimeOffset since) => cause == Assignments.DeclinedCause && raisedAt >= since;

    /// <summary>The order of taking, as people see the queue: by urgency, then submit time, then number.</summary>
    public static int ByUrgency(QueuedTicket a, QueuedTicket b) =>
        a.Urgency != b.Urgency ? a.Urgency.CompareTo(b.Urgency)
            : a.SubmittedAt != b.SubmittedAt ? a.SubmittedAt.CompareTo(b.SubmittedAt)
            : ByNumber(a.Number, b.Number);

    /// <summary>A serial that has grown a digit comes after those that have not.</summary>
    internal static int ByNumber(string a, string b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
}
