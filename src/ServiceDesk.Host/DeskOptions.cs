using ServiceDesk.Gateway.Deliveries;

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

    /// <summary>How people and programs outside are told.</summary>
    public NoticeOptions Notices { get; init; } = new();

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
            Notices = NoticeSettings.Read(Set, Set("DESK_URLS") ?? defaults.Urls),
        };
    }

    private static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
