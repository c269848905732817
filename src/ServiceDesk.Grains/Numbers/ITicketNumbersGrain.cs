namespace ServiceDesk.Grains.Numbers;

/// <summary>Hands out the ticket numbers of one site, the key. Unique for ever and rising; a crash may skip some.</summary>
[Alias("desk.numbers")]
public interface ITicketNumbersGrain : IGrainWithStringKey
{
    /// <summary>The next number; the same one again for the same request while it is remembered.</summary>
    /// <param name="request">Id of the request that needs it. The store's record of requests is what makes one request one ticket for ever;
    /// this memory of some thousand requests only spares racing repetitions a wasted number.</param>
    /// <returns>The number; null when there is no such site.</returns>
    [Alias("Allocate")]
    Task<string?> Allocate(string request);
}
