using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Health;

namespace ServiceDesk.Gateway.Requests;

/// <summary>The answer goes on until its reader leaves; it is no work that waits.</summary>
public sealed class LongLived;

/// <summary>
/// Lets in what can be answered in time, and tells the others at once to come again: under overload some are served quickly, where
/// otherwise all would wait until they are late. Before the desk has started, nobody is let in.
/// </summary>
public sealed class Admission(RequestDelegate next, Readiness readiness)
{
    /// <summary>Requests of one gateway under way at the same time.</summary>
    public const int MostAtOnce = 2_000;

    private int _underWay;

    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<LongLived>() is not null || !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _underWay) > MostAtOnce || !readiness.HasStarted) await Problem.Busy.ExecuteAsync(http);
            else await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
