using System.Data.Common;
using System.Text.Json;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Notices;

/// <summary>Programs outside that are told of events.</summary>
public interface IWebhookStore
{
    Task<IReadOnlyList<WebhookFilter>> Filters(CancellationToken cancel);

    Task<IReadOnlyList<Webhook>> List(CancellationToken cancel);

    Task<Webhook?> Find(string id, CancellationToken cancel);

    /// <summary>Makes or changes one; turned on, it begins with a clean record.</summary>
    Task Put(Webhook webhook, CancellationToken cancel);

    /// <summary>Removes one with all its deliveries.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> Remove(string id, CancellationToken cancel);

    /// <summary>Takes webhooks that have something to be sent and may be tried: until the moment given, nobody else gets them.</summary>
    Task<IReadOnlyList<ClaimedWebhook>> Claim(DateTimeOffset until, int limit, CancellationToken cancel);

    /// <summary>Goes on holding it.</summary>
    /// <returns>False when somebody else has it by now, or it was changed.</returns>
    Task<bool> Hold(ClaimedWebhook claimed, DateTimeOffset until, CancellationToken cancel);

    /// <summary>Everything that was tried got through; those that waited longer have their turn first.</summary>
    Task Succeeded(ClaimedWebhook claimed, CancellationToken cancel);

    /// <summary>It failed, and is tried again at the moment given.</summary>
    Task Failed(ClaimedWebhook claimed, DateTimeOffset nextAt, CancellationToken cancel);

    /// <summary>It is turned off, with the reason.</summary>
    /// <returns>False when somebody else has it by now.</returns>
    Task<bool> Disable(ClaimedWebhook claimed, string reason, CancellationToken cancel);
}

/// <param name="Sites">Codes; empty for all.</param>
/// <param name="Kinds">Code words of events; empty for all.</param>
/// <param name="Secret">Sealed by the gateway.</param>
/// <param name="Active">Whether events are sent to it.</param>
/// <param name="FailingSince">Null while it takes what it is sent.</param>
/// <param name="Disabled">Why the desk turned it off; null when it did not.</param>
public sealed record Webhook(
    string Id, string Url, IReadOnlyList<string> Sites, IReadOnlyList<string> Kinds, string Secret, bool Active, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? FailingSince = null, string? Disabled = null);

/// <param name="Claim">Proves who holds it.</param>
/// <param name="Attempts">Failures in a row.</param>
public sealed record ClaimedWebhook(Webhook Webhook, string Claim, int Attempts);

internal sealed class WebhookStore(Store store, TimeProvider time) : IWebhookStore
{
    private const string Columns = "id, url, sites, kinds, secret, active, created_by, created_ms, failing_ms, disabled, attempts";

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<IReadOnlyList<WebhookFilter>> Filters(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new("SELECT id, sites, kinds FROM webhook WHERE active = 1"), row => new WebhookFilter(row.GetString(0), List(row.GetString(1)), List(row.GetString(2))), cancel);
    }

    public async Task<IReadOnlyList<Webhook>> List(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(new($"SELECT {Columns} FROM webhook ORDER BY id"), Read, cancel);
    }

    public async Task<Webhook?> Find(string id, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new($"SELECT {Columns} FROM webhook WHERE id = @id", ("@id", id)), Read, cancel);
    }

    public Task Put(Webhook webhook, CancellationToken cancel) => store.Execute(
        new(
            """
            INSERT INTO webhook (id, url, sites, kinds, secret, active, created_by, created_ms, attempts, next_ms)
            VALUES (@id, @url, @sites, @kinds, @secret, @active, @by, @created, 0, 0)
            ON CONFLICT (id) DO UPDATE SET url = excluded.url, sites = excluded.sites, kinds = excluded.kinds, secret = excluded.secret,
                active = excluded.active, attempts = 0, next_ms = 0, claim = NULL, failing_ms = NULL, disabled = NULL
            """,
            ("@id", webhook.Id), ("@url", webhook.Url), ("@sites", JsonSerializer.Serialize(webhook.Sites)), ("@kinds", JsonSerializer.Serialize(webhook.Kinds)),
            ("@secret", webhook.Secret), ("@active", webhook.Active ? (short)1 : (short)0), ("@by", webhook.CreatedBy),
            ("@created", webhook.CreatedAt.ToUnixTimeMilliseconds())),
        cancel);

    public Task<bool> Remove(string id, CancellationToken cancel) => store.ExecuteGuarded(
        new("DELETE FROM webhook WHERE id = @id", ("@id", id)), [new("DELETE FROM delivery WHERE target = @id AND channel = 'webhook'", ("@id", id))], cancel);

    public async Task<IReadOnlyList<ClaimedWebhook>> Claim(DateTimeOffset until, int limit, CancellationToken cancel)
    {
        const string Due =
            """
            active = 1 AND next_ms <= @now AND EXISTS (
                SELECT 1 FROM delivery WHERE delivery.state = 0 AND delivery.channel = 'webhook' AND delivery.target = webhook.id)
            """;
        await using var reading = await store.Read(cancel);
        var now = NowMs;
        if (await reading.First(new($"SELECT id FROM webhook WHERE {Due} LIMIT 1", ("@now", now)), row => row.GetString(0), cancel) is null) return [];
        var claim = Guid.NewGuid().ToString("N");
        await store.Execute(
            new(
                $"""
                UPDATE webhook SET claim = @claim, next_ms = @until
                WHERE id IN (SELECT id FROM webhook WHERE {Due} ORDER BY next_ms LIMIT @limit) AND next_ms <= @now
                """,
                ("@claim", claim), ("@until", until.ToUnixTimeMilliseconds()), ("@now", now), ("@limit", limit)),
            cancel);
        await using var claimed = await store.Read(cancel);
        return await claimed.Rows(
            new($"SELECT {Columns} FROM webhook WHERE claim = @claim", ("@claim", claim)), row => new ClaimedWebhook(Read(row), claim, row.GetInt32(10)), cancel);
    }

    public async Task<bool> Hold(ClaimedWebhook claimed, DateTimeOffset until, CancellationToken cancel) =>
        await Change(claimed, "next_ms = @moment", cancel, ("@moment", until.ToUnixTimeMilliseconds())) > 0;

    public Task Succeeded(ClaimedWebhook claimed, CancellationToken cancel) =>
        Change(claimed, "claim = NULL, next_ms = @now, attempts = 0, failing_ms = NULL", cancel, ("@now", NowMs));

    public Task Failed(ClaimedWebhook claimed, DateTimeOffset nextAt, CancellationToken cancel) => Change(
        claimed, "claim = NULL, next_ms = @moment, attempts = attempts + 1, failing_ms = coalesce(failing_ms, @now)", cancel,
        ("@moment", nextAt.ToUnixTimeMilliseconds()), ("@now", NowMs));

    public async Task<bool> Disable(ClaimedWebhook claimed, string reason, CancellationToken cancel) =>
        await Change(claimed, "claim = NULL, active = 0, disabled = @reason", cancel, ("@reason", reason)) > 0;

    private Task<int> Change(ClaimedWebhook claimed, string changes, CancellationToken cancel, params (string, object?)[] parameters) => store.Execute(
        new($"UPDATE webhook SET {changes} WHERE id = @id AND claim = @claim", [("@id", claimed.Webhook.Id), ("@claim", claimed.Claim), .. parameters]), cancel);

    private static Webhook Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), List(row.GetString(2)), List(row.GetString(3)), row.GetString(4), row.GetInt16(5) == 1, row.GetString(6),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)), row.IsDBNull(8) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)), row.Text(9));

    private static string[] List(string text) => JsonSerializer.Deserialize<string[]>(text)!;
}
