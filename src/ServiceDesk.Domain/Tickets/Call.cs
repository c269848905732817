using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Domain.Tickets;

/// <summary>Everything beside the ticket that a decision depends on.</summary>
/// <param name="Now">The ticket's clock: the one that judges what is due.</param>
/// <param name="Cause">What is written beside each event: the request's id, or the ring.</param>
/// <param name="Via">The client's address; null when nobody called from outside.</param>
public sealed record Call(TicketKey Key, SiteRules Rules, Actor By, DateTimeOffset Now, string Cause, string? Via = null);

/// <summary>What a command leads to.</summary>
/// <param name="Happenings">What to write down, in order; empty when nothing changes.</param>
/// <param name="Next">The ticket after them.</param>
/// <param name="Refusal">Why the command changes nothing; null when it was carried out, or asked for what is so already. What was due
/// by then happens all the same.</param>
public sealed record Decision(IReadOnlyList<Happening> Happenings, Ticket? Next, Refusal? Refusal);

/// <summary>What a rule says: events, nothing, or no.</summary>
public readonly record struct Verdict(IReadOnlyList<TicketEvent> Events, Refusal? Refusal)
{
    /// <summary>Carried out, and there is nothing to write down.</summary>
    public static Verdict Nothing { get; } = new([], null);

    public static Verdict Of(params TicketEvent[] events) => new(events, null);

    public static implicit operator Verdict(Refusal refusal) => new([], refusal);

    public static implicit operator Verdict(TicketEvent happened) => new([happened], null);
}
