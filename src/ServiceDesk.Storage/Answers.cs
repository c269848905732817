namespace ServiceDesk.Storage;

/// <summary>
/// Answers of the gateway that belong to no single ticket (a claim, a credential, a calculated deadline), kept so that a repeated
/// idempotency key gets the same one. Tickets' own answers are kept with their events.
/// </summary>
public interface IAnswerStore
{
    Task<KeptAnswer?> Find(string requestId, CancellationToken cancel);

    /// <summary>Keeps an answer; the first one kept stands.</summary>
    Task Keep(string requestId, KeptAnswer answer, CancellationToken cancel);
}

/// <param name="Fingerprint">Hash of method, path and body.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Text of the answer; null when it has none.</param>
public sealed record KeptAnswer(string Fingerprint, int Status, string? Body);
