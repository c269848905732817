using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Storage.Tickets;

/// <summary>Walks the tickets of a site by their key, and passes over the closed ones.</summary>
internal sealed class OpenTickets(Store store) : IOpenTickets
{
    public async Task<IReadOnlyList<Ticket>> Read(string site, string after, int limit)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return store.States.Read(await reading.Rows(
            new(
                "SELECT state FROM ticket WHERE site = @site AND number > @after AND status <> @closed ORDER BY number LIMIT @limit",
                ("@site", site), ("@after", after), ("@closed", (short)TicketStatus.Closed), ("@limit", limit)),
            row => row.GetString(0), CancellationToken.None));
    }
}
