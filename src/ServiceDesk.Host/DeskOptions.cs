using ServiceDesk.Gateway.Attachments;
using ServiceDesk.Gateway.Deliveries;
using ServiceDesk.Gateway.Edges;
using ServiceDesk.Gateway.Identity;
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

    /// <summary>The key ring itself, as JSON, instead of a file; null for the file.</summary>
    public string? KeyRing { get; init; }

    /// <summary>Password of the first account; null for a random one, which is printed once.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>Whether to make the demonstration's sites and agents.</summary>
    public bool Demo { get; init; }

    /// <summary>Base address of an OpenTelemetry receiver over HTTP; null for none, unless the OTEL_EXPORTER_OTLP_* variables name one.</summary>
    public string? Otlp { get; init; }

    /// <summary>How long a desk that is told to stop serves on, saying that it is not ready; zero or more.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>What this process does.</summary>
    public DeskRole Role { get; init; } = DeskRole.All;

    /// <summary>Which silos and gateways belong together; of the Orleans build.</summary>
    public string Cluster { get; init; } = "desk";

    /// <summary>Port at which the silo meets the other silos.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port at which the silo takes the calls of gateways.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The address under which others reach this silo; null for this machine only.</summary>
    public string? Advertise { get; init; }

    /// <summary>The OpenID provider that people may come from; null for none.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>What is demanded of people who sign in.</summary>
    public SignInOptions SignIn { get; init; } = new();

    /// <summary>PEM file of the certificate, its chain behind it, for addresses that begin with https; null for plain HTTP only.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file of the certificate's private key; null when it stands in the certificate's file.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Who may come, from where and how often.</summary>
    public EdgeOptions Edges { get; init; } = new();

    /// <summary>Folder for attached files; null to keep them in the store.</summary>
    public string? Files { get; init; }

    /// <summary>How attached files are taken.</summary>
    public AttachmentOptions Attachments { get; init; } = new();

    /// <summary>How people and programs outside are told.</summary>
    public NoticeOptions Notices { get; init; } = new();

    /// <summary>The desk's clock; null for that of its store: the database's on PostgreSQL, the machine's on SQLite.</summary>
    public TimeProvider? Time { get; init; }

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
            KeyRing = Set("DESK_KEYRING"),
            AdminPassword = Set("DESK_ADMIN_PASSWORD"),
            Otlp = Set("DESK_OTLP"),
            Drain = Seconds("DESK_DRAIN_SECONDS"),
            Demo = args.Contains("--demo"),
            Oidc = Provider(),
            SignIn = new()
            {
                Idle = NoticeSettings.Duration(Set, "DESK_SESSION_IDLE") ?? new SignInOptions().Idle,
                OtpRoles = SignInOptions.ReadOtpRoles(Set("DESK_OTP")),
                BreachedPasswords = Set("DESK_BREACHED_PASSWORDS"),
            },
            Role = RoleOf(Array.IndexOf(args, "--role") is var at and >= 0 ? args.ElementAtOrDefault(at + 1) ?? "" : Set("DESK_ROLE") ?? "all"),
            Cluster = Set("DESK_CLUSTER") ?? defaults.Cluster,
            SiloPort = Number("DESK_SILO_PORT") ?? defaults.SiloPort,
            GatewayPort = Number("DESK_GATEWAY_PORT") ?? defaults.GatewayPort,
            Advertise = Set("POD_IP"),
            TlsCertificate = Set("DESK_TLS_CERT"),
            TlsKey = Set("DESK_TLS_KEY"),
            Edges = EdgesFromEnvironment(),
            Files = Set("DESK_FILES"),
            Attachments = AttachmentsFromEnvironment(),
            Notices = NoticeSettings.Read(Set, Set("DESK_URLS") ?? defaults.Urls),
        };
    }

    private static TimeSpan Seconds(string name) => Set(name) is not { } text ? TimeSpan.Zero
        : int.TryParse(text, out var seconds) && seconds is >= 0 and <= 3_600 ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidOperationException($"{name} is '{text}'; it is a number of seconds from 0 to 3600.");

    private static EdgeOptions EdgesFromEnvironment()
    {
        var limits = new RateLimitOptions();
        return new()
        {
            Origins = EdgeOptions.ReadOrigins(Set("DESK_CORS")),
            Proxies = EdgeOptions.ReadProxies(Set("DESK_PROXIES")),
            Limits = new()
            {
                CallerPerSecond = Number("DESK_LIMIT_CALLER") ?? limits.CallerPerSecond,
                SitePerSecond = Number("DESK_LIMIT_SITE") ?? limits.SitePerSecond,
                AnonymousPerMinute = Number("DESK_LIMIT_ANONYMOUS") ?? limits.AnonymousPerMinute,
                RevealsPerMinute = Number("DESK_LIMIT_REVEALS") ?? limits.RevealsPerMinute,
                ExportsPerMinute = Number("DESK_LIMIT_EXPORTS") ?? limits.ExportsPerMinute,
            },
        };
    }

    private static AttachmentOptions AttachmentsFromEnvironment() => new()
    {
        QuotaBytes = Number("DESK_FILES_QUOTA") is { } megabytes ? megabytes * 1024L * 1024 : new AttachmentOptions().QuotaBytes,
        Scanner = AttachmentOptions.ReadScanner(Set("DESK_CLAMAV")),
        Quarantines = Set("DESK_CLAMAV_DOWN") switch
        {
            null or "refuse" => false,
            "quarantine" => true,
            _ => throw new FormatException("DESK_CLAMAV_DOWN must be refuse or quarantine."),
        },
    };

    private static int? Number(string name) => Set(name) is not { } text ? null
        : int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number
        : throw new FormatException($"{name} must be a whole number.");

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
