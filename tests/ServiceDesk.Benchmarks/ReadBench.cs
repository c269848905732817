using System.Diagnostics;
using ServiceDesk.Storage;

namespace ServiceDesk.Benchmarks;

/// <summary>Start, lists and searches over stores of growing size, filled in bulk; through HTTP, one client.</summary>
internal static class ReadBench
{
    private static readonly (string Name, string Path)[] Reads =
    [
        ("queue page", "/api/v1/queue?site=SH&limit=50"),
        ("newest page", "/api/v1/tickets?site=SH&limit=50"),
        ("open, by deadline", "/api/v1/tickets?site=SH&status=processing&sort=due&limit=50"),
        ("owner's page", "/api/v1/tickets?site=SH&owner=agent7&limit=50"),
        ("board", "/api/v1/board?site=SH"),
        ("search, rare (编号)", "/api/v1/tickets?site=SH&q=E4711&limit=50"),
        ("search, common (打印机)", "/api/v1/tickets?site=SH&q=%E6%89%93%E5%8D%B0%E6%9C%BA&limit=50"),
        ("search, two words", "/api/v1/tickets?site=SH&q=%E6%95%B0%E6%8E%A7%E6%9C%BA%E5%BA%8A%20timeout&limit=50"),
    ];

    public static async Task Run(TextWriter report, string name, string address, string folder, IEnumerable<int> sizes)
    {
        report.WriteLine("| store | tickets | filled at /s | ready s | working set MB | " + string.Join(" | ", Reads.Select(r => r.Name + " p50/p99 ms")) + " |");
        report.WriteLine("|---|---|---|---|---|" + string.Concat(Reads.Select(_ => "---|")));
        foreach (var size in sizes)
        {
            var place = address.StartsWith("sqlite:", StringComparison.Ordinal) ? address + size : await NewDatabase();
            var clock = Stopwatch.StartNew();
            await using (var store = new Store(StoreAddress.Parse(place), TimeProvider.System))
            {
                await store.Open();
                await BulkFill.Run(store, size, DateTimeOffset.UtcNow);
            }

            var fill = size / clock.Elapsed.TotalSeconds;
            await using var desk = await DeskProcess.Start(place, folder);
            var ready = desk.ReadyAfter;
            await desk.Client.MakeSite();
            var cells = new List<string>();
            foreach (var (_, path) in Reads) cells.Add(await Measure(desk.Client, path));
            report.WriteLine($"| {name} | {size} | {fill:F0} | {ready.TotalSeconds:F2} | {desk.WorkingSet / 1e6:F0} | {string.Join(" | ", cells)} |");
        }
    }

    private static async Task<string> NewDatabase() => $"postgres:{await (await Tests.Servers.PostgresServer.Shared).NewDatabase()}";

    private static async Task<string> Measure(HttpClient client, string path)
    {
        var latencies = new Latencies();
        for (var i = 0; i < 220; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            if (i >= 20) latencies.Add(Stopwatch.GetElapsedTime(started));       // the first ones warm up code and caches
        }

        return $"{latencies.Percentile(0.5):F1} / {latencies.Percentile(0.99):F1}";
    }
}
