using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>
/// Accounts and keys as this process knows them, so that not every request reads the store. What this process changes is here at
/// once; what another changes, at most <see cref="MaxAge"/> later.
/// </summary>
public sealed class AccountBook(IAccountStore store, TimeProvider time)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Entry<Account>> _accounts = new();
    private readonly ConcurrentDictionary<string, Entry<ApiKey>> _keys = new();

    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    public ValueTask<Account?> Find(string id, CancellationToken cancel) => Find(_accounts, id, store.Find, cancel);

    public ValueTask<ApiKey?> FindKey(string secret, CancellationToken cancel) => Find(_keys, HashOf(secret), store.FindKey, cancel);

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
    public void Forget(string id) => _accounts.TryRemove(id, out _);

    public async Task AddKey(ApiKey key, CancellationToken cancel)
    {
        await store.AddKey(key, cancel);
        _keys.TryRemove(key.SecretHash, out _);
    }

    public async Task<bool> RevokeKey(string id, CancellationToken cancel)
    {
        var revoked = await store.RevokeKey(id, cancel);
        _keys.Clear();
        return revoked;
    }

    /// <summary>SHA-256, hex: a random secret needs no slow hash.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async ValueTask<T?> Find<T>(
        ConcurrentDictionary<string, Entry<T>> book, string id, Func<string, CancellationToken, Task<T?>> read, CancellationToken cancel) where T : class
    {
        if (book.TryGetValue(id, out var known) && time.GetElapsedTime(known.ReadAt) < MaxAge) return known.Value;
        var asked = time.GetTimestamp();
        var value = await read(id, cancel);
        if (book.Count >= Most) book.Clear();        // a flood of wrong names must not fill the memory
        book[id] = new(value, asked);
        return value;
    }

    private readonly record struct Entry<T>(T? Value, long ReadAt);
}
