using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Storage.Tickets;

/// <summary>One ticket: from its row, or from its events where the row cannot be read or an earlier moment is asked for.</summary>
internal sealed class TicketPasts(Store store)
{
    /// <summary>The ticket as last committed; null when it was never opened.</summary>
    /// <exception cref="TicketUnreadableException">Neither its row nor its events can be read.</exception>
    public async Task<TicketHead?> Head(TicketKey key, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var row = await reading.First(
            new("SELECT state, hash, version FROM ticket WHERE site = @site AND number = @number", ("@site", key.Site), ("@number", key.Number)),
            row => new Row(row.GetString(0), row.GetString(1), row.GetInt32(2)), cancel);
        if (row is null) return null;
        if (store.States.Read(row.State) is { } ticket) return new(ticket, row.Hash);

        // A ticket is its history: its next event writes the row anew.
        return await Replay(key, e => e.Version <= row.Version, cancel) is { } again && again.Version == row.Version
            ? new(again, row.Hash)
            : throw new TicketUnreadableException($"{key} cannot be read: its row is damaged, and its events do not lead to version {row.Version}.");
    }

    /// <summary>What the first events make, with the names of the customer; null when there are none.</summary>
    /// <param name="counts">Whether an event is still one of them; the first that is not ends it.</param>
    /// <exception cref="TicketUnreadableException">One of them cannot be read.</exception>
    public async Task<Ticket?> Replay(TicketKey key, Func<EventText, bool> counts, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        Ticket? ticket = null;
        await foreach (var e in reading.Stream(EventRows.UpTo(key, int.MaxValue), EventRows.Read, cancel))
        {
            if (!counts(e)) break;
            try
            {
                ticket = TicketHistory.Evolve(key, ticket, e.Read());
            }
            catch (Exception fault) when (TicketStates.IsDamage(fault))
            {
                throw new TicketUnreadableException($"{key} cannot be read: its event {e.Version} is damaged, or of a newer desk.", fault);
            }
        }

        return await store.Names.Put(ticket, reading, cancel);
    }

    private sealed record Row(string State, string Hash, int Version);
}
