using System.Data.Common;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Storage.Verification;

/// <summary>
/// Reads a whole store once and checks that it holds together: every hash, every version, every row against its history, the feed, the
/// answers. Memory is that of one ticket, however large the store. It sees one moment of a store that is being written to.
/// </summary>
public sealed class StoreVerifier(Store store)
{
    private const string Histories =
        "e.site, e.number, e.version, e.at_ms, e.kind, e.actor, e.cause, e.via, e.body, e.hash";

    /// <summary>Checks everything.</summary>
    /// <param name="found">Told each finding as it is found: one at most for each ticket, for what follows from a lie is no news.</param>
    public async Task<Verification> Run(Action<Finding>? found = null, CancellationToken cancel = default)
    {
        var tally = new Tally(found);
        await using var reading = await store.Read(cancel);
        await reading.Freeze(cancel);
        try
        {
            await Tickets(reading, tally, cancel);
            await Feed(reading, tally, cancel);
            await Rest(reading, tally, cancel);
            await AuditCheck.Run(reading, tally, cancel);
        }
        finally
        {
            await reading.Thaw();
        }

        return new(tally.Tickets, tally.Events, tally.Findings, tally.First);
    }

    private static async Task Tickets(Reading reading, Tally tally, CancellationToken cancel)
    {
        // The row is joined to the one event that should be its last: elsewhere its columns are null.
        var columns = string.Join(", ", TicketRow.Columns.Select(column => "t." + column.Name));
        var all = new Statement(
            $"""
            SELECT {Histories}, t.id, {columns} FROM event e
            LEFT JOIN ticket t ON t.site = e.site AND t.number = e.number AND t.version = e.version
            ORDER BY e.site, e.number, e.version
            """);
        TicketCheck? ticket = null;
        await foreach (var row in reading.Stream(all, Row, cancel))
        {
            tally.Events++;
            if (ticket?.Key != row.Key)
            {
                ticket?.End(tally);
                ticket = new(row.Key);
                tally.Tickets++;
            }

            ticket.Next(row, tally);
        }

        ticket?.End(tally);
    }

    private static HistoryRow Row(DbDataReader row)
    {
        var text = new EventText(
            row.GetInt32(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetString(6), row.Text(7), row.GetString(8), row.GetString(9));
        if (row.IsDBNull(10)) return new(new(row.GetString(0), row.GetString(1)), text, null, null);
        var stored = new object?[TicketRow.Columns.Count];
        for (var i = 0; i < stored.Length; i++) stored[i] = row.IsDBNull(11 + i) ? null : row.GetValue(11 + i);
        return new(new(row.GetString(0), row.GetString(1)), text, row.GetInt64(10), stored);
    }

    private static async Task Feed(Reading reading, Tally tally, CancellationToken cancel)
    {
        var last = 0L;
        await foreach (var position in reading.Stream(new("SELECT position FROM event ORDER BY position"), row => row.GetInt64(0), cancel))
        {
            if (position != last + 1) tally.Add(new(FindingKind.FeedGap, $"position {last + 1}", $"The feed goes from {last} to {position}."));
            last = position;
        }

        var end = await reading.First(new("SELECT last FROM feed WHERE one = 1"), row => row.GetInt64(0), cancel);
        if (end != last) tally.Add(new(FindingKind.FeedGap, $"position {end}", $"The feed says it ends at {end}; the last event is at {last}."));
    }

    private async Task Rest(Reading reading, Tally tally, CancellationToken cancel)
    {
        var bare = new Statement(
            "SELECT t.site, t.number FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.site = t.site AND e.number = t.number)");
        await foreach (var key in reading.Stream(bare, Key, cancel))
        {
            tally.Tickets++;
            tally.Add(new(FindingKind.NoHistory, $"{key}", "The ticket has a row and no events."));
        }

        var indexed = store.Kind is StoreKind.Sqlite
            ? "ticket_search_docsize s WHERE s.id = t.id" : "ticket_search s WHERE s.site = t.site AND s.number = t.number AND s.id = t.id";
        await foreach (var key in reading.Stream(
            new($"SELECT t.site, t.number FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM {indexed})"), Key, cancel))
            tally.Add(new(FindingKind.NotIndexed, $"{key}", "No search finds the ticket."));

        var lost = new Statement(
            """
            SELECT r.id, r.site, r.number, r.version FROM request r LEFT JOIN ticket t ON t.site = r.site AND t.number = r.number
            WHERE r.version > 0 AND (t.version IS NULL OR t.version < r.version)
            """);
        await foreach (var finding in reading.Stream(lost, row => new Finding(
            FindingKind.LostAnswer, $"request {row.GetString(0)}",
            $"It was answered with {row.Text(1)}/{row.Text(2)} v{row.GetInt32(3)}, which is not there."), cancel))
            tally.Add(finding);
    }

    private static TicketKey Key(DbDataReader row) => new(row.GetString(0), row.GetString(1));
}

/// <summary>An event, and the ticket's row where that is the row's version.</summary>
internal sealed record HistoryRow(TicketKey Key, EventText Text, long? Id, object?[]? Stored);

internal sealed class Tally(Action<Finding>? found)
{
    public long Tickets { get; set; }

    public long Events { get; set; }

    public long Findings { get; private set; }

    public Finding? First { get; private set; }

    public void Add(Finding finding)
    {
        Findings++;
        First ??= finding;
        found?.Invoke(finding);
    }
}
