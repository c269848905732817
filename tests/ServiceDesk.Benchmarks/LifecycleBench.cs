using System.Diagnostics;

namespace ServiceDesk.Benchmarks;

/// <summary>Whole lives of tickets through HTTP, with more and more clients.</summary>
internal static class LifecycleBench
{
    /// <param name="database">CPU time that the database has used so far; null when it runs inside the host.</param>
    /// <returns>Commands a second at the highest number of clients.</returns>
    public static async Task<double> Run(TextWriter report, string name, string store, string folder, IEnumerable<int> clients, TimeSpan time, Func<TimeSpan>? database)
    {
        await using var desk = await DeskProcess.Start(store, folder);
        await desk.Client.MakeSite();
        await TicketLives.Run([desk.Client], 8, TimeSpan.FromSeconds(3), new Latencies());       // the JIT has its say before anything is measured

        var rate = 0.0;
        foreach (var count in clients)
        {
            var latencies = new Latencies();
            var (host, base_, own, clock) = (desk.Cpu, database?.Invoke() ?? default, Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            var lives = await TicketLives.Run([desk.Client], count, time, latencies);
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
}
