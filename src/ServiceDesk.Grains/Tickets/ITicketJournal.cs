using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Grains.Tickets;

/// <summary>Where tickets are kept: their events, and the row that lists read, written in one transaction.</summary>
public interface ITicketJournal
{
    /// <summary>The ticket as last committed, with the hash of its last event; null when it was never opened.</summary>
    /// <exception cref="TicketUnreadableException">What is stored of it cannot be read.</exception>
    Task<TicketHead?> Load(TicketKey key);

    /// <summary>The ticket as it was at a version; null when there is no such version.</summary>
    Task<Ticket?> LoadAt(TicketKey key, int version);

    /// <summary>
    /// Writes a decision down: when this returns <see cref="CommitOutcome.Committed"/>, it is on disk. An exception means that nobody
    /// knows whether it is: read again before deciding anything.
    /// </summary>
    /// <exception cref="StoreBusyException">The queue to the disk is full; nothing was written.</exception>
    Task<Commit> Append(Append append);

    /// <summary>What was answered to a request before; null when it is not on record.</summary>
    Task<Answered?> FindAnswer(string requestId);

    /// <summary>Keeps the refusal of a request that carries a key, so that its repetition is answered alike. An earlier answer stands.</summary>
    Task KeepRefusal(RequestMark request, TicketKey key, Refusal refusal);
}

/// <param name="Hash">Hash of the last event.</param>
public sealed record TicketHead(Ticket Ticket, string Hash);

/// <summary>A request that may come again.</summary>
/// <param name="Id">The caller and the idempotency key they sent.</param>
/// <param name="Fingerprint">Hash of method, path and body: another one under the same id is refused.</param>
/// <param name="KeepRefusal">Whether a refusal is the request's answer; false for one that goes on to ask another ticket.</param>
public sealed record RequestMark(string Id, string Fingerprint, bool KeepRefusal = true);

/// <summary>What is to be written in one piece.</summary>
/// <param name="ExpectedVersion">The version decided upon; 0 to open.</param>
/// <param name="PreviousHash">Hash of the event at that version.</param>
/// <param name="Happenings">At least one, with versions counting up from the expected one.</param>
/// <param name="Next">The ticket after them.</param>
/// <param name="Request">Recorded in the same transaction; null when the request cannot come again.</param>
/// <param name="NumberPattern">The site's pattern that the number was made by, to sort by period and serial; looked at when opening.</param>
/// <param name="IsAlarm">True for what an alarm asks for: it can come again, so it has a small room of its own in the queue to the disk.</param>
public sealed record Append(
    TicketKey Key, int ExpectedVersion, string PreviousHash, IReadOnlyList<Happening> Happenings, Ticket Next, RequestMark? Request,
    string? NumberPattern = null, bool IsAlarm = false);

public enum CommitOutcome
{
    Committed,

    /// <summary>The ticket has another version than expected; nothing was written.</summary>
    VersionConflict,

    /// <summary>The request was answered before; nothing was written.</summary>
    RequestRepeated,

    /// <summary>Another ticket of the site has this source and external id; nothing was written.</summary>
    ExternalIdTaken,
}

/// <param name="Hash">Hash of the last event written.</param>
/// <param name="Position">Feed position of the last event written.</param>
/// <param name="Earlier">The answer on record, for a repeated request, or the ticket that has the external id.</param>
public sealed record Commit(CommitOutcome Outcome, string Hash = "", long Position = 0, Answered? Earlier = null);

/// <summary>An answer on record.</summary>
/// <param name="Number">The ticket it was about.</param>
/// <param name="Version">The ticket's version that was answered; 0 with a refusal.</param>
public sealed record Answered(string Fingerprint, string Number, int Version, Refusal? Refusal);

/// <summary>More is waiting for the disk than the desk takes: try again a little later.</summary>
public sealed class StoreBusyException(string message) : Exception(message);

/// <summary>What is stored of a ticket is damaged, or written by a newer desk. Others are not affected; asking again is no use.</summary>
public sealed class TicketUnreadableException(string message, Exception? cause = null) : Exception(message, cause);
