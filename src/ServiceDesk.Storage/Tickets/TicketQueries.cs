using System.Runtime.CompilerServices;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Storage.Tickets;

internal sealed class TicketQueries(Store store) : ITicketQueries
{
    public async Task<Ticket?> Find(TicketKey key, CancellationToken cancel) => (await store.History.Head(key, cancel))?.Ticket;

    public Task<Ticket?> AsOf(TicketKey key, DateTimeOffset moment, CancellationToken cancel) =>
        store.History.Replay(key, e => e.AtMs <= moment.ToUnixTimeMilliseconds(), cancel);

    public async Task<IReadOnlyList<TimelineItem>> Timeline(TicketKey key, int after, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var events = await reading.Rows(EventRows.Beyond(key, after, limit), EventRows.Read, cancel);
        var bodies = await store.Names.Put([.. events.Select(e => (key, e.Body))], reading, cancel);
        return [.. events.Select((e, i) => new TimelineItem(
            e.Version, DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs), e.Actor, e.Cause, e.Via, e.Kind, bodies[i], e.Hash))];
    }

    public Task<Page<Ticket>> Queue(string site, string? cursor, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = Cursor.Read(cursor, ListOrder.Queue);
        return Page(ListStatement.Queue(site, after, limit + 1), ListOrder.Queue, limit, cancel);
    }

    public Task<Page<Ticket>> List(TicketFilter filter, string? cursor, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (filter.Sites.Count == 0) throw new ArgumentException("A list needs a site.", nameof(filter));
        var order = ListOrder.Of(filter.Sort);
        return Page(ListStatement.List(filter, order, Cursor.Read(cursor, order), limit + 1, store.Kind), order, limit, cancel);
    }

    public async IAsyncEnumerable<Ticket> MostPressing(string site, int limit, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var count = 0;

        // Closed tickets have no deadline either: they are never passed over, however many there are.
        var running = $"{By("ticket_due")} WHERE site = @site AND due_ms < @never";
        var standing = $"{By("ticket_status")} WHERE site = @site AND {Open} AND due_ms = @never";
        foreach (var which in (string[])[running, standing])
        {
            var statement = new Statement(
                $"SELECT state FROM ticket {which} ORDER BY due_ms, id LIMIT @limit",
                ("@site", site), ("@never", TicketRow.NoDeadline), ("@limit", limit - count));
            await foreach (var ticket in reading.Stream(statement, row => store.States.Read(row.GetString(0)), cancel))
            {
                count++;
                if (ticket is not null) yield return ticket;
            }

            if (count >= limit) yield break;
        }
    }

    public async Task<int> CountOpen(string site, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var count = new Statement($"SELECT count(*) FROM ticket {By("ticket_status")} WHERE site = @site AND {Open}", ("@site", site));
        return await reading.First(count, row => (int)row.GetInt64(0), cancel);
    }

    private const string Open = "status IN (0, 1, 2, 3)";

    /// <summary>SQLite's statistics talk it into another index where nearly all tickets are one site's.</summary>
    private string By(string index) => store.Kind is StoreKind.Sqlite ? $"INDEXED BY {index}" : "";

    public async Task<TicketKey?> FindExternal(string site, Source source, string externalId, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var number = await reading.First(
            new(
                "SELECT number FROM ticket WHERE site = @site AND source = @source AND external_id = @external AND external_id IS NOT NULL",
                ("@site", site), ("@source", (short)source), ("@external", externalId)),
            row => row.GetString(0), cancel);
        return number is null ? null : new TicketKey(site, number);
    }

    /// <summary>One row more than the page is asked for: whether there is another page costs no second query.</summary>
    private async Task<Page<Ticket>> Page(Statement statement, ListOrder order, int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var rows = await reading.Rows(
            statement,
            row => (
                State: row.GetString(0),
                Key: order.Keys.Select((key, i) => key.IsText ? row.GetString(i + 1) : $"{row.GetInt64(i + 1)}").ToArray()),
            cancel);
        return new(
            store.States.Read(rows.Take(limit).Select(row => row.State)),
            rows.Count > limit ? new Cursor(order.Name, rows[limit - 1].Key).ToString() : null);
    }
}
