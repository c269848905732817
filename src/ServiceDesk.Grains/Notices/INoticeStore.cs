using ServiceDesk.Domain.Notices;

namespace ServiceDesk.Grains.Notices;

/// <summary>The events that the notifier follows.</summary>
public interface INoticeFeed
{
    /// <summary>Events beyond a position, in order.</summary>
    Task<IReadOnlyList<FeedEvent>> Read(long after, int limit);

    /// <summary>Comes back when something beyond the position is committed, or after at most <paramref name="patience"/>.</summary>
    Task WaitBeyond(long position, TimeSpan patience, CancellationToken cancel);
}

/// <param name="Actor">Sort and id of the doer, such as <c>staff:li.na</c>.</param>
/// <param name="Body">The event's JSON as it is stored.</param>
public sealed record FeedEvent(
    long Position, string Site, string Number, int Version, DateTimeOffset At, string Actor, string Kind, string Body);

/// <summary>Who works where: read through here, so that it does not matter who keeps it.</summary>
public interface INoticePeople
{
    /// <summary>Everybody who has an account, with how they want to be told.</summary>
    Task<IReadOnlyList<Person>> All();
}

/// <summary>Inboxes and what is to leave the desk, with how far the notifier has come: written in one transaction.</summary>
public interface INoticeStore
{
    /// <summary>How far the notifier has come.</summary>
    Task<NoticeHead> Head();

    /// <summary>What the windows of these keys hold already; a key without any notice is left out.</summary>
    Task<IReadOnlyDictionary<FoldKey, Fold>> Folds(IReadOnlyCollection<FoldKey> keys);

    /// <summary>What the programs outside want to hear, of those that are turned on.</summary>
    Task<IReadOnlyList<WebhookFilter>> Webhooks();

    /// <summary>Writes rows, deliveries and the new head, all or nothing. A row that is there already stays; a digest takes its new count.</summary>
    /// <param name="from">The head that was read.</param>
    /// <returns>False when the head has moved meanwhile, and nothing was written.</returns>
    Task<bool> Commit(NoticeHead from, NoticeHead to, IReadOnlyList<NoticeRow> rows, IReadOnlyList<DeliveryPlan> deliveries);
}

/// <param name="Position">The last event that was looked at.</param>
/// <param name="Seq">The highest number given to a change of an inbox.</param>
public sealed record NoticeHead(long Position, long Seq);
