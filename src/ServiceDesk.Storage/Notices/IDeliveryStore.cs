using ServiceDesk.Domain.Notices;

namespace ServiceDesk.Storage.Notices;

/// <summary>What is to leave the desk, and what became of it.</summary>
public interface IDeliveryStore
{
    /// <summary>
    /// Takes what is due, webhooks apart, oldest first: until the moment given, nobody else gets it; then it comes up again.
    /// </summary>
    Task<IReadOnlyList<OutboxItem>> Claim(DateTimeOffset until, int limit, CancellationToken cancel);

    /// <summary>The next ones of a webhook in the order of the feed.</summary>
    Task<IReadOnlyList<OutboxItem>> OfWebhook(string webhook, int limit, CancellationToken cancel);

    /// <summary>It is sent, dead or obsolete.</summary>
    Task End(OutboxItem delivery, DeliveryState state, string? error, CancellationToken cancel);

    /// <summary>It failed, and is tried again; the attempt counts.</summary>
    Task Again(OutboxItem delivery, DateTimeOffset nextAt, string error, CancellationToken cancel);

    Task<OutboxItem?> Find(long id, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    /// <param name="sites">Of these sites; null for all.</param>
    /// <param name="webhook">Of this webhook only; null for all targets.</param>
    /// <param name="before">Only ids below; null for the first page.</param>
    Task<IReadOnlyList<OutboxItem>> List(
        IReadOnlyList<string>? sites, DeliveryState? state, string? webhook, long? before, int limit, CancellationToken cancel);

    /// <summary>Puts one that has ended up again, with all its attempts before it.</summary>
    /// <returns>False when it has not ended.</returns>
    Task<bool> Retry(long id, CancellationToken cancel);

    /// <summary>Puts events up for a webhook; those that were sent before are sent again.</summary>
    Task Replay(IReadOnlyList<DeliveryPlan> deliveries, CancellationToken cancel);

    /// <summary>Forgets some of what ended before a moment.</summary>
    /// <returns>How many.</returns>
    Task<int> Prune(DateTimeOffset before, CancellationToken cancel);
}

public enum DeliveryState
{
    Waiting,
    Sent,

    /// <summary>Given up: somebody has to look, and can put it up again.</summary>
    Dead,

    /// <summary>When its turn came there was nothing to tell any more.</summary>
    Obsolete,
}

/// <param name="Target">Account id, <see cref="NoticePlan.Customer"/>, or a webhook's id.</param>
/// <param name="Kind">Of notice; of event for a webhook.</param>
/// <param name="Data">Null for a webhook.</param>
/// <param name="Attempts">Begun so far, this one included.</param>
/// <param name="Error">Why the last attempt failed, without any address.</param>
public sealed record OutboxItem(
    long Id, string Dedup, Channel Channel, string Target, string Site, string? Number, string Kind, NoticeData? Data, string? Cause, long Position,
    DeliveryState State, int Attempts, DateTimeOffset NextAt, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);
