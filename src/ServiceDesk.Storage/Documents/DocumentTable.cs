using ServiceDesk.Storage.Engines;

namespace ServiceDesk.Storage.Documents;

/// <summary>
/// States of grains that have no history, one document for each kind and key, changed only by who has read the latest, and only while they are
/// with the embedded engine.
/// </summary>
public sealed class DocumentTable
{
    private readonly Store _store;

    internal DocumentTable(Store store) => _store = store;

    /// <summary>The document; null where there is none.</summary>
    public async Task<DocumentRow?> Read(string kind, string key, CancellationToken cancel)
    {
        await using var reading = await _store.Read(cancel);
        return await reading.First(
            new("SELECT body, etag FROM document WHERE kind = @kind AND key = @key", ("@kind", kind), ("@key", key)),
            row => new DocumentRow(row.GetString(0), row.GetString(1)), cancel);
    }

    /// <summary>Stores a document.</summary>
    /// <param name="expectedEtag">What was read; null where nothing may be stored yet.</param>
    /// <returns>The new etag; null when something else is stored than expected, or a cluster has taken them over, and nothing was changed.</returns>
    public async Task<string?> Write(string kind, string key, string body, string? expectedEtag, CancellationToken cancel)
    {
        var etag = Guid.NewGuid().ToString("N");
        (string, object?)[] parameters = [("@kind", kind), ("@key", key), ("@etag", etag), ("@body", body)];
        var written = await _store.Execute(
            expectedEtag is null
                ? new(
                    $"""
                    INSERT INTO document (kind, key, etag, body) SELECT @kind, @key, @etag, @body
                    WHERE {EngineHome.IsEmbedded} ON CONFLICT (kind, key) DO NOTHING
                    """,
                    parameters)
                : new(
                    $"UPDATE document SET etag = @etag, body = @body WHERE kind = @kind AND key = @key AND etag = @expected AND {EngineHome.IsEmbedded}",
                    [.. parameters, ("@expected", expectedEtag)]),
            cancel);
        return written > 0 ? etag : null;
    }

    /// <summary>Removes a document; with a null etag, makes sure that there is none.</summary>
    /// <returns>False when something else is stored than expected; nothing was changed.</returns>
    public async Task<bool> Clear(string kind, string key, string? expectedEtag, CancellationToken cancel)
    {
        if (expectedEtag is null) return await Read(kind, key, cancel) is null;
        return await _store.Execute(
            new(
                $"DELETE FROM document WHERE kind = @kind AND key = @key AND etag = @expected AND {EngineHome.IsEmbedded}",
                ("@kind", kind), ("@key", key), ("@expected", expectedEtag)),
            cancel) > 0;
    }
}

/// <param name="Etag">Differs after every write.</param>
public sealed record DocumentRow(string Body, string Etag);
