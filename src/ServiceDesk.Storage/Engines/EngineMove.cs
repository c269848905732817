using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Documents;

namespace ServiceDesk.Storage.Engines;

/// <summary>
/// What the embedded engine's tables and the mark have to do with a change of the engine. <see cref="Begin"/> ends every write of the engine
/// that is left, so nothing is copied that changes afterwards; what breaks off after it is begun again, from a source that nobody touched.
/// On PostgreSQL only.
/// </summary>
public sealed class EngineMove(Store store)
{
    private readonly NpgsqlDataSource _source = ((PostgresDatabase)store.Database).Source;

    /// <summary>Neither engine may write documents from here on, and the target's tables are empty: what was there is older than the mark.</summary>
    public async Task Begin(DeskEngine to, CancellationToken cancel)
    {
        await using var connection = await _source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);

        // Writes under way end first; those that come later see the mark.
        await Do(connection, "LOCK TABLE document, orleansstorage IN EXCLUSIVE MODE", cancel);
        await Mark(connection, "to_" + EngineHome.Word(to), cancel);
        await Do(connection, to is DeskEngine.Orleans ? "DELETE FROM orleansstorage" : "DELETE FROM document", cancel);
        await Do(connection, to is DeskEngine.Orleans ? "DELETE FROM orleansreminderstable" : "DELETE FROM reminder", cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The documents are with this engine, and it may start.</summary>
    public async Task End(DeskEngine engine, CancellationToken cancel)
    {
        await using var connection = await _source.OpenConnectionAsync(cancel);
        await Mark(connection, EngineHome.Word(engine), cancel);
    }

    /// <summary>The embedded engine's documents, by kind and key.</summary>
    public async Task<IReadOnlyList<CarriedDocument>> Documents(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new("SELECT kind, key, body FROM document ORDER BY kind, key"),
            row => new CarriedDocument(row.GetString(0), row.GetString(1), row.GetString(2)), cancel);
    }

    /// <summary>The embedded engine's reminders, one after the other: there may be one for every open ticket.</summary>
    public async IAsyncEnumerable<StoredReminder> Reminders([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        var rows = reading.Stream(
            new("SELECT grain_type, grain_key, name, start_ms, period_ms FROM reminder"),
            row => new StoredReminder(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)), cancel);
        await foreach (var row in rows) yield return row;
    }

    /// <summary>How many documents Orleans keeps.</summary>
    public async Task<long> CountOfOrleans(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new("SELECT count(*) FROM orleansstorage WHERE payloadbinary IS NOT NULL"), row => row.GetInt64(0), cancel);
    }

    /// <summary>
    /// Keys that a document may have, as far as the tables tell. Orleans keeps a key that is a hexadecimal number as that number, so that
    /// some can only be known from elsewhere.
    /// </summary>
    public async Task<IReadOnlyList<string>> Keys(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new("""
                SELECT key FROM document UNION SELECT site FROM ticket
                UNION SELECT grainidextensionstring FROM orleansstorage WHERE grainidextensionstring IS NOT NULL
                """),
            row => row.GetString(0), cancel);
    }

    /// <summary>Gives all to the embedded engine, and ends the move: in one transaction.</summary>
    public async Task Take(IReadOnlyCollection<CarriedDocument> documents, IReadOnlyCollection<StoredReminder> reminders, CancellationToken cancel)
    {
        await using var connection = await _source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Do(connection, "DELETE FROM document", cancel);
        await Do(connection, "DELETE FROM reminder", cancel);
        await Do(
            connection, "INSERT INTO document (kind, key, etag, body) SELECT k, d, gen_random_uuid(), b FROM unnest($1, $2, $3) AS row (k, d, b)", cancel,
            Texts(documents, row => row.Kind), Texts(documents, row => row.Key), Texts(documents, row => row.Body));
        await Do(
            connection, "INSERT INTO reminder (grain_type, grain_key, name, start_ms, period_ms) SELECT * FROM unnest($1, $2, $3, $4, $5)", cancel,
            Texts(reminders, row => row.GrainType), Texts(reminders, row => row.Key), Texts(reminders, row => row.Name),
            Numbers(reminders, row => row.StartAtUnixMs), Numbers(reminders, row => row.PeriodMs));
        await Mark(connection, EngineHome.Word(DeskEngine.Embedded), cancel);
        await transaction.CommitAsync(cancel);
    }

    private static Task Mark(NpgsqlConnection connection, string name, CancellationToken cancel) => Do(
        connection, "INSERT INTO engine (one, name) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET name = excluded.name", cancel,
        new NpgsqlParameter { Value = name });

    private static NpgsqlParameter Texts<T>(IEnumerable<T> rows, Func<T, string> part) =>
        new() { Value = rows.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Numbers<T>(IEnumerable<T> rows, Func<T, long> part) =>
        new() { Value = rows.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private static async Task Do(NpgsqlConnection connection, string text, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(text, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>A document between the engines.</summary>
/// <param name="Kind">Type of the grain and name of the state, such as <c>site/site</c>.</param>
/// <param name="Body">JSON by the rules of the store: the same on both.</param>
public sealed record CarriedDocument(string Kind, string Key, string Body);
