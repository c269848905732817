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

    /// <summary>
    /// Whole lives of tickets on each desk, by turns, so that an hour in which the machine is slow is slow for all. Desks apart, which know nothing
    /// of each other, are the control: what they spend more than one alone is what the machine takes for running so many processes, and no
    /// cluster's doing.
    /// </summary>
    public static async Task Lives(TextWriter report, IReadOnlyList<ClusterMake> makes, int clients, TimeSpan warm, TimeSpan time, int rounds)
    {
        var fields = new List<ClusterField>();
        try
        {
            foreach (var make in makes)
            {
                fields.Add(await ClusterField.Start(make.Name, make.Desks, new(make.Silos, make.Gateways, make.Program ?? Host) { Settings = make.Settings }));
                await fields[^1].Warm(clients, warm);
            }

            for (var round = 0; round < rounds; round++)
                foreach (var field in fields) await field.Run(clients, time);
            report.WriteLine("| processes | clients | lives/s | commands/s | p50 ms | p99 ms | CPU µs/command: silos | gateways | both (least to most) | database | load generator |");
            report.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (var field in fields) report.WriteLine($"| {field.Name} | {clients} | {field.Row()} |");
        }
        finally
        {
            foreach (var field in fields) await field.DisposeAsync();
        }
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

    internal static async Task<List<HttpClient>> SignIn(LocalCluster cluster)
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
}
