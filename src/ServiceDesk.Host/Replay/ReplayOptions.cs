namespace ServiceDesk.Host.Replay;

/// <summary>What the command line of a replay says.</summary>
internal sealed record ReplayOptions(string File, string Site)
{
    public const string Usage = """
        usage: replay FILE --site S [options]

          FILE                 JSON lines (case, seq, ts, activity, resource, group), plain or .gz
          --speed N|max        N times real time, or without waiting (max, the default)
          --url URL            the desk, http://127.0.0.1:5080 when left out
          --user ID            who signs in, admin when left out
          --password WORD      or in DESK_ADMIN_PASSWORD
          --api-key KEY        instead of a user, or in DESK_API_KEY
          --map FILE           another map from activities to commands
          --concurrency N      cases at a time, 8 when left out
          --limit N            the first N cases only
          --patience SECONDS   how long the desk may stay silent or busy, 60 when left out
          --record FILE        append every acknowledged command, a JSON line each
          --report FILE        write every refused event, a JSON line each

        Run again, a replay that was interrupted goes on where it stood.
        """;

    /// <summary>How many times faster than the log's own time; null plays without waiting.</summary>
    public double? Speed { get; init; }

    public Uri Url { get; init; } = new("http://127.0.0.1:5080");
    public string User { get; init; } = "admin";
    public string? Password { get; init; } = Environment.GetEnvironmentVariable("DESK_ADMIN_PASSWORD");
    public string? ApiKey { get; init; } = Environment.GetEnvironmentVariable("DESK_API_KEY");
    public string? Map { get; init; }

    /// <summary>Cases at a time.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Only so many cases; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>How long the desk may stay silent or busy before the replay gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public string? Record { get; init; }
    public string? Report { get; init; }

    /// <exception cref="FormatException">The line cannot be understood; the message is for the one who typed it.</exception>
    public static ReplayOptions Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0].StartsWith('-')) throw new FormatException("replay needs the file first.");
        var options = new ReplayOptions(args[0], "");
        for (var i = 1; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count) throw new FormatException($"{args[i]} needs a value.");
            options = options.With(args[i], args[i + 1]);
        }

        if (options.Site.Length == 0) throw new FormatException("replay needs --site.");
        if (!System.IO.File.Exists(options.File)) throw new FormatException($"There is no file {options.File}.");
        if (options.ApiKey is null && options.Password is null)
            throw new FormatException("replay needs --password or --api-key (or DESK_ADMIN_PASSWORD, DESK_API_KEY).");
        return options;
    }

    private ReplayOptions With(string name, string value) => name switch
    {
        "--site" => this with { Site = value },
        "--speed" => this with { Speed = value == "max" ? null : Positive(name, value) },
        "--url" => this with { Url = Address(value) },
        "--user" => this with { User = value },
        "--password" => this with { Password = value, ApiKey = null },
        "--api-key" => this with { ApiKey = value },
        "--map" => this with { Map = value },
        "--concurrency" => this with { Concurrency = Whole(name, value) },
        "--limit" => this with { Limit = Whole(name, value) },
        "--patience" => this with { Patience = TimeSpan.FromSeconds(Positive(name, value)) },
        "--record" => this with { Record = value },
        "--report" => this with { Report = value },
        _ => throw new FormatException($"replay knows no option {name}."),
    };

    private static double Positive(string name, string value) =>
        double.TryParse(value, out var number) && number is > 0 and < 1e12 ? number : throw new FormatException($"{name} is a number above 0, not {value}.");

    private static int Whole(string name, string value) =>
        int.TryParse(value, out var number) && number > 0 ? number : throw new FormatException($"{name} is a whole number above 0, not {value}.");

    private static Uri Address(string value) =>
        Uri.TryCreate(value.TrimEnd('/'), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new FormatException($"--url is an address such as http://127.0.0.1:5080, not {value}.");
}
