using ServiceDesk.Domain.Routing;
using ServiceDesk.Grains.Queues;

namespace ServiceDesk.Storage.Tickets;

/// <summary>Reads the index of the queue, which holds pending tickets only.</summary>
internal sealed class PendingTickets(Store store) : IPendingTickets
{
    public async Task<IReadOnlyList<QueuedTicket>> Read(string site)
    {
        await using var reading = await store.Read(CancellationToken.None);
        var rows = await reading.Rows(
            new("SELECT state FROM ticket WHERE site = @site AND status = 0", ("@site", site)), row => store.States.Read(row.GetString(0)), CancellationToken.None);
        return [.. rows.Select(QueuedTicket.Of).OfType<QueuedTicket>()];
    }

    public async Task<IReadOnlyDictionary<string, int>> Versions(string site)
    {
        var versions = new Dictionary<string, int>();
        await using var reading = await store.Read(CancellationToken.None);
        await foreach (var (number, version) in reading.Stream(
            new("SELECT number, version FROM ticket WHERE site = @site AND status = 0", ("@site", site)),
            row => (row.GetString(0), row.GetInt32(1)), CancellationToken.None)) versions[number] = version;
        return versions;
    }
}
