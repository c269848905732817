using System.Text.Json.Nodes;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Storage.Audit;

/// <summary>Who got in, was turned away, saw what is hidden, or changed what others may do. Rows are added and never touched again.</summary>
public interface IAuditLog
{
    /// <summary>Writes an entry; on disk when the task ends.</summary>
    /// <exception cref="Grains.Tickets.StoreBusyException">Too many are waiting; it was not written.</exception>
    /// <exception cref="StoreUnavailableException">The store did not take it.</exception>
    Task Write(AuditRecord record, CancellationToken cancel);

    /// <summary>Writes an entry soon, and waits for nothing: for what has been answered already. What cannot be written is told in the log.</summary>
    void Note(AuditRecord record);

    /// <summary>Entries that fit, latest first.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    Task<Page<AuditEntry>> Read(AuditFilter filter, string? cursor, int limit, CancellationToken cancel);
}

/// <param name="Site">The site that it is about; null when it is about none, or several.</param>
/// <param name="Actor">Kind and id of who did it, such as <c>staff:li.na</c>; <c>unknown</c> when nobody could tell.</param>
/// <param name="Via">The client's address.</param>
/// <param name="Data">What else is to be known; no secrets, and personal data only masked.</param>
public sealed record AuditRecord(AuditKind Kind, string? Site, string Actor, string? Via, JsonObject Data);

/// <param name="Seq">1 for the first of the desk, without gaps.</param>
/// <param name="Hash">Ties it to all before it.</param>
public sealed record AuditEntry(long Seq, DateTimeOffset At, AuditKind Kind, string? Site, string Actor, string? Via, JsonObject Data, string Hash);

/// <param name="Sites">Entries of these sites only; null for all, those of no site too.</param>
/// <param name="From">At or after; null for all.</param>
/// <param name="To">Before; null for all.</param>
public sealed record AuditFilter(IReadOnlyList<string>? Sites, AuditKind? Kind = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>What an entry is about. The words are on disk for ever: add, never rename.</summary>
public enum AuditKind
{
    SignedIn,
    SignInFailed,

    /// <summary>Somebody tried what is not theirs to do, or asked for a site that is not theirs.</summary>
    Refused,
    ContactRevealed,
    Exported,
    SiteChanged,
    PolicyPublished,
    CalendarPublished,
    AgentChanged,
    PasswordSet,

    /// <summary>One-time codes turned on or off, somebody's sessions ended, or their sign-in blocked or let in again.</summary>
    SignInChanged,
    ApiKeyMade,
    ApiKeyRotated,
    ApiKeyRevoked,
    WebhookChanged,
    CustomerErased,
    KeysRotated,

    /// <summary>The virus scanner refused a file.</summary>
    FileInfected,
}
