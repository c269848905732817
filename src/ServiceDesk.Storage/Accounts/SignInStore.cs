using System.Text.Json;
using ServiceDesk.Domain;

namespace ServiceDesk.Storage.Accounts;

internal sealed class SignInStore(Store store, TimeProvider time) : ISignInStore
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<SignInRow?> Find(string account, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT state, revision FROM sign_in WHERE account = @account", ("@account", account)),
            row => new SignInRow(JsonSerializer.Deserialize<SignInState>(row.GetString(0), DeskJson.Stored)!, row.GetInt32(1)), cancel);
    }

    public async Task<string?> FindBySubject(string subject, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new("SELECT account FROM sign_in WHERE subject = @subject", ("@subject", subject)), row => row.GetString(0), cancel);
    }

    public async Task<bool> Save(string account, SignInState state, int seen, CancellationToken cancel)
    {
        var text = seen == 0
            ? "INSERT INTO sign_in (account, revision, subject, state) VALUES (@account, 1, @subject, @state) ON CONFLICT DO NOTHING"
            : "UPDATE sign_in SET revision = revision + 1, subject = @subject, state = @state WHERE account = @account AND revision = @seen";
        var saved = await store.Execute(
            new(text, ("@account", account), ("@subject", state.Subject), ("@state", JsonSerializer.Serialize(state, DeskJson.Stored)), ("@seen", seen)), cancel) > 0;
        if (saved) await store.AccountsChanged(cancel);
        return saved;
    }

    public async Task<Failures?> Failures(string of, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT failures, last_ms FROM failed_sign_in WHERE name = @name", ("@name", of)),
            row => new Failures(row.GetInt32(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))), cancel);
    }

    public async Task Fail(string of, TimeSpan forgetAfter, CancellationToken cancel)
    {
        await store.ExecuteUnforced(new("DELETE FROM failed_sign_in WHERE last_ms < @old", ("@old", Now - (long)forgetAfter.TotalMilliseconds)), cancel);
        await store.ExecuteUnforced(
            new(
                """
                INSERT INTO failed_sign_in (name, failures, last_ms) VALUES (@name, 1, @now)
                ON CONFLICT (name) DO UPDATE SET failures = failed_sign_in.failures + 1, last_ms = excluded.last_ms
                """,
                ("@name", of), ("@now", Now)),
            cancel);
    }

    public Task Forget(string of, CancellationToken cancel) =>
        store.ExecuteUnforced(new("DELETE FROM failed_sign_in WHERE name = @name", ("@name", of)), cancel);
}
