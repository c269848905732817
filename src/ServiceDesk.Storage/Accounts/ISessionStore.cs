namespace ServiceDesk.Storage.Accounts;

/// <summary>Sessions of people, each with its row: without the row it has ended.</summary>
public interface ISessionStore
{
    /// <summary>Notes a session that begins, and forgets those that have run out. Not forced to disk: whoever loses it in a crash signs in again.</summary>
    Task Add(Session session, CancellationToken cancel);

    /// <summary>The session of that id; null when there is none, or none any more.</summary>
    Task<Session?> Find(string id, CancellationToken cancel);

    /// <summary>Notes when the person was last seen, unless they were seen later already.</summary>
    Task Touch(string id, DateTimeOffset seenAt, CancellationToken cancel);

    /// <summary>Sessions of an account that belong to its generation, were seen since, and have not run out; latest first.</summary>
    /// <param name="before">Id of the session to go on behind; null for the latest.</param>
    Task<IReadOnlyList<Session>> List(string account, int generation, DateTimeOffset seenSince, string? before, int limit, CancellationToken cancel);

    /// <summary>Ends a session; every process knows within a second.</summary>
    /// <returns>False when the account has no such session.</returns>
    Task<bool> Remove(string account, string id, CancellationToken cancel);
}

/// <param name="Id">Of its token; ids rise with time.</param>
/// <param name="Generation">Of the account's sessions: it ends with that.</param>
/// <param name="SeenAt">When the person last did something, to the minute or less.</param>
/// <param name="ExpiresAt">When it ends whatever the person does.</param>
/// <param name="Via">Address that it was begun from; null when unknown.</param>
/// <param name="Client">What the program called itself; null when it did not.</param>
public sealed record Session(
    string Id, string Account, int Generation, SignInWay Way, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string? Via,
    string? Client);

/// <summary>How somebody signed in. The words are on disk for ever: add, never rename.</summary>
public enum SignInWay
{
    Password,

    /// <summary>By the OpenID provider.</summary>
    Oidc,
}
