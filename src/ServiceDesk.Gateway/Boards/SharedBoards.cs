using System.Collections.Concurrent;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Boards;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Boards;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Boards;

/// <summary>The boards of the sites: each is worked out once for all who look at it, however many they are.</summary>
public sealed class SharedBoards(IBoardReads reads, IFeed feed, SiteBook sites, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Watchers get no newer one within this time.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromSeconds(1);

    /// <summary>What no event tells is found after this time: who came on duty, a deadline that has come near, another day.</summary>
    public static TimeSpan Stale { get; } = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Site> _sites = new();

    /// <summary>The board with everything that is committed by now; null when there is no such site.</summary>
    public async Task<SharedBoard?> Now(string site, CancellationToken cancel)
    {
        var last = await feed.Last(cancel);
        return await Get(site, known => known.Board.Position >= last && time.GetElapsedTime(known.MadeAt) < Pace, cancel);
    }

    /// <summary>A board that is new enough for a watcher, made when needed; null when there is no such site.</summary>
    public Task<SharedBoard?> Recent(string site, CancellationToken cancel) => Get(site, known => time.GetElapsedTime(known.MadeAt) < Pace, cancel);

    /// <summary>Whether a watcher who has this board might find another one.</summary>
    public async Task<bool> MayHaveChanged(SharedBoard known, CancellationToken cancel) =>
        time.GetElapsedTime(known.MadeAt) >= Stale || (await feed.Read(known.Board.Position, [known.Board.Site], 1, cancel)).Count > 0;

    private async Task<SharedBoard?> Get(string code, Func<SharedBoard, bool> fits, CancellationToken cancel)
    {
        if (await sites.Find(code) is not { } rules) return null;
        var site = _sites.GetOrAdd(code, _ => new());
        if (site.Board is { } known && fits(known)) return known;
        await site.Gate.WaitAsync(cancel);
        try
        {
            // Whoever waited here finds what the one before has made.
            if (site.Board is { } made && fits(made)) return made;
            var started = time.GetTimestamp();
            var queue = await grains.GetGrain<IQueueGrain>(code).Look(BoardRules.Listed + 1);
            var board = await reads.Read(rules, queue, time.GetUtcNow(), cancel);
            return site.Board = new(board, started, JsonSerializer.Serialize(board with { Position = 0, At = default }, DeskJson.Wire));
        }
        finally
        {
            site.Gate.Release();
        }
    }

    private sealed class Site
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public volatile SharedBoard? Board;
    }
}

/// <param name="MadeAt">Time stamp of when its making began.</param>
/// <param name="Content">All of it but position and moment: equal boards show the same.</param>
public sealed record SharedBoard(SiteBoard Board, long MadeAt, string Content);
