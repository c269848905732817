using System.Collections.Concurrent;
using System.Security.Cryptography;
using ServiceDesk.Storage.Contacts;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>
/// The keys between the key ring and a contact: the ring wraps a data key for each site, that one wraps a key for each ticket's customer.
/// What is stored is wrapped; what is unwrapped stays in this process. Keys for customers to come are made ahead, many in one write, so
/// that an intake seldom waits for one.
/// </summary>
public sealed class ContactKeys(IContactKeyStore store, IKeyWrap wrap, ILogger<ContactKeys> log, TimeProvider time)
{
    private const int MadeAhead = 64;

    private readonly ConcurrentDictionary<string, SiteKeys> _sites = new();
    private readonly ConcurrentDictionary<(string Site, int Generation), byte[]> _dataKeys = new();

    /// <summary>How long a generation that another process began may stay unknown here.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    /// <summary>A key that nothing was sealed with yet; on disk, wrapped.</summary>
    public async ValueTask<(string Id, byte[] Key)> Fresh(string site, CancellationToken cancel)
    {
        var keys = _sites.GetOrAdd(site, _ => new());
        while (true)
        {
            if (keys.Ahead.TryDequeue(out var ahead)) return ahead;
            await keys.Gate.WaitAsync(cancel);
            try
            {
                if (keys.Ahead.IsEmpty) await Make(site, keys, cancel);
            }
            finally
            {
                keys.Gate.Release();
            }
        }
    }

    /// <summary>The key of that id; null once it is erased.</summary>
    /// <exception cref="CryptographicException">There never was such a key, or it cannot be unwrapped.</exception>
    public async ValueTask<byte[]?> Find(string id, CancellationToken cancel)
    {
        var stored = await store.FindContactKey(id, cancel) ?? throw new CryptographicException("Sealed with a key that is not in the store.");
        return stored.Wrapped is null ? null : SealedBytes.Open(await DataKeyOf(stored.Site, stored.Generation, cancel), stored.Wrapped, BoundOf(stored));
    }

    /// <summary>Begins a new generation of the site's data key: keys from now on are wrapped by it, older ones once they are moved.</summary>
    public async Task Rotate(string site, CancellationToken cancel)
    {
        await Begin(site, await store.DataKeys(site, cancel) is [.., var newest] ? newest.Generation + 1 : 1, cancel);
        if (_sites.TryGetValue(site, out var keys)) keys.Generation = null;
    }

    /// <summary>Wraps a few of the site's contact keys anew, by its newest data key. One that cannot be unwrapped stays, and holds up no other.</summary>
    /// <returns>How many it was; 0 when there is no more to be done.</returns>
    public async Task<int> Move(string site, int generation, int most, CancellationToken cancel)
    {
        var old = await store.ContactKeysBefore(site, generation, most, cancel);
        var moved = new List<ContactKey>(old.Count);
        foreach (var key in old)
        {
            try
            {
                var plain = SealedBytes.Open(await DataKeyOf(site, key.Generation, cancel), key.Wrapped!, BoundOf(key));
                moved.Add(Wrapped(key.Id, site, generation, plain, await DataKeyOf(site, generation, cancel)));
            }
            catch (CryptographicException fault)
            {
                log.LogError(fault, "A contact key of {Site} cannot be unwrapped", site);
            }
        }

        if (moved.Count > 0) await store.RewrapContactKeys(moved, cancel);
        return moved.Count;
    }

    /// <summary>Wraps a data key anew when it is not wrapped as it would be now.</summary>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> Rewrap(DataKey key, CancellationToken cancel)
    {
        if (wrap.IsCurrent(key.Wrapped)) return false;
        var plain = await wrap.Unwrap(key.Wrapped, BoundOf(key.Site, key.Generation), cancel);
        await store.RewrapDataKey(key with { Wrapped = await wrap.Wrap(plain, BoundOf(key.Site, key.Generation), cancel) }, cancel);
        return true;
    }

    private async Task Make(string site, SiteKeys keys, CancellationToken cancel)
    {
        if (keys.Generation is not { } generation || time.GetElapsedTime(keys.LookedAt) > MaxAge)
        {
            keys.LookedAt = time.GetTimestamp();
            generation = await store.DataKeys(site, cancel) is [.., var newest] ? newest.Generation : await Begin(site, 1, cancel);
            keys.Generation = generation;
        }

        var dataKey = await DataKeyOf(site, generation, cancel);
        var made = Enumerable.Range(0, MadeAhead)
            .Select(_ => (Id: Guid.CreateVersion7().ToString("N"), Key: RandomNumberGenerator.GetBytes(SealedBytes.KeyBytes))).ToList();
        await store.AddContactKeys([.. made.Select(key => Wrapped(key.Id, site, generation, key.Key, dataKey))], cancel);
        foreach (var key in made) keys.Ahead.Enqueue(key);
    }

    private async Task<int> Begin(string site, int generation, CancellationToken cancel)
    {
        var wrapped = await wrap.Wrap(RandomNumberGenerator.GetBytes(SealedBytes.KeyBytes), BoundOf(site, generation), cancel);
        await store.AddDataKey(new(site, generation, wrapped), cancel);       // another process may have been faster: then it is theirs
        return generation;
    }

    private async ValueTask<byte[]> DataKeyOf(string site, int generation, CancellationToken cancel)
    {
        if (_dataKeys.TryGetValue((site, generation), out var known)) return known;
        var stored = (await store.DataKeys(site, cancel)).FirstOrDefault(key => key.Generation == generation)
            ?? throw new CryptographicException($"The site has no data key of generation {generation}.");
        return _dataKeys[(site, generation)] = await wrap.Unwrap(stored.Wrapped, BoundOf(site, generation), cancel);
    }

    private static ContactKey Wrapped(string id, string site, int generation, byte[] key, byte[] dataKey)
    {
        var bare = new ContactKey(id, site, generation, null);
        return bare with { Wrapped = SealedBytes.Seal(dataKey, key, BoundOf(bare)) };
    }

    private static string BoundOf(string site, int generation) => $"data key {generation} of {site}";

    private static string BoundOf(ContactKey key) => $"contact key {key.Id} of {key.Site}";

    private sealed class SiteKeys
    {
        public ConcurrentQueue<(string Id, byte[] Key)> Ahead { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1);

        public int? Generation { get; set; }

        public long LookedAt { get; set; }
    }
}
