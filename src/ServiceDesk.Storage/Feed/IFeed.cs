namespace ServiceDesk.Storage.Feed;

/// <summary>Every event of every ticket in commit order, without gaps: what notices, streams and caches follow.</summary>
public interface IFeed
{
    /// <summary>Position of the last event committed; 0 for an empty store.</summary>
    Task<long> Last(CancellationToken cancel);

    /// <summary>Events beyond a position, in order.</summary>
    /// <param name="sites">Only of these sites; null for all.</param>
    Task<IReadOnlyList<FeedItem>> Read(long after, IReadOnlyCollection<string>? sites, int limit, CancellationToken cancel);

    /// <summary>Comes back when something beyond the position is committed, or after at most <paramref name="patience"/>.</summary>
    Task WaitBeyond(long position, TimeSpan patience, CancellationToken cancel);
}

/// <param name="Position">1 for the first event of the store.</param>
/// <param name="Body">The event's JSON as it is stored.</param>
public sealed record FeedItem(long Position, string Site, string Number, int Version, DateTimeOffset At, string By, string Kind, string Body);
