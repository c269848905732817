using System.Buffers.Text;
using System.Security.Cryptography;
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
        await Make(new(Admin, "Administrator", [], [Roles.SystemAdmin], [], 10, null, null), chosen, cancel);
        return password is null ? chosen : null;
    }

    public async Task Make(Account account, string password, CancellationToken cancel)
    {
        // The hash goes with the account in one write where it is new; one that is there keeps its own.
        await book.Put(account with { PasswordHash = passwords.Hash(password) }, cancel);
        await store.SetPassword(account.Id, passwords.Hash(password), cancel);
        book.Forget(account.Id);
    }

    public static string RandomPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
}
