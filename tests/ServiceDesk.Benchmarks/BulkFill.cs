using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// Fills an empty, opened store with many made-up but honest tickets: whole hash chains, rows that are the fold of their events. A crash
/// meanwhile leaves nothing to keep, so it goes round the journal: no disk waits, and the indexes are built at the end.
/// </summary>
internal static class BulkFill
{
    private const int Chunk = 2_000;

    /// <summary>Tickets over three years up to a moment.</summary>
    public static Task Run(Store store, int tickets, DateTimeOffset until) => Run(store, tickets, new MadeTickets(tickets, until).Make);

    /// <summary>Carries out a statement that may take long.</summary>
    public static async Task Execute(Store store, string text)
    {
        if (store.Database is not PostgresDatabase postgres)
        {
            await store.Execute(new Statement(text), CancellationToken.None);
            return;
        }

        await using var command = postgres.Source.CreateCommand(text);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="make">The ticket of an index, from 0 on.</param>
    public static async Task Run(Store store, int tickets, Func<int, MadeTicket> make)
    {
        // One processor makes tickets while the other writes them.
        var chunks = Channel.CreateBounded<List<MadeTicket>>(4);
        var making = Task.Run(async () =>
        {
            for (var first = 0; first < tickets; first += Chunk)
                await chunks.Writer.WriteAsync([.. Enumerable.Range(first, Math.Min(Chunk, tickets - first)).Select(make)]);
            chunks.Writer.Complete();
        });
        if (store.Database is SqliteDatabase sqlite) await Sqlite(sqlite, chunks.Reader);
        else await Postgres(((PostgresDatabase)store.Database).Source, chunks.Reader);
        await making;
    }

    private static async Task Sqlite(SqliteDatabase database, ChannelReader<List<MadeTicket>> chunks)
    {
        await using var connection = database.OpenForWriting();
        void Do(string text)
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            command.ExecuteNonQuery();
        }

        Do("PRAGMA synchronous = OFF");
        Do("PRAGMA cache_size = -400000");
        foreach (var name in Tables.IndexNames) Do($"DROP INDEX {name}");
        using var insertEvent = Prepare(
            connection, "INSERT INTO event VALUES (@position, @site, @number, @version, @at, @kind, @actor, @cause, @via, @body, @hash)");
        using var insertTicket = Prepare(connection, SqliteTickets.Insert);
        using var index = Prepare(connection, "INSERT INTO ticket_search (rowid, words) VALUES (@id, @words)");
        var position = 0L;
        await foreach (var chunk in chunks.ReadAllAsync())
        {
            Do("BEGIN");
            foreach (var (row, events) in chunk)
            {
                var first = position + 1;
                foreach (var e in events)
                    Run(insertEvent, [++position, row.Ticket.Site, row.Ticket.Number, e.Version, e.AtMs, e.Kind, e.Actor, e.Cause, e.Via, e.Body, e.Hash]);
                var id = Id(row, first);
                Run(insertTicket, [id, .. TicketRow.Columns.Select(c => c.Value(row))]);
                Run(index, [id, row.Words]);
            }

            Do($"UPDATE feed SET last = {position}");
            Do("COMMIT");
        }

        foreach (var text in Tables.IndexTexts(Dialect.Sqlite)) Do(text);
        Do("ANALYZE");
        Do("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in text[text.LastIndexOf('(')..].Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static void Run(SqliteCommand command, object?[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private static async Task Postgres(NpgsqlDataSource source, ChannelReader<List<MadeTicket>> chunks)
    {
        await using var connection = await source.OpenConnectionAsync();
        async Task Do(string text)
        {
            await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }

        await Do("SET synchronous_commit = off");
        await Do("SET maintenance_work_mem = '512MB'");
        foreach (var name in Tables.IndexNames.Except(["ticket_key"]).Append("ticket_search_words")) await Do($"DROP INDEX {name}");
        await Do("CREATE TEMP TABLE made_words (site text, number text, id bigint, words text)");
        var position = 0L;
        await foreach (var chunk in chunks.ReadAllAsync())
        {
            var last = position;
            await Copy(connection, "event (position, site, number, version, at_ms, kind, actor, cause, via, body, hash)", chunk.SelectMany(t =>
                t.Events.Select(e => new object?[]
                {
                    ++last, t.Row.Ticket.Site, t.Row.Ticket.Number, e.Version, e.AtMs, e.Kind, e.Actor, e.Cause, e.Via, e.Body, e.Hash,
                })));
            var ids = new Dictionary<string, long>();
            foreach (var (row, events) in chunk)
            {
                ids[row.Ticket.Number] = Id(row, position + 1);
                position += events.Length;
            }

            await Copy(connection, $"ticket (id, {string.Join(", ", TicketRow.Columns.Select(c => c.Name))})", chunk.Select(t =>
                (object?[])[ids[t.Row.Ticket.Number], .. TicketRow.Columns.Select(c => c.Value(t.Row))]));
            await Copy(connection, "made_words", chunk.Select(t => new object?[] { t.Row.Ticket.Site, t.Row.Ticket.Number, ids[t.Row.Ticket.Number], t.Row.Words }));
            await Do("INSERT INTO ticket_search SELECT site, number, id, array_to_tsvector(string_to_array(words, ' ')) FROM made_words");
            await Do("TRUNCATE made_words");
        }

        await Do($"UPDATE feed SET last = {position}");
        foreach (var text in Tables.IndexTexts(Dialect.Postgres).Where(text => !text.Contains(" ticket_key ", StringComparison.Ordinal))) await Do(text);
        foreach (var text in Dialect.Postgres.Search.Where(text => text.Contains(" ticket_search_words ", StringComparison.Ordinal))) await Do(text);
        await Do("VACUUM ANALYZE");
    }

    private static async Task Copy(NpgsqlConnection connection, string table, IEnumerable<object?[]> rows)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)");
        foreach (var row in rows)
        {
            copy.StartRow();
            foreach (var value in row)
            {
                if (value is null) copy.WriteNull();
                else copy.Write(value, value switch
                {
                    long => NpgsqlDbType.Bigint,
                    int => NpgsqlDbType.Integer,
                    short => NpgsqlDbType.Smallint,
                    _ => NpgsqlDbType.Text,
                });
            }
        }

        await copy.CompleteAsync();
    }

    private static long Id(TicketRow row, long position) => SqliteTickets.FreeId(row, position, static _ => false);
}

internal sealed record MadeTicket(TicketRow Row, EventText[] Events);
