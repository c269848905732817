using System.Globalization;

namespace ServiceDesk.Storm;

/// <summary>The words behind <c>storm</c>.</summary>
internal static class StormArguments
{
    /// <summary>Every fault by its name, in the order in which they strike when none is asked for.</summary>
    public static IReadOnlyList<string> Faults { get; } =
    [
        "kill-silo", "kill-gateway", "terminate-silo", "freeze-silo", "kill-all", "upgrade", "repeat-requests", "retry-storm", "restart-database",
        "cut-database", "fail-over-database", "poison-ticket", "cut-silos", "cut-silos-one-way", "unplug-silo", "slow-disk", "full-disk", "clock-ahead",
        "clock-behind",
    ];

    public static string Usage { get; } = $"""
        usage: ./desk storm [options]      strikes real processes under load, then checks the store

          --engine embedded|orleans        one process (the default), or silos and gateways
          --minutes N                      how long faults go on striking; 5
          --clients N                      who work meanwhile; 16
          --faults NAME,NAME,…             only these, in this order; all that can be
          --seed N                         4711
          --silos N, --gateways N          of a cluster; 3 and 2
          --store postgres|sqlite          SQLite only on the embedded engine; postgres
          --other HOST.DLL                 another build's host, for the fault upgrade
          --logs FOLDER                    keeps the processes' logs there

        faults: {string.Join(", ", Faults)}
        """;

    /// <param name="words">What stands behind the command.</param>
    /// <param name="program">The host's DLL.</param>
    /// <returns>What to do; null when only the usage is asked for.</returns>
    /// <exception cref="ArgumentException">They make no sense; it names what is wrong.</exception>
    public static StormOptions? Read(IReadOnlyList<string> words, string program, bool isOrleans)
    {
        var options = new StormOptions(isOrleans ? 3 : 0, 2, 16, TimeSpan.FromMinutes(5), 4711, program, program, [], null);
        for (var i = 0; i < words.Count; i++)
        {
            var (name, word) = words[i].Split('=', 2) is [var before, var behind] ? (before, behind) : (words[i], null);
            if (name is "--help" or "-h") return null;
            if (!name.StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException($"storm takes no '{name}'");
            string Word() => word ??= ++i < words.Count ? words[i] : throw new ArgumentException($"{name} needs a value");
            options = name switch
            {
                "--minutes" => options with { Time = TimeSpan.FromMinutes(Count(name, Word(), most: 24 * 60)) },
                "--clients" => options with { Clients = Count(name, Word(), most: 10_000) },
                "--seed" => options with { Seed = int.TryParse(Word(), CultureInfo.InvariantCulture, out var seed) ? seed : throw new ArgumentException($"{name} is a number, not '{word}'") },
                "--silos" or "--gateways" when !isOrleans => throw new ArgumentException($"{name} is for --engine orleans: the embedded engine is one process"),
                "--silos" => options with { Silos = Count(name, Word(), most: 60) },
                "--gateways" => options with { Gateways = Count(name, Word(), most: 60) },
                "--faults" => options with { Only = Known(Word().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) },
                "--other" => options with { Other = File.Exists(Word()) ? Path.GetFullPath(word!) : throw new ArgumentException($"{name}: there is no file '{word}'") },
                "--logs" => options with { Logs = Word() },
                "--store" when Word() is "sqlite" => isOrleans ? throw new ArgumentException("a cluster keeps its store on PostgreSQL") : options with { OnSqlite = true },
                "--store" => word is "postgres" ? options with { OnSqlite = false } : throw new ArgumentException($"{name} is postgres or sqlite, not '{word}'"),
                _ => throw new ArgumentException($"storm knows no option {name}"),
            };
        }

        return options;
    }

    private static int Count(string name, string word, int most) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && count <= most
            ? count : throw new ArgumentException($"{name} is a number from 1 to {most}, not '{word}'");

    private static string[] Known(string[] names) => names.Except(Faults).FirstOrDefault() is { } unknown
        ? throw new ArgumentException($"there is no fault '{unknown}'; there are {string.Join(", ", Faults)}")
        : names;
}
