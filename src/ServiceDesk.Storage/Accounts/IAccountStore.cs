namespace ServiceDesk.Storage.Accounts;

/// <summary>Who can sign in, and with which keys machines come.</summary>
public interface IAccountStore
{
    /// <summary>Whether there is no account yet: the first start.</summary>
    Task<bool> IsEmpty(CancellationToken cancel);

    Task<Account?> Find(string id, CancellationToken cancel);

    /// <summary>Accounts of a site, or all for null, by id.</summary>
    Task<IReadOnlyList<Account>> List(string? site, CancellationToken cancel);

    /// <summary>Writes name, sites, roles, skills, capacity, supervisor; the password of an account that is there stays.</summary>
    Task Put(Account account, CancellationToken cancel);

    /// <summary>Makes an account under an id that nobody ever had.</summary>
    /// <returns>False when somebody has it, or had it and was removed: they stay as they are.</returns>
    Task<bool> Add(Account account, CancellationToken cancel);

    /// <returns>False when there is no such account.</returns>
    Task<bool> SetPassword(string id, string passwordHash, CancellationToken cancel);

    /// <summary>They sign in no more. The account can be made anew, and then has no password.</summary>
    /// <returns>False when there is no such account.</returns>
    Task<bool> Remove(string id, CancellationToken cancel);

    Task AddKey(ApiKey key, CancellationToken cancel);

    /// <summary>The key whose secret, or former secret as long as that is still good, has this hash; null when there is none, it was revoked or
    /// has run out.</summary>
    Task<ApiKey?> FindKey(string secretHash, CancellationToken cancel);

    /// <summary>Gives a key a new secret; the old one stays good for a while, and the one before it no longer.</summary>
    /// <returns>False when there is no such key.</returns>
    Task<bool> RotateKey(string id, string secretHash, DateTimeOffset oldUntil, CancellationToken cancel);

    /// <summary>Notes that a key was used.</summary>
    Task TouchKey(string id, CancellationToken cancel);

    /// <summary>A number that rises whenever an account, a key or a sign-in has changed, in whatever process.</summary>
    Task<long> Changes(CancellationToken cancel);

    Task<IReadOnlyList<ApiKey>> ListKeys(CancellationToken cancel);

    /// <returns>False when there is no such key.</returns>
    Task<bool> RevokeKey(string id, CancellationToken cancel);
}

/// <param name="Id">What the person signs in with, and what events name as <c>by</c>.</param>
/// <param name="Sites">Codes of the sites they belong to.</param>
/// <param name="PasswordHash">As the hashing library writes it; null when they cannot sign in with a password.</param>
public sealed record Account(
    string Id, string Name, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, IReadOnlyList<string> Skills, int Capacity,
    string? Supervisor, string? PasswordHash);

/// <param name="SecretHash">SHA-256 of the secret, hex: the secret itself is random and shown once.</param>
/// <param name="Scopes">Words of the only functions it is good for; null where nothing narrows it.</param>
/// <param name="ExpiresAt">From when on it is good for nothing; null for never.</param>
/// <param name="UsedAt">When it was last used, to the hour; null when never.</param>
/// <param name="OldUntil">Until when the secret before the present one is good too; null when there is none such.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, string SecretHash, DateTimeOffset CreatedAt,
    IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null, DateTimeOffset? UsedAt = null, DateTimeOffset? OldUntil = null);
