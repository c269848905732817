using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Storage.Accounts;

namespace ServiceDesk.Gateway.Identity.Oidc;

/// <summary>
/// The accounts of people who come from the provider. Who they are is issuer and subject, never a name that somebody else could have:
/// an account with a password of the desk's own is never taken over.
/// </summary>
public sealed class OidcAccounts(OidcProvider provider, IAccountStore accounts, ISignInStore signIns, AccountBook book, Sessions sessions, TimeProvider time)
{
    private const int MostTokens = 10_000;

    private static readonly TimeSpan TokenKnown = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string Account, long At)> _tokens = new();

    /// <summary>The account of a bearer token's owner; its claims are looked at once a minute.</summary>
    public async ValueTask<Account?> Of(JsonWebToken token, CancellationToken cancel)
    {
        var hash = AccountBook.HashOf(token.EncodedToken);
        if (_tokens.TryGetValue(hash, out var known) && time.GetElapsedTime(known.At) < TokenKnown) return await book.Find(known.Account, cancel);
        if (await Admit(token, cancel) is not { } account) return null;
        if (_tokens.Count >= MostTokens) _tokens.Clear();
        _tokens[hash] = (account.Id, time.GetTimestamp());
        return account;
    }

    /// <summary>Finds the account, or makes it, and gives it what the claims say.</summary>
    /// <returns>Null when the id that the claims propose is somebody else's, or the account was removed.</returns>
    public async Task<Account?> Admit(JsonWebToken token, CancellationToken cancel)
    {
        var subject = $"{token.Issuer}|{token.Subject}";
        var known = await signIns.FindBySubject(subject, cancel);
        var id = known ?? IdFrom(token);
        var before = await accounts.Find(id, cancel);
        if (before?.PasswordHash is not null || known is not null && before is null) return null;        // somebody else's, or removed here
        if (await sessions.TryChange(id, state => state.Subject is null || state.Subject == subject ? state with { Subject = subject } : null, cancel) is null) return null;

        var settings = provider.Settings;
        var sites = Values(token, settings.SitesClaim)?.Where(SiteCodeAttribute.Fits).Distinct().ToList();
        var roles = Values(token, settings.RolesClaim)?.Where(settings.Roles.ContainsKey).Select(word => settings.Roles[word]).Distinct().ToList();
        var name = token.TryGetPayloadValue<string>("name", out var said) && TextAttribute.Fault(said, Limits.Line, multiline: false) is null ? said : null;
        var account = (before ?? new Account(id, id, [], [], [], 10, null, null)) with
        {
            Name = name ?? before?.Name ?? id,
            Sites = sites ?? before?.Sites ?? [],
            Roles = roles ?? before?.Roles ?? [],
        };
        if (before is null || before.Name != account.Name || !before.Sites.SequenceEqual(account.Sites) || !before.Roles.SequenceEqual(account.Roles))
            await book.Put(account, cancel);
        return account;
    }

    private string IdFrom(JsonWebToken token)
    {
        var proposed = token.TryGetPayloadValue<string>(provider.Settings.IdClaim, out var text) ? text : token.Subject;
        return new CodeAttribute().IsValid(proposed) && proposed.Length > 0
            ? proposed
            : "oidc-" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token.Subject)).AsSpan(0, 12));
    }

    /// <summary>A claim's values, one or a list; null when the token does not have the claim: then the account keeps what it has.</summary>
    private static List<string>? Values(JsonWebToken token, string claim) =>
        token.TryGetClaim(claim, out _) ? [.. token.Claims.Where(c => c.Type == claim).Select(c => c.Value)] : null;
}
