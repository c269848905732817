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

    private static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
