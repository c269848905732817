namespace ServiceDesk.Storage.Verification;

/// <summary>One thing in the store that cannot be true.</summary>
/// <param name="Place">Site, number and version, such as <c>SH/202405-0013 v3</c>; a feed position; or a request's id.</param>
/// <param name="What">For a person to read.</param>
public sealed record Finding(FindingKind Kind, string Place, string What);

public enum FindingKind
{
    /// <summary>A version is missing, doubled or out of turn.</summary>
    VersionGap,

    /// <summary>An event is not what was hashed, or does not follow the one before.</summary>
    BrokenHash,

    /// <summary>A breach, reminder or escalation that no clock was due for.</summary>
    WithoutCause,

    /// <summary>An event that cannot be read, or cannot follow in this ticket.</summary>
    Unreadable,

    /// <summary>The history ends where the ticket's row does not stand.</summary>
    RowElsewhere,

    /// <summary>The ticket's row says something else than its history.</summary>
    RowDiffers,

    /// <summary>A ticket's row without any event.</summary>
    NoHistory,

    /// <summary>No search finds the ticket.</summary>
    NotIndexed,

    /// <summary>A feed position is missing, or the feed's end is not the last event's position.</summary>
    FeedGap,

    /// <summary>An answer on record points to a version that is not there.</summary>
    LostAnswer,

    /// <summary>An entry of the audit log is missing.</summary>
    AuditGap,

    /// <summary>An entry of the audit log is not what was hashed, or does not follow the one before.</summary>
    BrokenAudit,
}

/// <param name="Findings">How many there are; 0 for a store that holds together.</param>
/// <param name="First">The first of them; null when there is none.</param>
public sealed record Verification(long Tickets, long Events, long Findings, Finding? First);
