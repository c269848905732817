using ServiceDesk.Storage;
using ServiceDesk.Gateway.Requests;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Whether who sent a request would still be let in; set by whatever let them in.</summary>
public sealed record StillIn(Func<CancellationToken, ValueTask<bool>> Ask);

/// <summary>A stream goes on only as long as its reader would be let in: it ends soon after the session, the account or the key.</summary>
public sealed class StreamWatch(RequestDelegate next, TimeProvider time)
{
    public static TimeSpan Pace { get; } = TimeSpan.FromSeconds(5);

    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<LongLived>() is null || http.Features.Get<StillIn>() is not { } still)
        {
            await next(http);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var gone = http.RequestAborted;
        http.RequestAborted = ended.Token;
        var watch = Watch(still, ended);
        try
        {
            await next(http);
        }
        finally
        {
            http.RequestAborted = gone;
            await ended.CancelAsync();
            await watch;
        }
    }

    private async Task Watch(StillIn still, CancellationTokenSource ended)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
                if (!await still.Ask(ended.Token)) await ended.CancelAsync();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The stream has ended.
        }
        catch (Exception fault) when (fault is StoreUnavailableException or System.Data.Common.DbException or TimeoutException)
        {
            // Who cannot be asked about comes again, and is looked at then.
            await ended.CancelAsync();
        }
    }
}
