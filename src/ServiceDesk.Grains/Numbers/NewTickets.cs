using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Numbers;

/// <summary>How a request gets a number and becomes the ticket of that number.</summary>
public static class NewTickets
{
    /// <summary>How often a number that turns out to be taken is replaced: a site that changed its pattern may meet an old one.</summary>
    private const int Attempts = 100;

    /// <summary>Opens a ticket under a new number of the site.</summary>
    /// <param name="request">Id of the request that needs it.</param>
    /// <param name="gone">Whoever asks has gone: before the ticket is there, nothing more is done for them.</param>
    /// <returns>The reply; null when there is no such site.</returns>
    public static async Task<TicketReply?> Open(IGrainFactory grains, string site, string request, TicketRequest open, CancellationToken gone = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var allocation = attempt == 1 ? request : $"{request}#{attempt}";
            if (await grains.GetGrain<ITicketNumbersGrain>(site).Allocate(allocation) is not { } number) return null;
            gone.ThrowIfCancellationRequested();
            var key = new TicketKey(site, number);
            var reply = await grains.GetGrain<ITicketGrain>(key.ToString()).Handle(open);
            if (reply.Refusal != Refusal.AlreadyExists || attempt == Attempts) return reply;
        }
    }
}
