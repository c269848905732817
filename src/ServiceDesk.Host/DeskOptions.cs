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

    /// <summary>Base address of an OpenTelemetry receiver over HTTP; null for none, unless the OTEL_EXPORTER_OTLP_* variables name one.</summary>
    public string? Otlp { get; init; }

    /// <summary>How long a desk that is told to stop serves on, saying that it is not ready; zero or more.</summary>
    public TimeSpan Drain { get; init; }

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
            Otlp = Set("DESK_OTLP"),
            Drain = Seconds("DESK_DRAIN_SECONDS"),
            Demo = args.Contains("--demo"),
        };
    }

    private static TimeSpan Seconds(string name) => Set(name) is not { } text ? TimeSpan.Zero
        : int.TryParse(text, out var seconds) && seconds is >= 0 and <= 3_600 ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidOperationException($"{name} is '{text}'; it is a number of seconds from 0 to 3600.");

    private static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
