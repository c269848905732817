using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Routing;

/// <summary>A ticket in the waiting line, with what the policy makes of it.</summary>
/// <param name="Need">What it takes to handle it; the role alone when relaxed.</param>
/// <param name="Counted">When it counts as submitted: earlier than it was, for a VIP and for a complaint.</param>
public sealed record WaitingTicket(QueuedTicket Ticket, Need Need, bool Relaxed, DateTimeOffset Counted)
{
    public string Number => Ticket.Number;

    /// <summary>The order of handing out: by priority, then submit time less the head start, then number. Nobody in it waits for ever:
    /// what comes after a head start's length comes behind.</summary>
    public static IComparer<WaitingTicket> Order { get; } = Comparer<WaitingTicket>.Create((a, b) =>
        a.Ticket.Priority != b.Ticket.Priority ? a.Ticket.Priority.CompareTo(b.Ticket.Priority)
            : a.Counted != b.Counted ? a.Counted.CompareTo(b.Counted)
            : QueuedTicket.ByNumber(a.Number, b.Number));

    /// <summary>The order in which people take.</summary>
    public static IComparer<WaitingTicket> UrgencyOrder { get; } =
        Comparer<WaitingTicket>.Create((a, b) => QueuedTicket.ByUrgency(a.Ticket, b.Ticket));

    public static WaitingTicket Of(QueuedTicket ticket, SiteRules rules, DateTimeOffset now)
    {
        var (policy, dispatch) = (rules.Policy, rules.Policy.Dispatch);
        var need = Need.Of(ticket.Type, ticket.Subtype, policy);
        var relaxed = need.Skills.Count > 0 && Moment(dispatch.RelaxSkillsAfter, ticket, rules) <= now;
        var preferred = ticket.Tier is Tier.Vip || ticket.Type is not null && policy.KindOf(ticket.Type, ticket.Subtype) is TicketKind.Complaint;
        return new(
            ticket, relaxed ? need with { Skills = [] } : need, relaxed,
            preferred && dispatch.HeadStart is { } start && ticket.SubmittedAt - DateTimeOffset.MinValue > start ? ticket.SubmittedAt - start : ticket.SubmittedAt);
    }

    /// <summary>When such a target, counted from the beginning of the wait, is over; null for none.</summary>
    public static DateTimeOffset? Moment(Target? target, QueuedTicket ticket, SiteRules rules) =>
        target is null ? null : Deadline.DueAt(rules.Calendar, ticket.Since, target, []);
}
