using Microsoft.AspNetCore.Identity;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Checks and hashes passwords.</summary>
public sealed class Passwords
{
    private readonly PasswordHasher<Account> _hasher = new();
    private readonly string _nobody;

    public Passwords() => _nobody = _hasher.HashPassword(null!, Guid.NewGuid().ToString());

    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <summary>Takes as long for somebody who is not there.</summary>
    public bool Fits(Account? account, string password)
    {
        var fits = _hasher.VerifyHashedPassword(null!, account?.PasswordHash ?? _nobody, password) is not PasswordVerificationResult.Failed;
        return fits && account?.PasswordHash is not null;
    }
}
