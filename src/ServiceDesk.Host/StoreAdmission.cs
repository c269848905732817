using ServiceDesk.Host.Engine;
using ServiceDesk.Storage;

namespace ServiceDesk.Host;

/// <summary>
/// Nothing of the desk runs on a store whose documents are with the other engine: it refuses to start, and a process that the documents were
/// taken from, because it hung or its database was out of reach, ends when it comes to.
/// </summary>
internal sealed class StoreAdmission(Store store, IHostApplicationLifetime desk, TimeProvider time, ILogger<StoreAdmission> log)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    /// <summary>Before a host is built, so that whoever starts it hears one line instead of a failed start.</summary>
    /// <exception cref="StoreRefusedException">The desk must not run on this store.</exception>
    public static async Task Ask(DeskOptions options)
    {
        await using var store = new Store(StoreAddress.Parse(options.Store), TimeProvider.System);
        await store.Open();
        await store.Engine.Claim(ThisBuild.Engine);
    }

    /// <summary>The store is opened by another service as well, in an order that is not given.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.Open(cancellationToken);
        await store.Engine.Claim(ThisBuild.Engine, cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store.Kind is StoreKind.Sqlite) return;
        using var pace = new PeriodicTimer(Pace, time);
        try
        {
            while (await pace.WaitForNextTickAsync(stoppingToken)) await Look(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The desk goes.
        }
    }

    private async Task Look(CancellationToken cancel)
    {
        try
        {
            if (await store.Engine.IsWith(ThisBuild.Engine, cancel)) return;
            log.LogCritical("The documents of this store were carried to the other engine: this process ends");
            desk.StopApplication();
        }
        catch (Exception fault) when (StoreUnavailableException.IsBehind(fault))
        {
            // Asked again in a moment; whoever cannot reach the store changes nothing in it.
        }
    }
}
