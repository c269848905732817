namespace ServiceDesk.Embedded;

/// <summary>Documents that live as long as this object: for tests and the simulator, where it outlives the engines.</summary>
public sealed class InMemoryDocumentStore : IDocumentStore
{
    private readonly Dictionary<(string Kind, string Key), StoredDocument> _documents = [];
    private long _writes;

    public Task<StoredDocument?> Read(string kind, string key, CancellationToken cancellationToken)
    {
        lock (_documents) return Task.FromResult(_documents.GetValueOrDefault((kind, key)));
    }

    public Task<string> Write(string kind, string key, string body, string? expectedEtag, CancellationToken cancellationToken)
    {
        lock (_documents)
        {
            if (Conflict(kind, key, expectedEtag) is { } conflict) return Task.FromException<string>(conflict);
            var etag = $"{++_writes}";
            _documents[(kind, key)] = new(body, etag);
            return Task.FromResult(etag);
        }
    }

    public Task Clear(string kind, string key, string? expectedEtag, CancellationToken cancellationToken)
    {
        lock (_documents)
        {
            if (Conflict(kind, key, expectedEtag) is { } conflict) return Task.FromException(conflict);
            _documents.Remove((kind, key));
            return Task.CompletedTask;
        }
    }

    private InconsistentStateException? Conflict(string kind, string key, string? expectedEtag)
    {
        var etag = _documents.GetValueOrDefault((kind, key))?.Etag;
        return etag == expectedEtag ? null : new($"{kind} of {key}: expected {expectedEtag ?? "none"}, stored {etag ?? "none"}.");
    }
}
