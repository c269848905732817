using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storage.Contacts;

/// <summary>Wrapped keys of contacts, and which customers were erased. Nothing here can be opened without the key ring.</summary>
public interface IContactKeyStore
{
    /// <summary>Data keys of a site, or of all for null, oldest first.</summary>
    Task<IReadOnlyList<DataKey>> DataKeys(string? site, CancellationToken cancel);

    /// <returns>False when the site has a key of that generation already: another process was faster.</returns>
    Task<bool> AddDataKey(DataKey key, CancellationToken cancel);

    /// <summary>Gives a data key another wrapping.</summary>
    Task RewrapDataKey(DataKey key, CancellationToken cancel);

    Task AddContactKeys(IReadOnlyList<ContactKey> keys, CancellationToken cancel);

    /// <summary>The key of that id; null when there never was one.</summary>
    Task<ContactKey?> FindContactKey(string id, CancellationToken cancel);

    /// <summary>Keys of a site that a data key older than the generation wraps, oldest generation first.</summary>
    Task<IReadOnlyList<ContactKey>> ContactKeysBefore(string site, int generation, int limit, CancellationToken cancel);

    /// <summary>Gives keys of one site another wrapping; one that was erased meanwhile stays erased.</summary>
    Task RewrapContactKeys(IReadOnlyList<ContactKey> keys, CancellationToken cancel);

    /// <summary>Destroys keys for ever.</summary>
    /// <returns>How many there were to destroy.</returns>
    Task<int> Erase(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>How many living contact keys each data key wraps.</summary>
    Task<IReadOnlyList<ContactKeyCount>> CountContactKeys(CancellationToken cancel);

    /// <summary>Notes that the ticket's customer is erased.</summary>
    Task AddErasure(TicketKey ticket, CancellationToken cancel);

    /// <summary>Tickets whose customer was erased since.</summary>
    Task<IReadOnlyList<TicketKey>> Erasures(DateTimeOffset since, CancellationToken cancel);
}

/// <param name="Generation">1 for the first of the site; the highest is in use.</param>
/// <param name="Wrapped">By the key ring, or a key service.</param>
public sealed record DataKey(string Site, int Generation, string Wrapped);

/// <param name="Generation">Of the data key that wraps it.</param>
/// <param name="Wrapped">Null once it is erased.</param>
public sealed record ContactKey(string Id, string Site, int Generation, byte[]? Wrapped);

public sealed record ContactKeyCount(string Site, int Generation, long Count);
