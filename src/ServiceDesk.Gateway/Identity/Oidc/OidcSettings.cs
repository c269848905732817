namespace ServiceDesk.Gateway.Identity.Oidc;

/// <summary>The OpenID provider that people may come from, as the operator set it.</summary>
/// <param name="Authority">Its issuer; the description is read below it.</param>
/// <param name="ClientId">What the desk is called there.</param>
/// <param name="Redirect">Address of this desk's callback, as it is registered there.</param>
public sealed record OidcSettings(Uri Authority, string ClientId, Uri Redirect)
{
    /// <summary>Null where the desk is a public client there.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Audience of access tokens that programs may send as bearer; null where none are taken.</summary>
    public string? Audience { get; init; }

    public string Scope { get; init; } = "openid profile";

    /// <summary>Claim that proposes the id of a new account.</summary>
    public string IdClaim { get; init; } = "preferred_username";

    /// <summary>Claim with codes of sites.</summary>
    public string SitesClaim { get; init; } = "sites";

    /// <summary>Claim whose words <see cref="Roles"/> turns into roles.</summary>
    public string RolesClaim { get; init; } = "roles";

    /// <summary>Role by the provider's word; a word that is not here gives nothing.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = Domain.People.Roles.All.ToDictionary(role => role);

    /// <summary>How soon after one reading of the provider's keys an unknown key makes the desk read them again.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Plain HTTP is for a provider on this machine only.</summary>
    public bool NeedsHttps => !Authority.IsLoopback;

    /// <summary>Reads <c>word=role,word=role</c>.</summary>
    /// <exception cref="FormatException">It is not that, or names no role.</exception>
    public static IReadOnlyDictionary<string, string> RoleMap(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } word, var role] && Domain.People.Roles.All.Contains(role)
            ? (word, role)
            : throw new FormatException($"'{pair}' is not WORD=ROLE with a role of the desk."))
        .ToDictionary(pair => pair.word, pair => pair.role);

    /// <summary>Nothing that a log could show.</summary>
    public override string ToString() => $"{Authority}";
}
