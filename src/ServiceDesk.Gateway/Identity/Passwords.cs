using Microsoft.AspNetCore.Identity;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Checks and hashes passwords.</summary>
public sealed class Passwords
{
    private readonly PasswordHasher<Account> _hasher = new();
    private readonly string _nobody;
    private readonly BreachedPasswords? _breached;

    /// <exception cref="FormatException">The operator's file of breached passwords is not there, or not in the form that is known.</exception>
    public Passwords(SignInOptions options)
    {
        _nobody = _hasher.HashPassword(null!, Guid.NewGuid().ToString());
        _breached = options.BreachedPasswords is { } place ? new(place) : null;
    }

    /// <summary>What is wrong with a password that was found in a breach; null when it was not, or the operator has no list.</summary>
    public async ValueTask<string?> BreachFault(string password, CancellationToken cancel) =>
        _breached is not null && await _breached.Has(password, cancel) ? "was found in a breach of another system: whoever guesses has it in their list" : null;

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <summary>Takes as long for somebody who is not there.</summary>
    public bool Fits(Account? account, string password)
    {
        var fits = _hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _nobody, password) is not PasswordVerificationResult.Failed;
        return fits && account?.PasswordHash is not null;
    }
}
