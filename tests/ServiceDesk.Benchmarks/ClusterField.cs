using System.Diagnostics;
using ServiceDesk.Storm.Cluster;

namespace ServiceDesk.Benchmarks;

/// <summary>A desk under load, or several at once that know nothing of each other, and what each part of it spends on a command.</summary>
internal sealed class ClusterField : IAsyncDisposable
{
    private readonly List<LocalCluster> _clusters = [];
    private readonly List<HttpClient> _doors = [];
    private readonly List<Turn> _turns = [];

    private ClusterField(string name) => Name = name;

    public string Name { get; }

    /// <param name="desks">How many that know nothing of each other.</param>
    /// <param name="plan">Of each of them.</param>
    public static async Task<ClusterField> Start(string name, int desks, ClusterPlan plan)
    {
        var field = new ClusterField(name);
        try
        {
            while (field._clusters.Count < desks)
            {
                field._clusters.Add(await LocalCluster.Start(plan));
                field._doors.AddRange(await ClusterBench.SignIn(field._clusters[^1]));
            }

            return field;
        }
        catch
        {
            await field.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every process compiles what it needs before anything is measured, and with more of them each sees less of the load.</summary>
    /// <param name="time">For each silo.</param>
    public Task Warm(int clients, TimeSpan time) => TicketLives.Run(_doors, clients, time * _clusters.Sum(each => each.Silos.Count), new Latencies());

    public async Task Run(int clients, TimeSpan time)
    {
        var latencies = new Latencies();
        var before = Spent();
        var clock = Stopwatch.StartNew();
        var lives = await TicketLives.Run(_doors, clients, time, latencies);
        var seconds = clock.Elapsed.TotalSeconds;
        var spent = Spent().Zip(before, (now, then) => (now - then).TotalMicroseconds / latencies.Count).ToArray();
        _turns.Add(new(lives / seconds, latencies.Count / seconds, latencies.Percentile(0.5), latencies.Percentile(0.99), spent[0], spent[1], spent[2], spent[3]));
    }

    /// <summary>The medians of all rounds, and between which values the CPU of a command lay.</summary>
    public string Row()
    {
        double Median(Func<Turn, double> of) => _turns.Select(of).Order().ElementAt(_turns.Count / 2);
        double Both(Turn turn) => turn.Silos + turn.Gateways;
        return $"{Median(turn => turn.Lives):F0} | {Median(turn => turn.Commands):F0} | {Median(turn => turn.Half):F1} | {Median(turn => turn.Slowest):F1} | "
            + $"{Median(turn => turn.Silos):F0} | {(_turns[0].Gateways == 0 ? "–" : $"{Median(turn => turn.Gateways):F0}")} | "
            + $"{Median(Both):F0} ({_turns.Min(Both):F0} to {_turns.Max(Both):F0}) | {Median(turn => turn.Database):F0} | {Median(turn => turn.Load):F0}";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors) door.Dispose();
        foreach (var desk in _clusters) await desk.DisposeAsync();
    }

    /// <returns>CPU time so far of the silos, of the gateways that are processes of their own, of the database, and of this process.</returns>
    private TimeSpan[] Spent() =>
    [
        Sum(_clusters.SelectMany(cluster => cluster.Silos), Of),
        Sum(_clusters.SelectMany(cluster => cluster.Gateways.Except(cluster.Silos)), Of),
        Sum(_clusters, cluster => DatabaseCpu.Of(cluster.Database!.Port)),
        Process.GetCurrentProcess().TotalProcessorTime,
    ];

    private static TimeSpan Sum<T>(IEnumerable<T> parts, Func<T, TimeSpan> spent) => parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + spent(part));

    private static TimeSpan Of(DeskNode node)
    {
        using var process = Process.GetProcessById(node.Pid!.Value);
        return process.TotalProcessorTime;
    }

    /// <summary>Lives and commands a second, latencies in ms, and CPU in µs a command.</summary>
    private sealed record Turn(double Lives, double Commands, double Half, double Slowest, double Silos, double Gateways, double Database, double Load);
}
