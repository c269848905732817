using System.Data.Common;
using System.Text.Json;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Accounts;

internal sealed class AccountStore(Store store, TimeProvider time) : IAccountStore
{
    private const string AccountColumns = "id, name, sites, roles, skills, capacity, supervisor, password_hash";
    private const string KeyColumns = "id, name, sites, roles, secret_hash, created_ms, scopes, expires_ms, used_ms, previous_until_ms";

    public async Task<bool> IsEmpty(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new("SELECT id FROM account LIMIT 1"), row => row.GetString(0), cancel) is null;
    }

    public async Task<Account?> Find(string id, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new($"SELECT {AccountColumns} FROM account WHERE id = @id AND removed_ms IS NULL", ("@id", id)), ReadAccount, cancel);
    }

    /// <summary>Accounts are as many as the staff: the few sites of each are looked at here.</summary>
    public async Task<IReadOnlyList<Account>> List(string? site, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var all = await reading.Rows(new($"SELECT {AccountColumns} FROM account WHERE removed_ms IS NULL ORDER BY id"), ReadAccount, cancel);
        return site is null ? all : [.. all.Where(account => account.Sites.Contains(site))];
    }

    public Task Put(Account account, CancellationToken cancel) => Insert(
        account,
        """
        DO UPDATE SET name = excluded.name, sites = excluded.sites, roles = excluded.roles, skills = excluded.skills,
            capacity = excluded.capacity, supervisor = excluded.supervisor, removed_ms = NULL,
            password_hash = CASE WHEN account.removed_ms IS NULL THEN account.password_hash ELSE excluded.password_hash END
        """,
        cancel);

    public async Task<bool> Add(Account account, CancellationToken cancel) => await Insert(account, "DO NOTHING", cancel) > 0;

    public async Task<bool> SetPassword(string id, string passwordHash, CancellationToken cancel) => await Change(
        new("UPDATE account SET password_hash = @hash WHERE id = @id AND removed_ms IS NULL", ("@hash", passwordHash), ("@id", id)), cancel) > 0;

    public async Task<bool> Remove(string id, CancellationToken cancel) => await Change(
        new(
            "UPDATE account SET removed_ms = @now, password_hash = NULL WHERE id = @id AND removed_ms IS NULL",
            ("@now", time.GetUtcNow().ToUnixTimeMilliseconds()), ("@id", id)),
        cancel) > 0;

    public Task AddKey(ApiKey key, CancellationToken cancel) => Change(
        new(
            """
            INSERT INTO api_key (id, name, sites, roles, secret_hash, created_ms, scopes, expires_ms)
            VALUES (@id, @name, @sites, @roles, @secret, @created, @scopes, @expires)
            """,
            ("@id", key.Id), ("@name", key.Name), ("@sites", Text(key.Sites)), ("@roles", Text(key.Roles)), ("@secret", key.SecretHash),
            ("@created", key.CreatedAt.ToUnixTimeMilliseconds()), ("@scopes", key.Scopes is { } scopes ? Text(scopes) : null),
            ("@expires", key.ExpiresAt?.ToUnixTimeMilliseconds())),
        cancel);

    public async Task<ApiKey?> FindKey(string secretHash, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new(
                $"""
                SELECT {KeyColumns} FROM api_key
                WHERE (secret_hash = @secret OR previous_hash = @secret AND previous_until_ms > @now)
                    AND revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > @now)
                """,
                ("@secret", secretHash), ("@now", Now)),
            ReadKey, cancel);
    }

    public async Task<IReadOnlyList<ApiKey>> ListKeys(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(new($"SELECT {KeyColumns} FROM api_key WHERE revoked_ms IS NULL ORDER BY created_ms, id"), ReadKey, cancel);
    }

    public async Task<bool> RevokeKey(string id, CancellationToken cancel) => await Change(
        new("UPDATE api_key SET revoked_ms = @now WHERE id = @id AND revoked_ms IS NULL", ("@now", Now), ("@id", id)), cancel) > 0;

    public async Task<bool> RotateKey(string id, string secretHash, DateTimeOffset oldUntil, CancellationToken cancel) => await Change(
        new(
            """
            UPDATE api_key SET previous_hash = secret_hash, previous_until_ms = @until, secret_hash = @secret
            WHERE id = @id AND revoked_ms IS NULL AND (expires_ms IS NULL OR expires_ms > @now)
            """,
            ("@until", oldUntil.ToUnixTimeMilliseconds()), ("@secret", secretHash), ("@id", id), ("@now", Now)),
        cancel) > 0;

    public Task TouchKey(string id, CancellationToken cancel) =>
        store.ExecuteUnforced(new("UPDATE api_key SET used_ms = @now WHERE id = @id", ("@now", Now), ("@id", id)), cancel);

    public async Task<long> Changes(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new("SELECT last FROM account_change WHERE one = 1"), row => row.GetInt64(0), cancel);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<int> Change(Statement statement, CancellationToken cancel)
    {
        var rows = await store.Execute(statement, cancel);
        if (rows > 0) await store.AccountsChanged(cancel);
        return rows;
    }

    private Task<int> Insert(Account account, string onConflict, CancellationToken cancel) => Change(
        new(
            $"""
            INSERT INTO account ({AccountColumns}) VALUES (@id, @name, @sites, @roles, @skills, @capacity, @supervisor, @password)
            ON CONFLICT (id) {onConflict}
            """,
            ("@id", account.Id), ("@name", account.Name), ("@sites", Text(account.Sites)), ("@roles", Text(account.Roles)),
            ("@skills", Text(account.Skills)), ("@capacity", account.Capacity), ("@supervisor", account.Supervisor),
            ("@password", account.PasswordHash)),
        cancel);

    private static Account ReadAccount(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), List(row.GetString(2)), List(row.GetString(3)), List(row.GetString(4)), row.GetInt32(5), row.Text(6),
        row.Text(7));

    private static ApiKey ReadKey(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), List(row.GetString(2)), List(row.GetString(3)), row.GetString(4),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)), row.Text(6) is { } scopes ? List(scopes) : null, Moment(row, 7), Moment(row, 8),
        Moment(row, 9));

    private static DateTimeOffset? Moment(DbDataReader row, int ordinal) =>
        row.IsDBNull(ordinal) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(ordinal));

    private static string Text(IReadOnlyList<string> list) => JsonSerializer.Serialize(list);

    private static string[] List(string text) => JsonSerializer.Deserialize<string[]>(text)!;
}
