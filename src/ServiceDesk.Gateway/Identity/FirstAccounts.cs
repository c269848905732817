using System.Buffers.Text;
using System.Security.Cryptography;
using ServiceDesk.Domain.People;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>A desk without accounts lets nobody in: the first start makes one.</summary>
public sealed class FirstAccounts(IAccountStore store, AccountBook book, Passwords passwords)
{
    public const string Admin = "admin";

    /// <summary>Makes the account <c>admin</c> when there is none at all.</summary>
    /// <param name="password">Its password; null for a random one.</param>
    /// <returns>The password, to be shown once, when it is random and new; else null.</returns>
    public async Task<string?> MakeAdmin(string? password, CancellationToken cancel)
    {
        if (!await store.IsEmpty(cancel)) return null;
        var chosen = password ?? RandomPassword();
        await book.Put(new(Admin, "Administrator", [], [Roles.SystemAdmin], [], 10, null, passwords.Hash(chosen)), cancel);
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
