using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Simulation.Clients;

/// <summary>What a client wanted and was told: its own record, against which the disk is held.</summary>
/// <param name="Cause">Id of the request; the same in every repetition.</param>
/// <param name="Ticket">The ticket it was sent to; for an opening, the number it was sent under first.</param>
/// <param name="Mark">Set when it has an idempotency key, and may be repeated.</param>
internal sealed record Asked(string Cause, TicketKey Ticket, TicketCommand Command, RequestMark? Mark, int? IfVersion)
{
    public List<Attempt> Attempts { get; } = [];

    /// <summary>Whoever wants the ticket for themselves; null when it is no claim.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>The answers that came.</summary>
    public IEnumerable<TicketReply> Replies => Attempts.Select(attempt => attempt.Reply).OfType<TicketReply>();
}

/// <summary>One sending.</summary>
/// <param name="key">Where it went.</param>
/// <param name="versionBefore">The ticket's version on the disk when it was sent.</param>
internal sealed class Attempt(TicketKey key, DateTimeOffset sentAt, int versionBefore)
{
    public TicketKey Key => key;

    public DateTimeOffset SentAt => sentAt;

    public int VersionBefore => versionBefore;

    public DateTimeOffset? EndedAt { get; set; }

    public TicketReply? Reply { get; set; }

    /// <summary>What the client got instead of an answer.</summary>
    public string? Failure { get; set; }
}

/// <summary>A number that was handed out.</summary>
/// <param name="AskedAt">When the request asked first: an answer that was lost may have named the number already.</param>
internal sealed record Allocated(string Site, string Request, string Number, DateTimeOffset AskedAt, DateTimeOffset AnsweredAt);
