using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDesk.Domain;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Storage.Audit;

/// <summary>
/// One task writes, in batches, beside the journal: commands of tickets never wait for it. Several processes may write to one log; who
/// finds that another was faster reads the end again and chains anew.
/// </summary>
internal sealed class AuditLog : IAuditLog, IAsyncDisposable
{
    private const string Columns = "seq, at_ms, site, kind, actor, via, data, hash";
    private const int BatchSize = 50;
    private const int Attempts = 50;
    private const int MostWaiting = 10_000;

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _writing;

    public AuditLog(Store store, TimeProvider time, ILogger log)
    {
        (_store, _time, _log) = (store, time, log);
        _writing = Task.Run(Run);
    }

    public Task Write(AuditRecord record, CancellationToken cancel)
    {
        var waiting = new Waiting(record, _time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!_queue.Writer.TryWrite(waiting)) throw new StoreBusyException("The audit log is behind.");
        return waiting.Done.Task.WaitAsync(cancel);
    }

    public void Note(AuditRecord record)
    {
        if (!_queue.Writer.TryWrite(new(record, _time.GetUtcNow().ToUnixTimeMilliseconds())))
            _log.LogError("The audit log is behind: an entry of kind {Kind} is lost", record.Kind);
    }

    public async Task<Page<AuditEntry>> Read(AuditFilter filter, string? cursor, int limit, CancellationToken cancel)
    {
        var parameters = new List<(string, object?)>();
        var conditions = new StringBuilder("1 = 1");
        void Where(string condition, object? value)
        {
            if (value is null) return;
            conditions.Append(CultureInfo.InvariantCulture, $" AND {condition} @p{parameters.Count}");
            parameters.Add(($"@p{parameters.Count}", value));
        }

        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, null, out _)) throw new FormatException("The cursor is not one of this list's.");
        Where("seq <", cursor is null ? null : long.Parse(cursor, CultureInfo.InvariantCulture));
        Where("kind =", filter.Kind is { } kind ? DeskJson.Word(kind) : null);
        Where("at_ms >=", filter.From?.ToUnixTimeMilliseconds());
        Where("at_ms <", filter.To?.ToUnixTimeMilliseconds());
        if (filter.Sites is { } sites)
        {
            if (sites.Count == 0) return new([], null);
            conditions.Append(" AND site IN (").AppendJoin(", ", sites.Select((_, i) => $"@s{i}")).Append(')');
            parameters.AddRange(sites.Select((site, i) => ($"@s{i}", (object?)site)));
        }

        await using var reading = await _store.Read(cancel);
        var text = $"SELECT {Columns} FROM audit WHERE {conditions} ORDER BY seq DESC LIMIT {(limit + 1).ToString(CultureInfo.InvariantCulture)}";
        var rows = await reading.Rows(new(text, [.. parameters]), ReadEntry, cancel);
        return new([.. rows.Take(limit)], rows.Count > limit ? $"{rows[limit - 1].Seq}" : null);
    }

    /// <summary>All rows with their hashes, oldest first, for whoever checks them.</summary>
    internal static IAsyncEnumerable<(AuditRow Row, string Hash)> All(Reading reading, CancellationToken cancel) =>
        reading.Stream(new($"SELECT {Columns} FROM audit ORDER BY seq"), row => (ReadRow(row), row.GetString(7)), cancel);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    private async Task Run()
    {
        var batch = new List<Waiting>(BatchSize);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var waiting)) batch.Add(waiting);
            try
            {
                var last = await Append(batch);
                foreach (var waiting in batch) waiting.Done.TrySetResult();
                await Advance(last);
            }
            catch (Exception fault)
            {
                _log.LogError(fault, "Writing {Count} entries of the audit log failed", batch.Count);
                foreach (var waiting in batch) waiting.Done.TrySetException(new StoreUnavailableException("The audit log did not take an entry.", fault));
            }
        }
    }

    private async Task<(long Seq, string Hash)> Append(List<Waiting> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var end = await End();
            var (seq, hash) = end;
            var parameters = new List<(string, object?)> { ("@end", seq) };
            var values = new List<string>(batch.Count);
            foreach (var waiting in batch)
            {
                var (kind, site, actor, via, data) = waiting.Record;
                var row = new AuditRow(++seq, waiting.AtMs, site, DeskJson.Word(kind), actor, via, data.ToJsonString(DeskJson.Stored));
                hash = row.HashAfter(hash);
                object?[] stored = [row.Seq, row.AtMs, row.Site, row.Kind, row.Actor, row.Via, row.Data, hash];
                values.Add($"({string.Join(", ", stored.Select((_, i) => $"@p{parameters.Count + i}"))})");
                foreach (var value in stored) parameters.Add(($"@p{parameters.Count}", value));
            }

            var insert = new Statement(
                $"""
                INSERT INTO audit ({Columns})
                SELECT column1, column2, column3, column4, column5, column6, column7, column8 FROM (VALUES {string.Join(", ", values)}) AS made
                WHERE NOT EXISTS (SELECT 1 FROM audit WHERE seq > @end)
                """,
                [.. parameters]);
            if (await Wrote(insert)) return (seq, hash);
            if (attempt == Attempts) throw new StoreBusyException("Others keep writing to the audit log.");
        }
    }

    /// <returns>False when another process wrote meanwhile.</returns>
    private async Task<bool> Wrote(Statement insert)
    {
        try
        {
            return await _store.Execute(insert, CancellationToken.None) > 0;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private async Task<(long Seq, string Hash)> End()
    {
        await using var reading = await _store.Read(CancellationToken.None);
        var (seq, hash) = await reading.First(
            new("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"), row => (row.GetInt64(0), row.GetString(1)), CancellationToken.None);
        return (seq, hash ?? AuditRow.Start);
    }

    /// <summary>After the rows: a crash in between leaves the head behind, which is no lie; a head beyond the rows would be one.</summary>
    private async Task Advance((long Seq, string Hash) end) => await _store.Execute(
        new("UPDATE audit_head SET seq = @seq, hash = @hash WHERE one = 1 AND seq < @seq", ("@seq", end.Seq), ("@hash", end.Hash)), CancellationToken.None);

    private static AuditRow ReadRow(DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.Text(2), row.GetString(3), row.GetString(4), row.Text(5), row.GetString(6));

    private static AuditEntry ReadEntry(DbDataReader row)
    {
        var read = ReadRow(row);
        return new(
            read.Seq, DateTimeOffset.FromUnixTimeMilliseconds(read.AtMs), KindOf(read.Kind), read.Site, read.Actor, read.Via,
            JsonNode.Parse(read.Data)!.AsObject(), row.GetString(7));
    }

    private static AuditKind KindOf(string word) => Enum.GetValues<AuditKind>().First(kind => DeskJson.Word(kind) == word);

    private sealed record Waiting(AuditRecord Record, long AtMs)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
