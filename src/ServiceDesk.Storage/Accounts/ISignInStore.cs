namespace ServiceDesk.Storage.Accounts;

/// <summary>What signing in depends on beside the account: sessions, second factors, the provider's name for a person, failures.</summary>
public interface ISignInStore
{
    /// <summary>What is on record of an account; null when there is nothing yet.</summary>
    Task<SignInRow?> Find(string account, CancellationToken cancel);

    /// <summary>The account that somebody of the OpenID provider has here; null when they have none.</summary>
    Task<string?> FindBySubject(string subject, CancellationToken cancel);

    /// <summary>Writes the state, if it is still as it was read: so that a code, a step or a recovery code counts once.</summary>
    /// <param name="seen">Revision that was read; 0 when there was no row.</param>
    /// <returns>False when somebody else was faster.</returns>
    Task<bool> Save(string account, SignInState state, int seen, CancellationToken cancel);

    /// <summary>Failures under a name or address that are not forgotten yet.</summary>
    Task<Failures?> Failures(string of, CancellationToken cancel);

    /// <summary>Counts one more, and forgets all that are older than the given age.</summary>
    Task Fail(string of, TimeSpan forgetAfter, CancellationToken cancel);

    /// <summary>They got in: their failures are forgotten.</summary>
    Task Forget(string of, CancellationToken cancel);
}

/// <param name="Revision">1 for the first state; one more with each.</param>
public sealed record SignInRow(SignInState State, int Revision);

/// <param name="Generation">Sessions of an older generation have ended.</param>
/// <param name="GenerationSince">When this generation began: tokens of a provider that are older have ended too.</param>
/// <param name="Subject">Issuer and subject at the OpenID provider; null for who does not come from there.</param>
/// <param name="BlockedAt">Since when they cannot sign in; null when they can.</param>
/// <param name="Otp">The second factor; null when they have none.</param>
/// <param name="Ended">Sessions without a row, of an older desk, that were ended one by one, until they would have run out.</param>
/// <param name="FirstPasswordUntil">Until when the password that the desk itself made is good; null once a person has chosen one.</param>
public sealed record SignInState(
    int Generation = 0, DateTimeOffset? GenerationSince = null, string? Subject = null, DateTimeOffset? BlockedAt = null, OtpState? Otp = null,
    IReadOnlyList<EndedSession>? Ended = null, DateTimeOffset? FirstPasswordUntil = null);

/// <param name="SealedSecret">The shared secret, encrypted.</param>
/// <param name="LastStep">The last time step whose code was used: it and older ones do not count again.</param>
/// <param name="Recovery">Hashes of the recovery codes that are left.</param>
/// <param name="IsConfirmed">Whether the person has shown that their device makes the codes: until then none is asked for.</param>
public sealed record OtpState(string SealedSecret, long LastStep, IReadOnlyList<string> Recovery, bool IsConfirmed);

public sealed record EndedSession(string Id, DateTimeOffset ExpiresAt);

public sealed record Failures(int Count, DateTimeOffset LastAt);
