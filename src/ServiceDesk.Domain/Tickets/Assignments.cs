namespace ServiceDesk.Domain.Tickets;

/// <summary>Whose the ticket is 任务派发: offered, declined, handed over, taken back.</summary>
public static class Assignments
{
    /// <summary>After so many who gave it back in one round, it ends at the supervisor.</summary>
    public const int MostDeclines = 3;

    /// <summary>The cause of an escalation that says that nobody took the ticket.</summary>
    public const string DeclinedCause = "declined";

    internal static Verdict Assign(Ticket ticket, Assign c)
    {
        var team = c.Collaborators?.DistinctBy(member => member.Agent).Select(member => new Collaborator(member.Agent, member.Part)).ToList();
        if (c.Owner != ticket.Owner) return new Assigned(c.Owner, ticket.Owner, c.Reason, Collaborators: team);
        return Refusal.AlreadyOwner;
    }

    /// <summary>Whoever was faster has it: what the desk chose on an older view gives way.</summary>
    internal static Verdict Offer(Ticket ticket, Offer c)
    {
        if (ticket is not { Assignment: null, Status: TicketStatus.Pending }) return Refusal.AlreadyAssigned;
        return new Assigned(c.Owner, null, null, c.Choice);
    }

    internal static Verdict Call(Ticket ticket) =>
        ticket.Assignment is not null || ticket.DeclinedBy is null ? Refusal.AlreadyAssigned
            : Raised(ticket) is { } raised ? raised : Verdict.Nothing;

    internal static Verdict Decline(Ticket ticket, Decline c)
    {
        if (ticket.Assignment is not { } assignment) return Refusal.NotAssigned;
        if (assignment.AcknowledgedAt is not null) return Refusal.AlreadyAcknowledged;
        var declined = new Declined(assignment.Owner, c.Reason);
        return (ticket.DeclinedBy?.Count ?? 0) + 1 >= MostDeclines && Raised(ticket) is { } raised ? Verdict.Of(declined, raised) : declined;
    }

    internal static Verdict Withdraw(Ticket ticket, Withdraw c) =>
        ticket.Assignment is { } assignment && assignment.Owner == c.Owner && (c.Accepted || assignment.AcknowledgedAt is null)
            ? new Withdrawn(c.Owner, c.Reason)
            : Refusal.NotAssigned;

    /// <summary>The call for the supervisor; null when one stands open already.</summary>
    private static Escalated? Raised(Ticket ticket) => ticket.Escalations.Any(e => e is { IsOpen: true, Level: 1, Cause: DeclinedCause })
        ? null
        : new Escalated(1, DeclinedCause, "nobody took it", Clock: null);
}
