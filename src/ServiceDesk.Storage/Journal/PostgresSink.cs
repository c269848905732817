using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Storage.Journal;

/// <summary>One round trip a batch: a call of the append function, and the kept answers, in one implicit transaction.</summary>
internal sealed class PostgresSink(NpgsqlDataSource source) : IBatchSink
{
    private const string Keep =
        """
        INSERT INTO request (id, fingerprint, at_ms, site, number, version, refusal, status, body)
        SELECT k.id, k.fingerprint, $3, k.site, k.number, 0, k.refusal, k.status, k.body
        FROM unnest($1, $2, $4, $5, $6, $7, $8) AS k(id, fingerprint, site, number, refusal, status, body)
        ORDER BY k.id ON CONFLICT (id) DO NOTHING
        """;

    private static readonly string Call =
        $"SELECT * FROM {AppendFunction.Name}({string.Join(", ", Enumerable.Range(1, TicketRow.Columns.Count + 16).Select(i => $"${i}"))})";

    /// <summary>Feed positions at which a young store is analysed.</summary>
    private static readonly long[] Young = [100, 1_000, 10_000];

    private NpgsqlConnection? _connection;

    public void Write(IReadOnlyList<WriteItem> batch, long nowMs)
    {
        _connection ??= source.OpenConnection();
        var appends = batch.OfType<AppendItem>().ToArray();
        var keeps = batch.OfType<KeepItem>().ToArray();

        using var commands = new NpgsqlBatch(_connection);

        // Appends first: all who write lock the feed before any request, in every process, so no two wait for each other.
        if (appends.Length > 0) commands.BatchCommands.Add(AppendAll(appends, nowMs));
        if (keeps.Length > 0) commands.BatchCommands.Add(KeepAll(keeps, nowMs));
        using var reader = commands.ExecuteReader();

        // Keeping returns no rows: the first result, if any, is the append's.
        for (var i = 0; i < appends.Length && reader.Read(); i++) Note(appends[i], reader);

        // A fault of the commit itself is heard of only at the end.
        while (reader.NextResult()) { }
        foreach (var keep in keeps) keep.Outcome = true;
        reader.Close();
        Analyze([.. appends.Where(item => item.Position > 0)]);
    }

    /// <summary>
    /// In an empty table every index looks as good as the next, and the plans made then are kept until statistics come: minutes in
    /// which an append reads all tickets of its site. So a store that is young is looked at early: whoever writes its 100th, 1,000th and
    /// 10,000th event does it. A store that is older has its statistics, and nobody waits for new ones at a start.
    /// </summary>
    private void Analyze(AppendItem[] committed)
    {
        if (committed.Length == 0) return;
        var (before, after) = (committed.Min(item => item.Position - item.Events.Length), committed.Max(item => item.Position));
        if (!Young.Any(mark => before < mark && mark <= after)) return;
        try
        {
            using var analyze = new NpgsqlCommand("ANALYZE ticket, ticket_search, event, request", _connection);
            analyze.ExecuteNonQuery();
        }
        catch (NpgsqlException)
        {
            Reset();       // the batch is committed: what went wrong here must not be taken for its outcome
        }
    }

    public bool RolledBack(Exception fault) =>
        fault is PostgresException { SqlState: { } state } && state[..2] is "21" or "22" or "23" or "44" or "54" or "P0";

    public void Reset()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => Reset();

    private static void Note(AppendItem item, NpgsqlDataReader row)
    {
        var outcome = (CommitOutcome)row.GetInt32(0);
        if (outcome is CommitOutcome.Committed)
        {
            item.Committed(row.GetInt64(1));
            return;
        }

        string? Text(int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
        item.Outcome = outcome is CommitOutcome.VersionConflict
            ? new(outcome)
            : new(outcome, Earlier: Answers.Read(
                Text(2) ?? item.Append.Request?.Fingerprint, Text(3), row.IsDBNull(4) ? 0 : row.GetInt32(4), Text(5)));
    }

    private static NpgsqlBatchCommand AppendAll(AppendItem[] items, long nowMs)
    {
        var call = new NpgsqlBatchCommand(Call);
        void Add<T>(T[] values, NpgsqlDbType type) =>
            call.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });

        foreach (var column in TicketRow.Columns)
        {
            switch (column.Type)
            {
                case ColumnType.Text: Add(Array.ConvertAll(items, i => (string?)column.Value(i.Row)), NpgsqlDbType.Text); break;
                case ColumnType.Long: Add(Array.ConvertAll(items, i => (long?)column.Value(i.Row)), NpgsqlDbType.Bigint); break;
                case ColumnType.Int: Add(Array.ConvertAll(items, i => (int)column.Value(i.Row)!), NpgsqlDbType.Integer); break;
                default: Add(Array.ConvertAll(items, i => (short)column.Value(i.Row)!), NpgsqlDbType.Smallint); break;
            }
        }

        Add(Array.ConvertAll(items, i => i.Append.ExpectedVersion), NpgsqlDbType.Integer);
        Add(Array.ConvertAll(items, i => i.Append.PreviousHash), NpgsqlDbType.Text);
        Add(Array.ConvertAll(items, i => i.Events.Length), NpgsqlDbType.Integer);
        Add(Array.ConvertAll(items, i => i.Words), NpgsqlDbType.Text);
        Add(Array.ConvertAll(items, i => i.Append.Request?.Id), NpgsqlDbType.Text);
        Add(Array.ConvertAll(items, i => i.Append.Request?.Fingerprint), NpgsqlDbType.Text);
        call.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });

        var events = items.SelectMany((item, index) => item.Events.Select(text => (Item: index + 1, Text: text))).ToArray();
        Add(Array.ConvertAll(events, e => e.Item), NpgsqlDbType.Integer);
        Add(Array.ConvertAll(events, e => e.Text.Version), NpgsqlDbType.Integer);
        Add(Array.ConvertAll(events, e => e.Text.AtMs), NpgsqlDbType.Bigint);
        Add(Array.ConvertAll(events, e => e.Text.Kind), NpgsqlDbType.Text);
        Add(Array.ConvertAll(events, e => e.Text.Actor), NpgsqlDbType.Text);
        Add(Array.ConvertAll(events, e => e.Text.Cause), NpgsqlDbType.Text);
        Add(Array.ConvertAll(events, e => e.Text.Via), NpgsqlDbType.Text);
        Add(Array.ConvertAll(events, e => e.Text.Body), NpgsqlDbType.Text);
        Add(Array.ConvertAll(events, e => e.Text.Hash), NpgsqlDbType.Text);
        return call;
    }

    private static NpgsqlBatchCommand KeepAll(KeepItem[] items, long nowMs)
    {
        var keep = new NpgsqlBatchCommand(Keep);
        void Texts(Func<KeepItem, string?> value) =>
            keep.Parameters.Add(new NpgsqlParameter<string?[]>
            {
                TypedValue = [.. items.Select(value)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            });

        Texts(k => k.Id);
        Texts(k => k.Fingerprint);
        keep.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });
        Texts(k => k.Key?.Site);
        Texts(k => k.Key?.Number);
        Texts(k => k.Refusal);
        keep.Parameters.Add(new NpgsqlParameter<int?[]>
        {
            TypedValue = [.. items.Select(k => k.Status)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
        });
        Texts(k => k.Body);
        return keep;
    }
}
