using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Health;

namespace ServiceDesk.Gateway.Requests;

/// <summary>The answer goes on until its reader leaves; it is no work that waits.</summary>
public sealed class LongLived;

/// <summary>
/// Lets in what can be answered in time, and tells the others to come again: under overload some are served quickly, where otherwise all
/// would wait until they are late. What only reads does not wait behind what changes something. Before the desk has started, nobody is
/// let in.
/// </summary>
public sealed class Admission(RequestDelegate next, Readiness readiness, TimeProvider time, Lanes lanes)
{
    public async Task Invoke(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<LongLived>() is not null || !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        var lane = lanes.Of(http.Request.Method);
        if (!readiness.HasStarted) await Problem.Busy.ExecuteAsync(http);
        else if (await lane.Enter(http.RequestAborted)) await Pass(http, new(lane, time));
        else if (!http.RequestAborted.IsCancellationRequested)
        {
            lanes.Refused();
            await Problem.Overloaded.ExecuteAsync(http);
        }
    }

    private async Task Pass(HttpContext http, Turn turn)
    {
        http.Features.Set(turn);
        http.Response.OnStarting(() =>
        {
            turn.Answer();
            return Task.CompletedTask;
        });
        try
        {
            await next(http);
        }
        finally
        {
            turn.End();
        }
    }
}
