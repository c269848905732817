using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// What arming costs a ticket's write, through HTTP on the real desk. The same command is carried out where it leaves the next moment as
/// it was, so that the alarm is left alone, and where it brings a nearer one, so that the alarm is set before the commit.
/// </summary>
internal static class ArmingBench
{
    private const int Tickets = 2_000;
    private const int Rounds = 3;

    public static void Head(TextWriter report) => report.WriteLine(
        $"""
        | store | clients | {Tickets} writes, the alarm | writes/s | p50 ms | p99 ms | host CPU µs/write | database |
        |---|---|---|---|---|---|---|---|
        """);

    /// <param name="database">CPU time that the database has used so far; null when it runs inside the host.</param>
    public static async Task Run(TextWriter report, string name, string store, string folder, int clients, Func<TimeSpan>? database)
    {
        await using var desk = await DeskProcess.Start(store, folder);
        await desk.Client.MakeSite();
        var paths = new string[Tickets];
        await Each(clients, async i => paths[i] = await Take(desk.Client));

        // Acceptance is due first, after an hour: a visit before that is nearer than anything, one in a year is not. The first round is for the JIT.
        var now = DateTimeOffset.UtcNow;
        for (var round = 0; round <= Rounds; round++)
        {
            var (far, near) = (now.AddDays(365 + round), now.AddMinutes(50 - round));
            await Measure(round > 0 ? report : TextWriter.Null, $"| {name} | {clients} | left alone", far);
            await Measure(round > 0 ? report : TextWriter.Null, $"| {name} | {clients} | set first", near);
        }

        async Task Measure(TextWriter table, string what, DateTimeOffset eta)
        {
            var latencies = new Latencies();
            var (host, base_, clock) = (desk.Cpu, database?.Invoke() ?? default, Stopwatch.StartNew());
            await Each(clients, async i =>
            {
                var sent = Stopwatch.GetTimestamp();
                (await desk.Client.PostAsJsonAsync($"{paths[i]}/visits", new { technician = "field-1", address = "南京西路 1 号", eta })).EnsureSuccessStatusCode();
                latencies.Add(Stopwatch.GetElapsedTime(sent));
            });
            double Micros(TimeSpan cpu) => cpu.TotalMicroseconds / Tickets;
            table.WriteLine(
                $"{what} | {Tickets / clock.Elapsed.TotalSeconds:F0} | {latencies.Percentile(0.5):F1} | {latencies.Percentile(0.99):F1} | "
                + $"{Micros(desk.Cpu - host):F0} | {(database is null ? "–" : $"{Micros(database() - base_):F0}")} |");
        }
    }

    private static Task Each(int clients, Func<int, Task> work) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Tickets), new ParallelOptions { MaxDegreeOfParallelism = clients }, async (i, _) => await work(i));

    private static async Task<string> Take(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/tickets", new { site = "SH", source = "phone", type = "problem", verbatim = "设备无法启动", customer = new { name = "华东电子" } });
        answer.EnsureSuccessStatusCode();
        var ticket = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return $"/api/v1/tickets/SH/{ticket.GetProperty("number").GetString()}";
    }
}
