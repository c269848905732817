using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Domain.Notices;

/// <summary>What a notice is about: which words say it, and what folds together. The names are on disk: add, never rename.</summary>
public enum NoticeKind
{
    /// <summary>A ticket was offered to its new owner.</summary>
    Offered,

    /// <summary>Somebody was asked to help as a collaborator 协办人.</summary>
    Joined,
    SubtaskAssigned,
    /// <summary>A department is asked for help; its head is told.</summary>
    HelpAsked,
    /// <summary>The department accepted, answered or declined; who asked is told.</summary>
    HelpAnswered,
    /// <summary>A technician is sent to a customer.</summary>
    VisitAssigned,

    /// <summary>A deadline is near.</summary>
    Warned,
    /// <summary>A deadline has passed.</summary>
    Overdue,

    Escalated,
    /// <summary>The customer is not satisfied: somebody has to decide who handles it now.</summary>
    SecondHandling,

    /// <summary>The customer was heard: a rating, a word on a change, a contact that somebody else took.</summary>
    Replied,

    Reprioritized,
    Reopened,
    /// <summary>A ticket was taken from its owner, who is gone or off duty.</summary>
    Withdrawn,
    /// <summary>A ticket goes on at another site.</summary>
    Transferred,
    /// <summary>Nobody was free for so long that a partner site gets the ticket.</summary>
    Overflowed,
    /// <summary>The customer should be told, and the desk has no way to: somebody must.</summary>
    CustomerUnreachable,

    /// <summary>To the customer: how was it? With a link.</summary>
    AskRating,
    /// <summary>To the customer: confirm this change. With a link.</summary>
    AskConfirmation,

    /// <summary>To the customer: a technician will come.</summary>
    VisitPlanned,
    /// <summary>To the customer: the technician is late.</summary>
    VisitLate,

    /// <summary>Many notices of one kind and site in one.</summary>
    Digest,

    /// <summary>A webhook failed for so long that it was turned off.</summary>
    WebhookDisabled,

    /// <summary>The desk could not tell anybody of an event, because it could not read it.</summary>
    EventUnreadable,
}

/// <summary>Something that one person, or the customer, has to be told.</summary>
/// <param name="Person">Id of the account; null for the customer of the ticket.</param>
/// <param name="Urgent">Breaks through quiet hours, unless the person forbids that.</param>
public sealed record Notice(string? Person, NoticeKind Kind, bool Urgent, NoticeData Data);

/// <summary>
/// What the words of a notice need beside the ticket. Neither contacts nor prose: whoever may read the ticket reads them there, and what
/// is erased there is nowhere else.
/// </summary>
public sealed record NoticeData
{
    /// <summary>Id of the account that did it; null for the desk itself or the customer.</summary>
    public string? By { get; init; }

    /// <summary>Escalation level: 1 supervisor, 2 director.</summary>
    public int? Level { get; init; }

    /// <summary>Which deadline.</summary>
    public ClockKind? Clock { get; init; }

    /// <summary>The deadline, or when a technician arrives.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Id of the subtask, collaboration, visit or change within its ticket.</summary>
    public int? Item { get; init; }

    /// <summary>Code of how the item stands now, of the new priority, or of what raised an escalation when no clock did.</summary>
    public string? State { get; init; }

    public string? Department { get; init; }

    /// <summary>Of a digest: what it folds; of an unreachable customer: what they should be told.</summary>
    public NoticeKind? Of { get; init; }

    /// <summary>Of a digest: how many notices it stands for.</summary>
    public int? Count { get; init; }

    /// <summary>Of a digest: the first tickets, at most <see cref="DigestRules.Listed"/>.</summary>
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>Of a webhook: its id. Of an unreadable event: its position. Of a transfer: the other site's code.</summary>
    public string? Subject { get; init; }
}

/// <summary>How a notice leaves the desk; the inbox is none of them, it has every notice.</summary>
public enum Channel { Email, Sms, Chat, Webhook }
