using Microsoft.Data.Sqlite;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Journal;

/// <summary>One transaction a batch, with prepared statements.</summary>
internal sealed class SqliteSink(Func<SqliteConnection> open) : IBatchSink
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;

    public void Write(IReadOnlyList<WriteItem> batch, long nowMs)
    {
        _connection ??= open();
        Run("BEGIN IMMEDIATE");
        try
        {
            var first = Scalar<long>("SELECT last FROM feed WHERE one = 1");
            var last = first;
            foreach (var item in batch)
            {
                if (item is AppendItem append) last = Append(append, last, nowMs);
                else if (item is KeepItem keep) Keep(keep, nowMs);
                else if (item is StatementItem other) other.Outcome = Run(other.Statement.Text, other.Statement.Parameters);
                else if (item is GuardedItem guarded) RunGuarded(guarded);
            }

            if (last > first) Run("UPDATE feed SET last = @last WHERE one = 1", ("@last", last));
            Run("COMMIT");
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    public bool RolledBack(Exception fault) => fault is SqliteException
    {
        SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH,
    };

    public void Reset()
    {
        foreach (var command in _prepared.Values) command.Dispose();
        _prepared.Clear();
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => Reset();

    /// <summary>The position after it: the same when it was refused.</summary>
    private long Append(AppendItem item, long last, long nowMs)
    {
        if (Refused(item) is { } refused)
        {
            item.Outcome = refused;
            return last;
        }

        var key = item.Append.Key;
        foreach (var e in item.Events)
        {
            Run("""
                INSERT INTO event (position, site, number, version, at_ms, kind, actor, cause, via, body, hash)
                VALUES (@position, @site, @number, @version, @at, @kind, @actor, @cause, @via, @body, @hash)
                """,
                ("@position", ++last), ("@site", key.Site), ("@number", key.Number), ("@version", e.Version), ("@at", e.AtMs), ("@kind", e.Kind),
                ("@actor", e.Actor), ("@cause", e.Cause), ("@via", e.Via), ("@body", e.Body), ("@hash", e.Hash));
        }

        var id = item.Opens
            ? SqliteTickets.FreeId(item.Row, last, id => Scalar<long>("SELECT count(*) FROM ticket WHERE id = @id", ("@id", id)) > 0)
            : Scalar<long>("SELECT id FROM ticket WHERE site = @site AND number = @number", ("@site", key.Site), ("@number", key.Number));
        var values = SqliteTickets.Values(item.Row, id);
        Run(item.Opens ? SqliteTickets.Insert : SqliteTickets.Update, values);
        if (item.Words is { } words) Run(SqliteTickets.Index, ("@id", id), ("@words", words));
        if (item.Append.Request is { } request)
            Run("""
                INSERT INTO request (id, fingerprint, at_ms, site, number, version) VALUES (@id, @fingerprint, @at, @site, @number, @version)
                """,
                ("@id", request.Id), ("@fingerprint", request.Fingerprint), ("@at", nowMs), ("@site", key.Site), ("@number", key.Number),
                ("@version", item.Row.Ticket.Version));
        item.Committed(last);
        return last;
    }

    private Commit? Refused(AppendItem item)
    {
        var append = item.Append;
        if (append.Request is { } request && First(
            "SELECT fingerprint, number, version, refusal FROM request WHERE id = @id",
            row => Answers.Read(row.GetString(0), row.Text(1), row.GetInt32(2), row.Text(3)), ("@id", request.Id)) is { } earlier)
            return new(CommitOutcome.RequestRepeated, Earlier: earlier);

        var (version, hash) = First(
            "SELECT version, hash FROM ticket WHERE site = @site AND number = @number", row => (row.GetInt32(0), row.GetString(1)),
            ("@site", append.Key.Site), ("@number", append.Key.Number));
        if (version != append.ExpectedVersion || (hash ?? HashChain.Start) != append.PreviousHash) return new(CommitOutcome.VersionConflict);

        if (append is { ExpectedVersion: 0, Next.ExternalId: { } externalId } && First(
            "SELECT number, version FROM ticket WHERE site = @site AND source = @source AND external_id = @external AND external_id IS NOT NULL",
            row => Answers.Read(append.Request?.Fingerprint, row.GetString(0), row.GetInt32(1), null),
            ("@site", append.Key.Site), ("@source", (int)append.Next.Source), ("@external", externalId)) is { } holder)
            return new(CommitOutcome.ExternalIdTaken, Earlier: holder);
        return null;
    }

    private void Keep(KeepItem item, long nowMs)
    {
        Run("""
            INSERT INTO request (id, fingerprint, at_ms, site, number, version, refusal, status, body)
            VALUES (@id, @fingerprint, @at, @site, @number, 0, @refusal, @status, @body) ON CONFLICT (id) DO NOTHING
            """,
            ("@id", item.Id), ("@fingerprint", item.Fingerprint), ("@at", nowMs), ("@site", item.Key?.Site), ("@number", item.Key?.Number),
            ("@refusal", item.Refusal), ("@status", item.Status), ("@body", item.Body));
        item.Outcome = true;
    }

    private void RunGuarded(GuardedItem item)
    {
        item.Outcome = Run(item.Guard.Text, item.Guard.Parameters) > 0;
        if (!item.Outcome) return;
        foreach (var statement in item.Rest) Run(statement.Text, statement.Parameters);
    }

    private void Abandon()
    {
        try
        {
            // Some faults, such as a full disk, have rolled back already.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection!.Handle) == 0) Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            Reset();
        }
    }

    private int Run(string text, params ReadOnlySpan<(string Name, object? Value)> parameters) => Prepared(text, parameters).ExecuteNonQuery();

    private T Scalar<T>(string text, params ReadOnlySpan<(string Name, object? Value)> parameters) => (T)Prepared(text, parameters).ExecuteScalar()!;

    private T? First<T>(string text, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Prepared(text, parameters).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    private SqliteCommand Prepared(string text, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_prepared.TryGetValue(text, out var command))
        {
            command = _connection!.CreateCommand();
            command.CommandText = text;
            foreach (var (name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _prepared.Add(text, command);
        }

        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }
}
