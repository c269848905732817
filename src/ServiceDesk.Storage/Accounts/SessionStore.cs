using System.Data.Common;
using ServiceDesk.Domain;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Accounts;

internal sealed class SessionStore(Store store, TimeProvider time) : ISessionStore
{
    private const string Columns = "id, account, generation, way, started_ms, seen_ms, expires_ms, via, client";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task Add(Session session, CancellationToken cancel)
    {
        await store.ExecuteUnforced(new("DELETE FROM session WHERE expires_ms <= @now", ("@now", Now)), cancel);
        await store.ExecuteUnforced(
            new(
                $"INSERT INTO session ({Columns}) VALUES (@id, @account, @generation, @way, @started, @seen, @expires, @via, @client)",
                ("@id", session.Id), ("@account", session.Account), ("@generation", session.Generation), ("@way", DeskJson.Word(session.Way)),
                ("@started", session.StartedAt.ToUnixTimeMilliseconds()), ("@seen", session.SeenAt.ToUnixTimeMilliseconds()),
                ("@expires", session.ExpiresAt.ToUnixTimeMilliseconds()), ("@via", session.Via), ("@client", session.Client)),
            cancel);
    }

    public async Task<Session?> Find(string id, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new($"SELECT {Columns} FROM session WHERE id = @id", ("@id", id)), Read, cancel);
    }

    public Task Touch(string id, DateTimeOffset seenAt, CancellationToken cancel) => store.ExecuteUnforced(
        new("UPDATE session SET seen_ms = @seen WHERE id = @id AND seen_ms < @seen", ("@seen", seenAt.ToUnixTimeMilliseconds()), ("@id", id)), cancel);

    public async Task<IReadOnlyList<Session>> List(
        string account, int generation, DateTimeOffset seenSince, string? before, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new(
                $"""
                SELECT {Columns} FROM session
                WHERE account = @account AND generation = @generation AND seen_ms >= @since AND expires_ms > @now {(before is null ? "" : "AND id < @before")}
                ORDER BY id DESC LIMIT @limit
                """,
                ("@account", account), ("@generation", generation), ("@since", seenSince.ToUnixTimeMilliseconds()), ("@now", Now), ("@before", before),
                ("@limit", limit)),
            Read, cancel);
    }

    public async Task<bool> Remove(string account, string id, CancellationToken cancel)
    {
        var removed = await store.Execute(new("DELETE FROM session WHERE id = @id AND account = @account", ("@id", id), ("@account", account)), cancel) > 0;
        if (removed) await store.AccountsChanged(cancel);
        return removed;
    }

    private static Session Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt32(2), WayOf(row.GetString(3)), Moment(row, 4), Moment(row, 5), Moment(row, 6), row.Text(7), row.Text(8));

    private static SignInWay WayOf(string word) => Enum.GetValues<SignInWay>().Single(way => DeskJson.Word(way) == word);

    private static DateTimeOffset Moment(DbDataReader row, int ordinal) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(ordinal));
}
