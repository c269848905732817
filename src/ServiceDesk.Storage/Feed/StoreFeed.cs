using System.Text;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Feed;

/// <summary>The feed, with a bell: rung by commits of this process, and by notifications of others where the database sends them.</summary>
internal sealed class StoreFeed(Store store, TimeProvider time) : IFeed
{
    /// <summary>How often a waiting reader looks for itself, should no bell ring.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _awaited = NewBell();
    private TaskCompletionSource _bell = NewBell();
    private long _known;

    /// <summary>Comes when somebody waits for the first time. Until then what others commit need not be heard: with many processes that costs each commit dear.</summary>
    public Task Awaited => _awaited.Task;

    public async Task<long> Last(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new("SELECT last FROM feed WHERE one = 1"), row => row.GetInt64(0), cancel);
    }

    public async Task<IReadOnlyList<FeedItem>> Read(long after, IReadOnlyCollection<string>? sites, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var items = await Stored(reading, after, sites, limit, cancel);
        var bodies = await store.Names.Put([.. items.Select(item => (new TicketKey(item.Site, item.Number), item.Body))], reading, cancel);
        return [.. items.Select((item, i) => item with { Body = bodies[i] })];
    }

    /// <summary>Events as they are stored: without names of customers, for those who need none.</summary>
    public async Task<IReadOnlyList<FeedItem>> ReadStored(long after, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await Stored(reading, after, sites: null, limit, cancel);
    }

    private async Task<List<FeedItem>> Stored(Reading reading, long after, IReadOnlyCollection<string>? sites, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await reading.Rows(sites is null ? Of(after, limit) : Of(after, sites, limit), row => new FeedItem(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            row.GetString(5), row.GetString(6), row.GetString(7)), cancel);
    }

    public async Task WaitBeyond(long position, TimeSpan patience, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        _awaited.TrySetResult();
        while (true)
        {
            Task bell;
            lock (_gate)
            {
                if (_known > position) return;
                bell = _bell.Task;
            }

            // Looked up after the bell is in hand: what is committed between the two rings it.
            var last = await Last(cancel);
            if (last > position)
            {
                Reached(last);
                return;
            }

            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(bell, Task.Delay(left < Poll ? left : Poll, time, stop.Token));
            await stop.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Rings: events up to that position are committed.</summary>
    public void Reached(long position)
    {
        TaskCompletionSource bell;
        lock (_gate)
        {
            if (position <= _known) return;
            _known = position;
            (bell, _bell) = (_bell, NewBell());
        }

        bell.SetResult();
    }

    private const string Columns = "position, site, number, version, at_ms, actor, kind, body";

    private static Statement Of(long after, int limit) => new(
        $"SELECT {Columns} FROM event WHERE position > @after ORDER BY position LIMIT @limit", ("@after", after), ("@limit", limit));

    /// <summary>Each site is a query of its own, so that a quiet site beside a busy one is an index read too.</summary>
    private Statement Of(long after, IReadOnlyCollection<string> sites, int limit)
    {
        // Where one site has nearly all events, SQLite's statistics talk it into reading past all of them for another's.
        var byIndex = store.Kind is StoreKind.Sqlite ? " INDEXED BY event_of_site" : "";
        if (sites.Count == 0) return new($"SELECT {Columns} FROM event WHERE 1 = 0");
        var text = new StringBuilder($"SELECT {Columns} FROM (");
        var parameters = new List<(string, object?)> { ("@after", after), ("@limit", limit) };
        foreach (var site in sites)
        {
            var i = parameters.Count;
            text.Append(i == 2 ? "" : " UNION ALL ").Append(
                $"""
                SELECT * FROM (
                    SELECT {Columns} FROM event{byIndex} WHERE site = @s{i} AND position > @after ORDER BY position LIMIT @limit) AS s{i}
                """);
            parameters.Add(($"@s{i}", site));
        }

        return new(text.Append(") AS page ORDER BY position LIMIT @limit").ToString(), [.. parameters]);
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
