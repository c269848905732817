using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// What the database alone can do with the rows of a command: one event, the ticket's row, the feed row. Without the desk's code, in
/// tables of the same shape: one statement a command, and many commands a transaction.
/// </summary>
internal static class RawBench
{
    private const string Body = """{"kind":"communicated","contactAt":"2026-03-02T01:00:00.000Z","method":"phone","summary":"已告知客户处理方案","customerSaid":"好的","nextStep":"更换电源","first":true}""";

    private static readonly string State = new('x', 2_500);       // about what a ticket in the middle of its life takes

    private const string Tables =
        """
        CREATE TABLE raw_event (position bigint PRIMARY KEY, site text, number text, version int, at_ms bigint, kind text, actor text, cause text, body text, hash text);
        CREATE UNIQUE INDEX raw_event_history ON raw_event (site, number, version);
        CREATE TABLE raw_ticket (site text, number text, version int, status smallint, submitted_ms bigint, wake_ms bigint, state text, PRIMARY KEY (site, number));
        CREATE INDEX raw_ticket_wake ON raw_ticket (wake_ms);
        CREATE TABLE raw_feed (one int PRIMARY KEY, last bigint);
        INSERT INTO raw_feed VALUES (1, 0);
        """;

    /// <returns>Commands a second, one statement each, at that many clients.</returns>
    public static async Task<double> Postgres(TextWriter report, string connection, int clients, TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Maximum Pool Size=128;Max Auto Prepare=20;Auto Prepare Min Usages=2");
        await using (var tables = source.CreateCommand(Tables)) await tables.ExecuteNonQueryAsync();

        const string One =
            """
            WITH f AS (UPDATE raw_feed SET last = last + 1 WHERE one = 1 RETURNING last),
            e AS (INSERT INTO raw_event SELECT f.last, 'SH', $1, $2, 0, 'communicated', 'staff:li', 'request', $3, $4 FROM f)
            INSERT INTO raw_ticket SELECT 'SH', $1, $2, 1, 0, f.last, $5 FROM f
            ON CONFLICT (site, number) DO UPDATE SET version = excluded.version, wake_ms = excluded.wake_ms, state = excluded.state
            """;
        var single = await Measure(clients, time, async (client, n) =>
        {
            await using var command = source.CreateCommand(One);
            foreach (var value in (object[])[$"202603-{client:D4}{n / 7:D6}", n % 7 + 1, Body, Convert.ToHexStringLower(new byte[32]), State])
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            await command.ExecuteNonQueryAsync();
        });
        report.WriteLine($"| PostgreSQL, one statement each | {clients} | {single:F0} |");

        const string Many =
            """
            WITH f AS (UPDATE raw_feed SET last = last + cardinality($1) WHERE one = 1 RETURNING last),
            i AS (SELECT * FROM unnest($1, $2) WITH ORDINALITY AS i(number, version, ord)),
            e AS (INSERT INTO raw_event SELECT f.last - cardinality($1) + i.ord, 'SH', i.number, i.version, 0, 'communicated', 'staff:li', 'request', $3, $4 FROM f, i)
            INSERT INTO raw_ticket SELECT 'SH', i.number, i.version, 1, 0, f.last, $5 FROM f, i
            ON CONFLICT (site, number) DO UPDATE SET version = excluded.version, wake_ms = excluded.wake_ms, state = excluded.state
            """;
        var batched = 50 * await Measure(1, time, async (_, n) =>
        {
            await using var command = source.CreateCommand(Many);
            command.Parameters.Add(new NpgsqlParameter { Value = Enumerable.Range(0, 50).Select(i => $"batch-{n / 7:D6}{i:D2}").ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = Enumerable.Repeat(n % 7 + 1, 50).ToArray() });
            foreach (var value in (object[])[Body, Convert.ToHexStringLower(new byte[32]), State]) command.Parameters.Add(new NpgsqlParameter { Value = value });
            await command.ExecuteNonQueryAsync();
        });
        report.WriteLine($"| PostgreSQL, 50 to a statement | 1 | {batched:F0} |");
        return single;
    }

    public static async Task Sqlite(TextWriter report, string path, TimeSpan time)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + Tables);
        foreach (var batch in (int[])[1, 200])
        {
            using var insert = connection.CreateCommand();
            insert.CommandText =
                """
                INSERT INTO raw_event VALUES ((SELECT last FROM raw_feed) + 1, 'SH', $number, $version, 0, 'communicated', 'staff:li', 'request', $body, $hash);
                INSERT INTO raw_ticket VALUES ('SH', $number, $version, 1, 0, 0, $state)
                    ON CONFLICT (site, number) DO UPDATE SET version = excluded.version, state = excluded.state;
                UPDATE raw_feed SET last = last + 1;
                """;
            foreach (var (name, value) in (ReadOnlySpan<(string, object)>)[("$number", ""), ("$version", 0), ("$body", Body), ("$hash", Convert.ToHexStringLower(new byte[32])), ("$state", State)])
                insert.Parameters.AddWithValue(name, value);
            insert.Prepare();
            var rate = batch * await Measure(1, time, (_, n) =>
            {
                using var transaction = connection.BeginTransaction(deferred: false);
                insert.Transaction = transaction;
                for (var i = 0; i < batch; i++)
                {
                    (insert.Parameters["$number"].Value, insert.Parameters["$version"].Value) = ($"{batch}-{n / 7:D6}{i:D3}", n % 7 + 1);
                    insert.ExecuteNonQuery();
                }

                transaction.Commit();
                return Task.CompletedTask;
            });
            report.WriteLine($"| SQLite, {(batch == 1 ? "one transaction each" : $"{batch} to a transaction")} | 1 | {rate:F0} |");
        }
    }

    public static void Head(TextWriter report) => report.WriteLine(
        """
        | raw, same rows | clients | commands/s |
        |---|---|---|
        """);

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static async Task<double> Measure(int clients, TimeSpan time, Func<int, int, Task> once)
    {
        var done = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (var n = 0; clock.Elapsed < time; n++)
            {
                await once(client, n);
                Interlocked.Increment(ref done);
            }
        })));
        return done / clock.Elapsed.TotalSeconds;
    }
}
