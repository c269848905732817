using ServiceDesk.Domain.Notices;

namespace ServiceDesk.Storage.Notices;

/// <summary>What people were told, newest first.</summary>
public interface IInboxes
{
    /// <param name="unread">Only what was not read yet.</param>
    /// <param name="digest">Id of a digest: what folded into it, instead of what stands by itself.</param>
    /// <param name="before">Only what lies before this seq; null for the first page.</param>
    Task<IReadOnlyList<InboxItem>> Read(string person, bool unread, long? digest, long? before, int limit, CancellationToken cancel);

    /// <summary>What came, or changed, beyond a seq, oldest first.</summary>
    Task<IReadOnlyList<InboxItem>> Beyond(string person, long seq, int limit, CancellationToken cancel);

    /// <summary>The highest seq of all inboxes.</summary>
    Task<long> Last(CancellationToken cancel);

    Task<long> CountUnread(string person, CancellationToken cancel);

    /// <summary>Marks one as read, with what folded into it.</summary>
    /// <returns>False when the person has no such notice.</returns>
    Task<bool> MarkRead(string person, long id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Marks all as read.</summary>
    /// <returns>How many were not.</returns>
    Task<int> MarkAllRead(string person, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The notice of a person with that cause; null when there is none.</summary>
    Task<InboxItem?> Find(string person, string cause, CancellationToken cancel);
}

/// <param name="Id">Stays.</param>
/// <param name="Seq">Rises when a digest grows.</param>
public sealed record InboxItem(
    long Id, long Seq, string Site, string? Number, NoticeKind Kind, bool Urgent, DateTimeOffset At, NoticeData Data, DateTimeOffset? ReadAt);
