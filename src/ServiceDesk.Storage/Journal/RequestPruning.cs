using Microsoft.Extensions.Logging;

namespace ServiceDesk.Storage.Journal;

/// <summary>Forgets requests that will not come again, a few at a time so that nobody waits for it.</summary>
internal sealed class RequestPruning : IAsyncDisposable
{
    /// <summary>At least 24 hours are promised; a weekend's outage of a client is longer.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(72);

    private const int Few = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RequestPruning(Store store, TimeProvider time, ILogger log)
    {
        (_store, _time) = (store, time);
        _running = Run(log);
    }

    /// <summary>Forgets some of the requests past their age.</summary>
    /// <returns>Whether there may be more.</returns>
    public static async Task<bool> Prune(Store store, TimeProvider time, CancellationToken cancel) => await store.Execute(
        new(
            "DELETE FROM request WHERE id IN (SELECT id FROM request WHERE at_ms < @before ORDER BY at_ms LIMIT @few)",
            ("@before", (time.GetUtcNow() - Age).ToUnixTimeMilliseconds()), ("@few", Few)),
        cancel) == Few;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run(ILogger log)
    {
        using var timer = new PeriodicTimer(Pause, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    while (await Prune(_store, _time, _stop.Token)) { }
                }
                catch (Exception fault) when (!_stop.IsCancellationRequested)
                {
                    log.LogWarning(fault, "Forgetting old requests failed; the next round tries again");
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The store is closing.
        }
    }
}
