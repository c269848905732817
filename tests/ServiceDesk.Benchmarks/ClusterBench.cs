using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using ServiceDesk.Storm.Cluster;

namespace ServiceDesk.Benchmarks;

/// <summary>A desk of several processes on PostgreSQL, or of one, as its clients see it; and what each part of it spends on a command.</summary>
internal static class ClusterBench
{
    private const int Touched = 300;

    private static readonly object Told = new { method = "phone", summary = "已告知客户" };

    private static readonly string Host = Path.Combine(AppContext.BaseDirectory, "ServiceDesk.Host.dll");

    public static void Head(TextWriter report) => report.WriteLine(
        """
        | processes | clients | lives/s | commands/s | p50 ms | p99 ms | CPU µs/command: silos | gateways | both | database | load generator |
        |---|---|---|---|---|---|---|---|---|---|---|
        """);

    /// <summary>Whole lives of tickets.</summary>
    /// <param name="silos">0 for the embedded engine.</param>
    /// <param name="gateways">0 for silos that speak HTTP themselves.</param>
    public static async Task Lives(TextWriter report, int silos, int gateways, int clients, TimeSpan time)
    {
        await using var cluster = await LocalCluster.Start(new(silos, gateways, Host));
        await Lives(report, Name(silos, gateways), [cluster], clients, time);
    }

    /// <summary>
    /// The same load on desks that know nothing of each other: what they spend more than one alone is what the machine takes for running so many
    /// processes, and no cluster's doing.
    /// </summary>
    /// <param name="gateways">Of each desk; 0 for desks of one process.</param>
    public static async Task Apart(TextWriter report, int desks, int gateways, int clients, TimeSpan time)
    {
        var apart = new List<LocalCluster>();
        try
        {
            while (apart.Count < desks) apart.Add(await LocalCluster.Start(new(ThisEngine.IsCluster ? 1 : 0, gateways, Host)));
            await Lives(report, $"apart: {desks} of {Name(ThisEngine.IsCluster ? 1 : 0, gateways)}", apart, clients, time);
        }
        finally
        {
            foreach (var desk in apart) await desk.DisposeAsync();
        }
    }

    private static async Task Lives(TextWriter report, string name, IReadOnlyList<LocalCluster> clusters, int clients, TimeSpan time)
    {
        var desks = new List<HttpClient>();
        foreach (var cluster in clusters) desks.AddRange(await SignIn(cluster));
        // Every process compiles what it needs before anything is measured, and with more of them each sees less of the load.
        await TicketLives.Run(desks, clients, TimeSpan.FromSeconds(20 * Math.Max(clusters.Sum(each => each.Silos.Count), 1)), new Latencies());

        var latencies = new Latencies();
        var before = Spent(clusters);
        var clock = Stopwatch.StartNew();
        var lives = await TicketLives.Run(desks, clients, time, latencies);
        var seconds = clock.Elapsed.TotalSeconds;
        var spent = Spent(clusters).Zip(before, (now, then) => (now - then).TotalMicroseconds / latencies.Count).ToArray();
        report.WriteLine(
            $"| {name} | {clients} | {lives / seconds:F0} | {latencies.Count / seconds:F0} | {latencies.Percentile(0.5):F1} | {latencies.Percentile(0.99):F1} | "
            + $"{spent[0]:F0} | {(spent[1] == 0 ? "–" : $"{spent[1]:F0}")} | {spent[0] + spent[1]:F0} | {spent[2]:F0} | {spent[3]:F0} |");
    }

    public static void RecoveryHead(TextWriter report) => report.WriteLine(
        """
        | killed | tickets | served at once | of the others p50 s | p99 s | max s |
        |---|---|---|---|---|---|
        """);

    /// <summary>Kills each silo in turn while every ticket of the cluster is written to, and tells how long each took to answer again.</summary>
    public static async Task Recovery(TextWriter report, int silos, int gateways)
    {
        await using var cluster = await LocalCluster.Start(new(silos, gateways, Host));
        var desks = await SignIn(cluster);
        var paths = new string[Touched];
        await Parallel.ForEachAsync(Enumerable.Range(0, Touched), async (i, _) => paths[i] = await TicketLives.Open(desks[i % desks.Count], new Latencies()));
        foreach (var silo in cluster.Silos)
        {
            await Task.WhenAll(paths.Select((path, i) => Written(desks[i % desks.Count], path)));       // all are in memory, on one silo or another
            await silo.Kill();
            var clock = Stopwatch.StartNew();
            var late = new Latencies();
            await Task.WhenAll(paths.Select(async (path, i) =>
            {
                var attempts = await Written(desks[i % desks.Count], path);
                if (attempts > 1 || clock.Elapsed > TimeSpan.FromSeconds(1)) late.Add(clock.Elapsed);
            }));
            double Seconds(double share) => late.Percentile(share) / 1000;
            report.WriteLine($"| {silo.Name} | {Touched} | {Touched - late.Count} | {Seconds(0.5):F1} | {Seconds(0.99):F1} | {Seconds(1):F1} |");
            silo.Start();
            await cluster.Ready(TimeSpan.FromMinutes(2));
        }
    }

    private static string Name(int silos, int gateways) => (silos, gateways) switch
    {
        (0, _) => "embedded, one process",
        (_, 0) => $"{silos} × all",
        _ => $"{silos} silo{(silos == 1 ? "" : "s")}, {gateways} gateway{(gateways == 1 ? "" : "s")}",
    };

    private static async Task<List<HttpClient>> SignIn(LocalCluster cluster)
    {
        var desks = new List<HttpClient>();
        foreach (var gateway in cluster.Gateways)
        {
            var desk = DeskClients.At(gateway.Address);
            await desk.SignIn(LocalCluster.Password);
            desks.Add(desk);
        }

        await desks[0].MakeSite();
        return desks;
    }

    /// <summary>Writes to a ticket until it takes it; the same command all the time, so it is carried out once.</summary>
    /// <returns>How often it was sent.</returns>
    private static async Task<int> Written(HttpClient desk, string path)
    {
        var command = Guid.NewGuid().ToString();
        for (var attempts = 1; ; attempts++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path + "communications") { Content = JsonContent.Create(Told) };
            request.Headers.Add("Idempotency-Key", command);
            using var answer = await desk.SendAsync(request);
            if (answer.IsSuccessStatusCode) return attempts;
            if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable)
                throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(100);
        }
    }

    /// <returns>CPU time so far of the silos, of the gateways that are processes of their own, of the database, and of this process.</returns>
    private static TimeSpan[] Spent(IReadOnlyList<LocalCluster> clusters) =>
    [
        Sum(clusters.SelectMany(cluster => cluster.Silos), Of),
        Sum(clusters.SelectMany(cluster => cluster.Gateways.Except(cluster.Silos)), Of),
        Sum(clusters, cluster => DatabaseCpu.Of(cluster.Database!.Port)),
        Process.GetCurrentProcess().TotalProcessorTime,
    ];

    private static TimeSpan Sum<T>(IEnumerable<T> parts, Func<T, TimeSpan> spent) => parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + spent(part));

    private static TimeSpan Of(DeskNode node)
    {
        using var process = Process.GetProcessById(node.Pid!.Value);
        return process.TotalProcessorTime;
    }
}
