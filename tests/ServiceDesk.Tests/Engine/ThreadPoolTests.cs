using Microsoft.Extensions.DependencyInjection;

namespace ServiceDesk.Tests.Engine;

/// <summary>The engine as production runs it: on real threads, with the real clock.</summary>
public sealed class ThreadPoolTests
{
    [Fact]
    public async Task Turns_never_interleave_and_every_call_is_answered_once()
    {
        await using var services = Services();
        var grains = services.GetRequiredService<IGrainFactory>();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++) await grains.GetGrain<ITally>($"{(client + i) % 7}").Add();
        })));

        var sum = 0;
        for (var key = 0; key < 7; key++) sum += await grains.GetGrain<ITally>($"{key}").Add() - 1;
        Assert.Equal(16 * 500, sum);
    }

    [Fact]
    public async Task Nothing_is_lost_while_grains_come_and_go()
    {
        await using var services = Services();
        var grains = services.GetRequiredService<IGrainFactory>();
        var host = services.GetRequiredService<EngineHost>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++) await grains.GetGrain<ITally>($"{i % 3}").AddAndQuit();
        })));
        await host.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.Equal((0, 0), (host.InFlight, host.Activations));
        Assert.Equal(8 * 300, TallyGrain.Quits);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddEmbeddedEngine(options => options.GrainAssemblies.Add(typeof(ThreadPoolTests).Assembly));
        return services.BuildServiceProvider();
    }
}

public interface ITally : IGrainWithStringKey
{
    Task<int> Add();

    Task AddAndQuit();
}

internal sealed class TallyGrain : Grain, ITally
{
    private static int _quits;
    private int _count;

    public static int Quits => _quits;

    public async Task<int> Add()
    {
        var before = _count;
        await Task.Yield();
        _count = before + 1;
        return _count;
    }

    public async Task AddAndQuit()
    {
        DeactivateOnIdle();
        await Task.Yield();
        Interlocked.Increment(ref _quits);
    }
}
