using System.Buffers.Text;
using System.Security.Cryptography;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>A desk without accounts lets nobody in: the first start makes one.</summary>
public sealed class FirstAccounts(IAccountStore store, AccountBook book, Passwords passwords, Sessions sessions, TimeProvider time)
{
    public const string Admin = "admin";

    /// <summary>How long the password that the desk makes is good: whoever set the desk up chooses one of their own by then.</summary>
    public static TimeSpan FirstPasswordLife { get; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Makes the account <c>admin</c> when there is none at all; gives it another password when the first one ran out before anybody chose one.
    /// </summary>
    /// <param name="password">Its password; null for a random one.</param>
    /// <returns>The password, to be shown once, when it is random and new; else null.</returns>
    public async Task<string?> MakeAdmin(string? password, CancellationToken cancel)
    {
        var (isFirst, now) = (await store.IsEmpty(cancel), time.GetUtcNow().ToMilliseconds());
        DateTimeOffset? until = password is null ? now + FirstPasswordLife : null;
        if (await sessions.TryChange(Admin, state => isFirst || state.FirstPasswordUntil <= now ? state with { FirstPasswordUntil = until } : null, cancel) is null) return null;
        var chosen = password ?? RandomPassword();
        if (isFirst) await book.Put(new(Admin, "Administrator", [], [Roles.SystemAdmin], [], 10, null, passwords.Hash(chosen)), cancel);
        else if (await store.SetPassword(Admin, passwords.Hash(chosen), cancel)) await sessions.EndAll(Admin, cancel);
        else return null;        // removed meanwhile
        book.Forget(Admin);
        return password is null ? chosen : null;
    }

    /// <summary>Makes the accounts that never were, and sets the password of those that are there: whoever was removed stays removed.</summary>
    public async Task Make(IEnumerable<Account> accounts, string password, CancellationToken cancel)
    {
        var hash = passwords.Hash(password);
        foreach (var account in accounts)
        {
            if (!await store.Add(account with { PasswordHash = hash }, cancel)) await store.SetPassword(account.Id, hash, cancel);
            book.Forget(account.Id);
        }
    }

    public static string RandomPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
}
