using System.Collections.Concurrent;
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

/// <summary>Slows down whoever guesses passwords: after ten failures in a minute, a name has to wait.</summary>
public sealed class FailedSignIns(TimeProvider time)
{
    private const int MostFailures = 10;
    private const int MostNames = 10_000;

    private readonly ConcurrentDictionary<string, (long Since, int Count)> _failures = new();

    public bool MustWait(string user) => _failures.TryGetValue(user, out var failed) && IsRecent(failed.Since) && failed.Count >= MostFailures;

    public void Failed(string user)
    {
        if (_failures.Count >= MostNames)
            foreach (var (name, failed) in _failures)
                if (!IsRecent(failed.Since)) _failures.TryRemove(name, out _);
        if (_failures.Count < MostNames)
            _failures.AddOrUpdate(user, _ => (time.GetTimestamp(), 1), (_, f) => IsRecent(f.Since) ? (f.Since, f.Count + 1) : (time.GetTimestamp(), 1));
    }

    public void Succeeded(string user) => _failures.TryRemove(user, out _);

    private bool IsRecent(long since) => time.GetElapsedTime(since) < TimeSpan.FromMinutes(1);
}
