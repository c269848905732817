using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Notices;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;

namespace ServiceDesk.Host;

/// <summary>Runs between the store's opening and the first request: the first account, the demonstration, the grains that look after others.</summary>
public sealed class FirstStart(
    DeskOptions options, FirstAccounts accounts, IGrainFactory grains, IEngineHealth engine, Readiness readiness,
    Rehearsal rehearsal, TimeProvider time, ILogger<FirstStart> log) : IHostedService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Role is not DeskRole.Silo)
        {
            if (await accounts.MakeAdmin(options.AdminPassword, cancellationToken) is { } password)
                options.Console.WriteLine($"First start: sign in as {FirstAccounts.Admin} with the password {password} (shown once)");
        }

        // A gateway may be up before its silos.
        while (engine.Fault() is not null) await Task.Delay(Pace, time, cancellationToken);
        if (options.Demo && options.Role is not DeskRole.Silo) await Demonstration.Make(grains, accounts, options, cancellationToken);
        if (options.Role is not DeskRole.Gateway) await WakeGrains(cancellationToken);
        await rehearsal.Run();
        readiness.Ready();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WakeGrains(CancellationToken cancel)
    {
        // Another silo may be gone just now: that is no reason for this one not to start.
        for (; ; await Task.Delay(TimeSpan.FromSeconds(1), time, cancel))
        {
            try
            {
                await WakeGrains();
                return;
            }
            catch (Exception fault) when (fault is TimeoutException || engine.IsPassing(fault))
            {
                log.LogWarning("Grains could not be woken; tried again: {Fault}", fault.Message);
            }
        }
    }

    /// <summary>Those that look after others by themselves, each for the whole desk or a site.</summary>
    private async Task WakeGrains()
    {
        await grains.GetGrain<ISweeperGrain>(ISweeperGrain.Key).Start();
        await grains.GetGrain<INotifierGrain>(INotifierGrain.Key).Start();
        foreach (var site in await grains.GetGrain<ISiteListGrain>(ISiteListGrain.Key).All()) _ = grains.GetGrain<IQueueGrain>(site).Wake();
    }
}
