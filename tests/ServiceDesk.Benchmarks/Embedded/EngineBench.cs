using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDesk.Benchmarks;

/// <summary>A grain that does nothing: what is measured is the way to it.</summary>
public interface IIdleGrain : IGrainWithStringKey
{
    Task<int> Echo(int value);
}

public sealed class IdleGrain : Grain, IIdleGrain
{
    public Task<int> Echo(int value) => Task.FromResult(value);
}

/// <summary>Grain calls a second of the embedded engine.</summary>
internal static class EngineBench
{
    public static async Task Run(TextWriter report, TimeSpan time)
    {
        var services = new ServiceCollection();
        services.AddEmbeddedEngine(options => options.GrainAssemblies.Add(typeof(IdleGrain).Assembly));
        await using var provider = services.BuildServiceProvider();
        var host = provider.GetRequiredService<EngineHost>();
        await host.StartAsync(CancellationToken.None);

        report.WriteLine("| clients | grains | calls/s | CPU µs/call |");
        report.WriteLine("|---|---|---|---|");
        foreach (var (clients, grains) in ((int, int)[])[(1, 1), (64, 1_000), (64, 100_000)]) await Measure(report, host, clients, grains, time);
        await host.StopAsync(CancellationToken.None);
    }

    private static async Task Measure(TextWriter report, EngineHost host, int clients, int grains, TimeSpan time)
    {
        var calls = 0L;
        var (clock, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (var n = client; clock.Elapsed < time; n += clients)
            {
                await host.Grains.GetGrain<IIdleGrain>($"{n % grains}").Echo(n);
                Interlocked.Increment(ref calls);
            }
        })));
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds;
        report.WriteLine($"| {clients} | {grains} | {calls / clock.Elapsed.TotalSeconds:F0} | {used / calls:F2} |");
    }
}
