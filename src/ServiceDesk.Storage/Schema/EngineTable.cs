namespace ServiceDesk.Storage.Schema;

/// <summary>
/// Which engine the documents are with, and which desks can work on a schema that is newer than they are. A text here never changes once
/// released.
/// </summary>
internal static class EngineTable
{
    /// <summary>One row at most: <c>embedded</c>, <c>orleans</c>, or <c>to_…</c> while they are carried over.</summary>
    private const string Engine = "CREATE TABLE engine (one {int} NOT NULL PRIMARY KEY, name {text} NOT NULL)";

    private const string Mark = "ALTER TABLE schema_version ADD COLUMN oldest {int}";

    /// <summary>As before, but nothing is written once the documents are with the other engine, or on their way there.</summary>
    private const string WriteToStorage =
        $"""
        WITH changed AS (
            UPDATE orleansstorage SET payloadbinary = @PayloadBinary, modifiedon = now(), version = version + 1
            WHERE {OrleansQueries.Document} AND version = @GrainStateVersion::int AND {IsOrleans} RETURNING version),
        made AS (
            INSERT INTO orleansstorage (
                grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
                payloadbinary, modifiedon, version)
            SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString::text, @ServiceId,
                @PayloadBinary, now(), 1
            WHERE @GrainStateVersion::int IS NULL AND {IsOrleans} ON CONFLICT DO NOTHING RETURNING version)
        SELECT coalesce((SELECT version FROM changed), (SELECT version FROM made), @GrainStateVersion::int) AS newgrainstateversion
        """;

    private const string IsOrleans = "NOT EXISTS (SELECT 1 FROM engine WHERE name IN ('embedded', 'to_embedded'))";

    public static IEnumerable<string> Step(Dialect dialect) =>
    [
        dialect.Of(Mark),
        dialect.Of(Engine),
        .. dialect.Kind is StoreKind.Sqlite
            ? (string[])[]
            : [$"UPDATE orleansquery SET querytext = $text${WriteToStorage}$text$ WHERE querykey = 'WriteToStorageKey'"],
    ];
}
