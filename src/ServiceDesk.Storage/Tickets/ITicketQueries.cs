using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storage.Tickets;

/// <summary>What is read without asking a grain. The rows were written in the transaction of the command: they read your writes.</summary>
public interface ITicketQueries
{
    /// <summary>The ticket as it is now; null when there is none.</summary>
    Task<Ticket?> Find(TicketKey key, CancellationToken cancel);

    /// <summary>The ticket as it was at a moment; null when it was not opened by then.</summary>
    Task<Ticket?> AsOf(TicketKey key, DateTimeOffset moment, CancellationToken cancel);

    /// <summary>What happened to a ticket, oldest first.</summary>
    /// <param name="after">Versions beyond this one; 0 for all.</param>
    Task<IReadOnlyList<TimelineItem>> Timeline(TicketKey key, int after, int limit, CancellationToken cancel);

    /// <summary>Pending tickets of a site, by urgency, then submit time, then number: stable, and flat in the number of tickets.</summary>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    Task<Page<Ticket>> Queue(string site, string? cursor, int limit, CancellationToken cancel);

    /// <summary>Tickets that fit every condition.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    Task<Page<Ticket>> List(TicketFilter filter, string? cursor, int limit, CancellationToken cancel);

    /// <summary>Tickets of a site that are not closed: the nearest running deadline first, those without one last.</summary>
    IAsyncEnumerable<Ticket> MostPressing(string site, int limit, CancellationToken cancel);

    /// <summary>How many tickets of a site are not closed.</summary>
    Task<int> CountOpen(string site, CancellationToken cancel);

    /// <summary>The ticket of a site that came from that source with that id; null when there is none.</summary>
    Task<TicketKey?> FindExternal(string site, Source source, string externalId, CancellationToken cancel);
}

/// <param name="Next">Where the next page begins; null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <param name="Body">The event's JSON as it is stored, <c>kind</c> within.</param>
public sealed record TimelineItem(int Version, DateTimeOffset At, string By, string Cause, string? Via, string Kind, string Body, string Hash);

public enum TicketSort
{
    /// <summary>Latest submitted first.</summary>
    Newest,
    Oldest,

    /// <summary>High before low, then oldest submitted.</summary>
    Priority,

    /// <summary>Next deadline first; those without one last.</summary>
    Due,

    /// <summary>By period, then serial, rising: never as text.</summary>
    Number,
}

/// <summary>Conditions of a list; null conditions hold for every ticket.</summary>
/// <param name="Sites">Never empty: the sites that the caller may see, or the one asked for.</param>
public sealed record TicketFilter(IReadOnlyList<string> Sites)
{
    public TicketStatus? Status { get; init; }
    public string? Owner { get; init; }
    public Priority? Priority { get; init; }
    public string? Type { get; init; }
    public Tier? Tier { get; init; }

    /// <summary>Exact name of the customer.</summary>
    public string? Customer { get; init; }

    /// <summary>Blind indexes of phone numbers and mail addresses, any of which will do; empty for everybody.</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary>Words to find in customer, request and solution; Chinese or English.</summary>
    public string? Text { get; init; }

    /// <summary>Submitted at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Submitted before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether an escalation is open, as the ticket is shown.</summary>
    public bool? Escalated { get; init; }

    /// <summary>Whether a deadline was ever missed.</summary>
    public bool? Breached { get; init; }

    /// <summary>True for closed tickets beyond the archive age only, false for the others only.</summary>
    public bool? Archived { get; init; }

    /// <summary>Closed before this moment counts as archived; needed with <see cref="Archived"/>.</summary>
    public DateTimeOffset ArchivedBefore { get; init; }

    public TicketSort Sort { get; init; }
}
