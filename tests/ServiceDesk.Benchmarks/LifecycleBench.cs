using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServiceDesk.Benchmarks;

/// <summary>Whole lives of tickets through HTTP: create, acknowledge, progress, communications, resolve, summary, close.</summary>
internal static class LifecycleBench
{
    private static readonly (string Command, object Body)[] Steps =
    [
        ("acknowledge", new { }), ("progress", new { node = "fault_checked", note = "电源模块异常" }),
        ("communications", new { method = "phone", summary = "已告知客户处理方案", customerSaid = "好的", nextStep = "更换电源" }),
        ("resolve", new { solution = "更换电源模块" }), ("summary", new { cause = "电源老化", solution = "更换电源模块" }),
        ("close", new { reason = "resolved" }),
    ];

    private static readonly object Intake = new
    {
        site = "SH",
        source = "phone",
        serviceType = "fault_repair",
        type = "problem",
        verbatim = "设备无法启动",
        facts = "提示代码E-05",
        urgency = "high",
        impact = "single",
        orderNumber = "PO-1",
        customer = new { name = "华东电子", contactPerson = "张先生", phone = "13800005678", industry = "电子", tier = "vip", tags = new[] { "新用户" } },
        materials = new[] { new { name = "故障截图", kind = "photo", obtainedVia = "企业微信接收" } },
    };

    /// <param name="database">CPU time that the database has used so far; null when it runs inside the host.</param>
    /// <returns>Commands a second at the highest number of clients.</returns>
    public static async Task<double> Run(TextWriter report, string name, string store, string folder, IEnumerable<int> clients, TimeSpan time, Func<TimeSpan>? database)
    {
        await using var desk = await DeskProcess.Start(store, folder);
        (await desk.Client.PutAsJsonAsync("/api/v1/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).EnsureSuccessStatusCode();
        await Load(desk, 8, TimeSpan.FromSeconds(3), new Latencies());       // the JIT has its say before anything is measured

        var rate = 0.0;
        foreach (var count in clients)
        {
            var latencies = new Latencies();
            var (host, base_, own, clock) = (desk.Cpu, database?.Invoke() ?? default, Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            var lives = await Load(desk, count, time, latencies);
            var seconds = clock.Elapsed.TotalSeconds;
            double Micros(TimeSpan cpu) => cpu.TotalMicroseconds / latencies.Count;
            rate = latencies.Count / seconds;
            report.WriteLine(
                $"| {name} | {count} | {lives / seconds:F0} | {rate:F0} | {latencies.Percentile(0.5):F1} | {latencies.Percentile(0.99):F1} | "
                + $"{Micros(desk.Cpu - host):F0} | {(database is null ? "–" : $"{Micros(database() - base_):F0}")} | {Micros(Process.GetCurrentProcess().TotalProcessorTime - own):F0} |");
        }

        return rate;
    }

    public static void Head(TextWriter report) => report.WriteLine(
        """
        | store | clients | lives/s | commands/s | p50 ms | p99 ms | host CPU µs/command | database | load generator |
        |---|---|---|---|---|---|---|---|---|
        """);

    private static async Task<int> Load(DeskProcess desk, int clients, TimeSpan time, Latencies latencies)
    {
        var lives = 0;
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Stopwatch.GetTimestamp() < until)
            {
                await Live(desk.Client, latencies);
                Interlocked.Increment(ref lives);
            }
        }));
        return lives;
    }

    private static async Task Live(HttpClient client, Latencies latencies)
    {
        var opened = await Post(client, "/api/v1/tickets", Intake, latencies);
        var path = $"/api/v1/tickets/SH/{opened.GetProperty("number").GetString()}/";
        foreach (var (command, body) in Steps) await Post(client, path + command, body, latencies);
    }

    private static async Task<JsonElement> Post(HttpClient client, string path, object body, Latencies latencies)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsJsonAsync(path, body);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        latencies.Add(Stopwatch.GetElapsedTime(started));
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
        return JsonSerializer.Deserialize<JsonElement>(bytes);
    }
}
