using System.Diagnostics;
using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Reports;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation;

/// <summary>What <c>desk sim</c> runs.</summary>
public static class SimProgram
{
    private const string Usage =
        """
        desk sim flaws
        desk sim [staffed] [SEED] [--seeds N] [--tickets N] [--days N] [--hours N] [--faults Kind,Kind|None|All] [--processes N] [--idle MINUTES] [--copies BOOL] [--publications N] [--agents N] [--flaw Name]

        Lives one seed, or with --seeds N the seeds from SEED (1) on; without both, the first 200. Each ends with what broke,
        made as small as it goes on breaking, and with the command that repeats it. In staffed seeds agents come on duty, take the
        work and leave; without a seed, the first 60. With flaws it plants every known
        bug and tells how many seeds it took to catch it.
        """;

    /// <returns>0 when everything held, 1 when something broke, 2 for arguments that say nothing.</returns>
    public static int Run(string[] args)
    {
        if (args is ["flaws"]) return HuntFlaws();
        var options = new Dictionary<string, string>();
        int? first = null;
        var staffed = args is ["staffed", ..];
        for (var i = staffed ? 1 : 0; i < args.Length; i++)
        {
            if (int.TryParse(args[i], out var seed)) first = seed;
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length) options[args[i][2..]] = args[++i];
            else return Explain();
        }

        try
        {
            var count = options.TryGetValue("seeds", out var seeds) ? int.Parse(seeds) : first is not null ? 1 : staffed ? 60 : 200;
            return Live(Enumerable.Range(first ?? 1, count).Select(seed => With(staffed ? Life.Staffed(seed) : Life.Of(seed), options)));
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            Console.Error.WriteLine(wrong.Message);
            return Explain();
        }
    }

    private static int Live(IEnumerable<Life> lives)
    {
        var (lived, broken, ticketDays) = (0, 0, 0.0);
        var watch = Stopwatch.StartNew();
        foreach (var life in lives)
        {
            if (Simulator.FailureOf(life) is { } failure)
            {
                Console.WriteLine(failure);
                broken++;
            }

            lived++;
            ticketDays += life.Tickets * (life.Length + World.QuietTail).TotalDays;
        }

        Console.WriteLine($"{lived} seeds lived, {broken} broken, {ticketDays:0} ticket-days in {watch.Elapsed.TotalSeconds:0.0} s: {ticketDays / watch.Elapsed.TotalSeconds:0} a second");
        return broken > 0 ? 1 : 0;
    }

    private static int HuntFlaws()
    {
        var missed = 0;
        foreach (var flaw in Enum.GetValues<Flaw>().Where(flaw => flaw > Flaw.NothingPlanted))
        {
            var caught = FlawHunt.Catch(flaw, atMost: 200);
            Console.WriteLine(caught is { } c ? $"{flaw,-30} {c.Seeds,4}  {c.Found}" : $"{flaw,-30} never");
            if (caught is null) missed++;
        }

        return missed > 0 ? 1 : 0;
    }

    private static Life With(Life life, Dictionary<string, string> options)
    {
        foreach (var (name, value) in options)
            life = name switch
            {
                "seeds" => life,
                "tickets" => life with { Tickets = int.Parse(value) },
                "days" => life with { Length = TimeSpan.FromDays(double.Parse(value)) },
                "hours" => life with { Length = TimeSpan.FromHours(double.Parse(value)) },
                "faults" => life with { Faults = Enum.Parse<Faults>(value, ignoreCase: true) },
                "processes" => life with { Processes = int.Parse(value) },
                "idle" => life with { IdleFor = TimeSpan.FromMinutes(double.Parse(value)) },
                "copies" => life with { CopyMessages = bool.Parse(value) },
                "publications" => life with { Publications = int.Parse(value) },
                "agents" => life with { Agents = int.Parse(value) },
                "flaw" => life with { Flaw = Enum.Parse<Flaw>(value, ignoreCase: true) },
                _ => throw new ArgumentException($"There is no --{name}."),
            };
        return life;
    }

    private static int Explain()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
