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

    /// <summary>
    /// Opens the store and enters it. Whoever runs a host does so before its start, which would tell of a refusal with its whole stack; asked
    /// again there, since nothing may start without it, the store stays as it is.
    /// </summary>
    /// <exception cref="StoreRefusedException">The desk must not run on this store.</exception>
    public static async Task Enter(Store store, CancellationToken cancel = default)
    {
        await store.Open(cancel);
        await store.Engine.Claim(ThisBuild.Engine, cancel);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Enter(store, cancellationToken);

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
