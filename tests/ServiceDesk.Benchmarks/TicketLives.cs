using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ServiceDesk.Benchmarks;

/// <summary>Lives of tickets as clients live them: create, acknowledge, progress, communications, resolve, summary, close.</summary>
internal static class TicketLives
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

    /// <param name="desks">Clients of the processes that speak HTTP; each of the clients keeps to one.</param>
    /// <param name="clients">How many live such lives at a time, one after another.</param>
    /// <param name="time">After it none begins.</param>
    /// <param name="latencies">Of each command.</param>
    /// <returns>Whole lives.</returns>
    public static async Task<int> Run(IReadOnlyList<HttpClient> desks, int clients, TimeSpan time, Latencies latencies)
    {
        var lives = 0;
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async i =>
        {
            while (Stopwatch.GetTimestamp() < until)
            {
                await Live(desks[i % desks.Count], latencies);
                Interlocked.Increment(ref lives);
            }
        }));
        return lives;
    }

    /// <returns>The path of a new ticket, with a slash at its end.</returns>
    public static async Task<string> Open(HttpClient desk, Latencies latencies)
    {
        var opened = await Post(desk, "/api/v1/tickets", Intake, latencies);
        return $"/api/v1/tickets/SH/{opened.GetProperty("number").GetString()}/";
    }

    private static async Task Live(HttpClient desk, Latencies latencies)
    {
        var path = await Open(desk, latencies);
        foreach (var (command, body) in Steps) await Post(desk, path + command, body, latencies);
    }

    private static async Task<JsonElement> Post(HttpClient desk, string path, object body, Latencies latencies)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await desk.PostAsJsonAsync(path, body);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        latencies.Add(Stopwatch.GetElapsedTime(started));
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        return JsonSerializer.Deserialize<JsonElement>(bytes);
    }
}
