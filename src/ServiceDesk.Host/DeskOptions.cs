using ServiceDesk.Gateway.Identity.Oidc;

namespace ServiceDesk.Host;

/// <summary>What an operator can set.</summary>
public sealed record DeskOptions
{
    /// <summary>Addresses to listen at, separated by semicolons.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary><c>sqlite:PATH</c> or <c>postgres:CONNECTION STRING</c>.</summary>
    public string Store { get; init; } = "sqlite:./data/desk.db";

    /// <summary>Path of the key ring; made on the first start. Lost keys mean lost contacts: keep a copy apart from the store.</summary>
    public string Keys { get; init; } = "./data/keys.json";

    /// <summary>Password of the first account; null for a random one, which is printed once.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>Whether to make the demonstration's sites and agents.</summary>
    public bool Demo { get; init; }

    /// <summary>What this process does.</summary>
    public DeskRole Role { get; init; } = DeskRole.All;

    /// <summary>The OpenID provider that people may come from; null for none.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>The desk's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the operator reads what is shown once.</summary>
    public TextWriter Console { get; init; } = System.Console.Out;

    public static DeskOptions FromEnvironment(string[] args)
    {
        var defaults = new DeskOptions();
        return defaults with
        {
            Urls = Set("DESK_URLS") ?? defaults.Urls,
            Store = Set("DESK_STORE") ?? defaults.Store,
            Keys = Set("DESK_KEYS") ?? defaults.Keys,
            AdminPassword = Set("DESK_ADMIN_PASSWORD"),
            Demo = args.Contains("--demo"),
            Oidc = Provider(),
            Role = RoleOf(Array.IndexOf(args, "--role") is var at and >= 0 ? args.ElementAtOrDefault(at + 1) ?? "" : Set("DESK_ROLE") ?? "all"),
        };
    }

    private static DeskRole RoleOf(string word) => word switch
    {
        "all" => DeskRole.All,
        "silo" => DeskRole.Silo,
        "gateway" => DeskRole.Gateway,
        _ => throw new FormatException($"A role is all, silo or gateway, not '{word}'."),
    };

    private static OidcSettings? Provider()
    {
        if (Set("DESK_OIDC_AUTHORITY") is not { } authority) return null;
        var settings = new OidcSettings(Address("DESK_OIDC_AUTHORITY", authority), Needed("DESK_OIDC_CLIENT_ID"), Address("DESK_OIDC_REDIRECT", Needed("DESK_OIDC_REDIRECT")))
        {
            ClientSecret = Set("DESK_OIDC_CLIENT_SECRET"),
            Audience = Set("DESK_OIDC_AUDIENCE"),
        };
        return settings with
        {
            Scope = Set("DESK_OIDC_SCOPE") ?? settings.Scope,
            IdClaim = Set("DESK_OIDC_ID_CLAIM") ?? settings.IdClaim,
            SitesClaim = Set("DESK_OIDC_SITES_CLAIM") ?? settings.SitesClaim,
            RolesClaim = Set("DESK_OIDC_ROLES_CLAIM") ?? settings.RolesClaim,
            Roles = Set("DESK_OIDC_ROLES") is { } map ? OidcSettings.RoleMap(map) : settings.Roles,
        };
    }

    private static Uri Address(string name, string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("https" or "http")
        ? address
        : throw new FormatException($"{name} is no address: '{text}'.");

    private static string Needed(string name) => Set(name) ?? throw new FormatException($"{name} is needed beside DESK_OIDC_AUTHORITY.");

    private static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
