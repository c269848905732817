using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Reference;

/// <summary>The waiting line of spec §3, dispatch, written apart from the board: what waits for whom, and in which order.</summary>
internal sealed class PlainLine(Rules rules)
{
    /// <summary>Whether the desk is to hand it out: not what is the supervisor's, after three who declined it or a dissatisfied customer.</summary>
    public bool Waits(Ticket ticket) => rules.Policy.Dispatch.Enabled
        && ticket is { Status: TicketStatus.Pending, Assignment: null, Transfer: null, Rounds: 0 } && (ticket.DeclinedBy?.Count ?? 0) < 3;

    public string RoleOf(Ticket ticket) => rules.Policy.Type(ticket.Type) is not { } type
        ? "service_agent"
        : type.Subtypes.FirstOrDefault(sub => sub.Code == ticket.Subtype)?.Role ?? type.Role ?? "service_agent";

    public IEnumerable<string> SkillsOf(Ticket ticket) => rules.Policy.Type(ticket.Type) is not { } type
        ? []
        : (type.Skills ?? []).Concat(type.Subtypes.FirstOrDefault(sub => sub.Code == ticket.Subtype)?.Skills ?? []);

    /// <summary>Skills that it still asks for at a moment: after a while the role alone will do.</summary>
    public IEnumerable<string> SkillsOf(Ticket ticket, DateTimeOffset at)
    {
        var since = ticket.Clocks.First(clock => clock.Id.Kind is ClockKind.Ack).StartedAt;
        return rules.Policy.Dispatch.RelaxSkillsAfter is { } relax && PlainTime.Due(rules.Calendar, since, relax, []) <= at ? [] : SkillsOf(ticket);
    }

    /// <summary>The smaller, the sooner.</summary>
    public (int Priority, DateTimeOffset Counted, int Digits, string Number) Place(Ticket ticket)
    {
        var isComplaint = ticket.Type is not null && rules.Policy.KindOf(ticket.Type, ticket.Subtype) is TicketKind.Complaint;
        var start = ticket.Customer.Tier is Tier.Vip || isComplaint ? rules.Policy.Dispatch.HeadStart ?? TimeSpan.Zero : TimeSpan.Zero;
        return ((int)ticket.Priority.Value, ticket.SubmittedAt - start, ticket.Number.Length, ticket.Number);
    }
}
