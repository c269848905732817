namespace ServiceDesk.Embedded;

/// <summary>A document as stored.</summary>
/// <param name="Body">JSON.</param>
/// <param name="Etag">Differs after every write.</param>
public sealed record StoredDocument(string Body, string Etag);

/// <summary>Where grain states are kept: one document for each kind and key, changed only by who has read the latest.</summary>
public interface IDocumentStore
{
    /// <summary>The document, or null where there is none.</summary>
    Task<StoredDocument?> Read(string kind, string key, CancellationToken cancellationToken);

    /// <summary>Stores a document, durably when the task ends.</summary>
    /// <param name="kind">The grain's type and the state's name, as <c>clock/alarm</c>.</param>
    /// <param name="key">The grain's key.</param>
    /// <param name="body">JSON.</param>
    /// <param name="expectedEtag">What was read; null where nothing may be stored yet.</param>
    /// <param name="cancellationToken">Gives up; the write may have happened or not.</param>
    /// <returns>The new etag.</returns>
    /// <exception cref="InconsistentStateException">Something else is stored than expected; nothing was changed.</exception>
    Task<string> Write(string kind, string key, string body, string? expectedEtag, CancellationToken cancellationToken);

    /// <summary>Removes a document; with a null etag, makes sure that there is none.</summary>
    /// <exception cref="InconsistentStateException">Something else is stored than expected; nothing was changed.</exception>
    Task Clear(string kind, string key, string? expectedEtag, CancellationToken cancellationToken);
}
