using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>
/// Accounts, sign-ins and keys as this process knows them, so that not every request reads the store. What this process changes is here
/// at once; what another changes, a second later: it counts its changes in the store.
/// </summary>
public sealed class AccountBook(IAccountStore store, ISignInStore signIns, ISessionStore sessions, TimeProvider time)
{
    private const int Most = 10_000;

    /// <summary>What a key's last use is told by: finer would be a write for nearly every request.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromHours(1);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry<Account>> _accounts = new();
    private readonly ConcurrentDictionary<string, Entry<SignInState>> _signIns = new();
    private readonly ConcurrentDictionary<string, Entry<Session>> _sessions = new();
    private readonly ConcurrentDictionary<string, Entry<ApiKey>> _keys = new();
    private long _changes = -1;
    private long _lookedAt;
    private int _forgotten;

    /// <summary>How old anything here may get, whatever the count of changes says: a process may have died between a change and its counting.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    public ValueTask<Account?> Find(string id, CancellationToken cancel) => Find(_accounts, id, store.Find, cancel);

    /// <summary>What is on record of the account's sign-in, or what stands where nothing is.</summary>
    public async ValueTask<SignInState> SignIn(string id, CancellationToken cancel) =>
        await Find(_signIns, id, async (account, ct) => (await signIns.Find(account, ct))?.State ?? new SignInState(), cancel) ?? new SignInState();

    public ValueTask<Session?> FindSession(string id, CancellationToken cancel) => Find(_sessions, id, sessions.Find, cancel);

    /// <summary>Notes when the person of a session was last seen.</summary>
    public async Task Touch(Session session, CancellationToken cancel)
    {
        // Known here before it is written: of the requests that come meanwhile none writes it again.
        _sessions[session.Id] = new(session, time.GetTimestamp());
        await sessions.Touch(session.Id, session.SeenAt, cancel);
    }

    public void ForgetSession(string id)
    {
        Interlocked.Increment(ref _forgotten);
        _sessions.TryRemove(id, out _);
    }

    public async ValueTask<ApiKey?> FindKey(string secret, CancellationToken cancel)
    {
        var hash = HashOf(secret);
        if (await Find(_keys, hash, store.FindKey, cancel) is not { } key) return null;
        var now = time.GetUtcNow();
        if (key.ExpiresAt <= now || key.SecretHash != hash && !(key.OldUntil > now)) return null;
        if (!(now - key.UsedAt < Coarse))
        {
            _keys[hash] = new(key with { UsedAt = now }, time.GetTimestamp());
            await store.TouchKey(key.Id, cancel);
        }

        return key;
    }

    public async Task Put(Account account, CancellationToken cancel)
    {
        await store.Put(account, cancel);
        Forget(account.Id);
    }

    /// <returns>False when there is no such account.</returns>
    public async Task<bool> Remove(string id, CancellationToken cancel)
    {
        var removed = await store.Remove(id, cancel);
        Forget(id);
        return removed;
    }

    /// <summary>The account was changed: the next question reads it again.</summary>
    public void Forget(string id)
    {
        Interlocked.Increment(ref _forgotten);
        _accounts.TryRemove(id, out _);
        _signIns.TryRemove(id, out _);
    }

    public async Task AddKey(ApiKey key, CancellationToken cancel)
    {
        await store.AddKey(key, cancel);
        ForgetKeys();
    }

    public async Task<bool> RevokeKey(string id, CancellationToken cancel)
    {
        var revoked = await store.RevokeKey(id, cancel);
        ForgetKeys();
        return revoked;
    }

    public async Task<bool> RotateKey(string id, string secretHash, DateTimeOffset oldUntil, CancellationToken cancel)
    {
        var rotated = await store.RotateKey(id, secretHash, oldUntil, cancel);
        ForgetKeys();
        return rotated;
    }

    /// <summary>SHA-256, hex: a random secret needs no slow hash.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async ValueTask<T?> Find<T>(
        ConcurrentDictionary<string, Entry<T>> book, string id, Func<string, CancellationToken, Task<T?>> read, CancellationToken cancel) where T : class
    {
        await LookForChanges(cancel);
        if (book.TryGetValue(id, out var known) && time.GetElapsedTime(known.ReadAt) < MaxAge) return known.Value;
        var (asked, forgotten) = (time.GetTimestamp(), Volatile.Read(ref _forgotten));
        var value = await read(id, cancel);
        if (Volatile.Read(ref _forgotten) != forgotten) return value;        // changed while it was read: not worth remembering
        if (book.Count >= Most) book.Clear();        // a flood of wrong names must not fill the memory
        book[id] = new(value, asked);
        return value;
    }

    /// <summary>One request a second asks; the others go on with what they know.</summary>
    private async ValueTask LookForChanges(CancellationToken cancel)
    {
        var last = Interlocked.Read(ref _lookedAt);
        if (last != 0 && time.GetElapsedTime(last) < LookEvery || Interlocked.CompareExchange(ref _lookedAt, time.GetTimestamp(), last) != last) return;
        var changes = await store.Changes(cancel);
        if (Interlocked.Exchange(ref _changes, changes) == changes) return;
        _accounts.Clear();
        _signIns.Clear();
        _sessions.Clear();
        ForgetKeys();
    }

    private void ForgetKeys()
    {
        Interlocked.Increment(ref _forgotten);
        _keys.Clear();
    }

    private readonly record struct Entry<T>(T? Value, long ReadAt);
}
