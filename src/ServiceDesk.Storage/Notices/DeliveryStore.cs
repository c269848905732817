using System.Data.Common;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Notices;

internal sealed class DeliveryStore(Store store, TimeProvider time) : IDeliveryStore
{
    private const string Columns =
        "id, dedup, channel, target, site, number, kind, data, cause, position, state, attempts, next_ms, error, created_ms, done_ms";

    private const string Due = "state = 0 AND channel <> 'webhook' AND next_ms <= @now";

    private static readonly Dictionary<string, Channel> Channels = Enum.GetValues<Channel>().ToDictionary(channel => DeskJson.Word(channel));

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A row that is there already stays; to be sent <paramref name="again"/>, it begins anew.</summary>
    public static Statement Insert(DeliveryPlan plan, DateTimeOffset now, bool again) => new(
        $"""
        INSERT INTO delivery (dedup, channel, target, site, number, kind, data, cause, position, state, attempts, next_ms, created_ms)
        VALUES (@dedup, @channel, @target, @site, @number, @kind, @data, @cause, @position, 0, 0, @next, @now) ON CONFLICT (dedup)
        {(again ? "DO UPDATE SET state = 0, attempts = 0, next_ms = excluded.next_ms, error = NULL, done_ms = NULL" : "DO NOTHING")}
        """,
        ("@dedup", plan.Dedup), ("@channel", DeskJson.Word(plan.Channel)), ("@target", plan.Target), ("@site", plan.Site), ("@number", plan.Number),
        ("@kind", plan.Kind), ("@data", plan.Data is null ? null : JsonSerializer.Serialize(plan.Data, DeskJson.Stored)), ("@cause", plan.Cause),
        ("@position", plan.Position), ("@next", plan.NextAt.ToUnixTimeMilliseconds()), ("@now", now.ToUnixTimeMilliseconds()));

    public async Task<IReadOnlyList<OutboxItem>> Claim(DateTimeOffset until, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var now = NowMs;
        if (await reading.First(new($"SELECT id FROM delivery WHERE {Due} LIMIT 1", ("@now", now)), row => row.GetInt64(0), cancel) == 0) return [];
        var claim = Guid.NewGuid().ToString("N");

        // Who comes second waits for the rows, and then finds them moved on.
        await store.Execute(
            new(
                $"""
                UPDATE delivery SET claim = @claim, next_ms = @until, attempts = attempts + 1
                WHERE id IN (SELECT id FROM delivery WHERE {Due} ORDER BY next_ms, id LIMIT @limit) AND {Due}
                """,
                ("@claim", claim), ("@until", until.ToUnixTimeMilliseconds()), ("@now", now), ("@limit", limit)),
            cancel);
        await using var claimed = await store.Read(cancel);
        return await claimed.Rows(new($"SELECT {Columns} FROM delivery WHERE claim = @claim AND state = 0 ORDER BY id", ("@claim", claim)), Read, cancel);
    }

    public async Task<IReadOnlyList<OutboxItem>> OfWebhook(string webhook, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new(
                $"SELECT {Columns} FROM delivery WHERE state = 0 AND channel = 'webhook' AND target = @webhook ORDER BY position, id LIMIT @limit",
                ("@webhook", webhook), ("@limit", limit)),
            Read, cancel);
    }

    public Task End(OutboxItem delivery, DeliveryState state, string? error, CancellationToken cancel) => store.Execute(
        new(
            "UPDATE delivery SET state = @state, attempts = @attempts, error = @error, done_ms = @now, claim = NULL WHERE id = @id AND state = 0",
            ("@state", (short)state), ("@attempts", delivery.Attempts), ("@error", error), ("@now", NowMs), ("@id", delivery.Id)),
        cancel);

    public Task Again(OutboxItem delivery, DateTimeOffset nextAt, string error, CancellationToken cancel) => store.Execute(
        new(
            "UPDATE delivery SET next_ms = @next, attempts = @attempts, error = @error, claim = NULL WHERE id = @id AND state = 0",
            ("@next", nextAt.ToUnixTimeMilliseconds()), ("@attempts", delivery.Attempts), ("@error", error), ("@id", delivery.Id)),
        cancel);

    public async Task<OutboxItem?> Find(long id, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new($"SELECT {Columns} FROM delivery WHERE id = @id", ("@id", id)), Read, cancel);
    }

    public async Task<IReadOnlyList<OutboxItem>> List(
        IReadOnlyList<string>? sites, DeliveryState? state, string? webhook, long? before, int limit, CancellationToken cancel)
    {
        if (sites is { Count: 0 }) return [];
        var parameters = new List<(string, object?)> { ("@before", before ?? long.MaxValue), ("@limit", limit) };
        var conditions = "id < @before";
        if (sites is not null)
        {
            conditions += $" AND site IN ({string.Join(", ", sites.Select((_, i) => $"@s{i}"))})";
            parameters.AddRange(sites.Select((site, i) => ($"@s{i}", (object?)site)));
        }

        if (state is { } wanted)
        {
            conditions += " AND state = @state";
            parameters.Add(("@state", (short)wanted));
        }

        if (webhook is not null)
        {
            conditions += " AND target = @target AND channel = 'webhook'";
            parameters.Add(("@target", webhook));
        }

        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new($"SELECT {Columns} FROM delivery WHERE {conditions} ORDER BY id DESC LIMIT @limit", [.. parameters]), Read, cancel);
    }

    public async Task<bool> Retry(long id, CancellationToken cancel) => await store.Execute(
        new(
            "UPDATE delivery SET state = 0, attempts = 0, next_ms = @now, error = NULL, done_ms = NULL, claim = NULL WHERE id = @id AND state <> 0",
            ("@now", NowMs), ("@id", id)),
        cancel) > 0;

    public Task Replay(IReadOnlyList<DeliveryPlan> deliveries, CancellationToken cancel) => store.ExecuteGuarded(
        new("UPDATE webhook SET attempts = 0 WHERE id = @id", ("@id", deliveries.Count > 0 ? deliveries[0].Target : "")),
        [.. deliveries.Select(delivery => Insert(delivery, time.GetUtcNow(), again: true))], cancel);

    public Task<int> Prune(DateTimeOffset before, CancellationToken cancel) => store.Execute(
        new(
            """
            DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state <> 0 AND done_ms < @before ORDER BY done_ms LIMIT 500)
            """,
            ("@before", before.ToUnixTimeMilliseconds())),
        cancel);

    private static OutboxItem Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), Channels[row.GetString(2)], row.GetString(3), row.GetString(4), row.Text(5), row.GetString(6),
        row.Text(7) is { } data ? JsonSerializer.Deserialize<NoticeData>(data, DeskJson.Stored) : null, row.Text(8), row.GetInt64(9),
        (DeliveryState)row.GetInt16(10), row.GetInt32(11), Moment(row, 12), row.Text(13), Moment(row, 14), row.IsDBNull(15) ? null : Moment(row, 15));

    private static DateTimeOffset Moment(DbDataReader row, int ordinal) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(ordinal));
}
