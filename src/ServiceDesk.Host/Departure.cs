using ServiceDesk.Gateway.Health;

namespace ServiceDesk.Host;

/// <summary>
/// How the desk goes: at once it says that it is not ready, and serves on while those who send it requests learn of that; each answer
/// closes its connection. Only then does the server stop, which waits for the requests under way, and after it the grains and the store.
/// </summary>
internal sealed class Departure(DeskOptions options, Readiness readiness) : IHostedLifecycleService
{
    private volatile bool _hasStarted;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _hasStarted = true;
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Leave();
        if (!_hasStarted) return;      // nobody was ever told to come
        await Task.Delay(options.Drain, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
