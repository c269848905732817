using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Health;

/// <summary>What the engine under the grains says of itself.</summary>
public interface IEngineHealth
{
    /// <summary>What is wrong with it, fit for everyone to read; null when it is well.</summary>
    string? Fault();

    /// <summary>
    /// Whether a call failed for a trouble of the engine that passes: a full queue, a process gone. It may have taken effect or not; the
    /// same request can be sent again.
    /// </summary>
    bool IsPassing(Exception fault);
}

/// <summary>Whether the desk takes requests, as far as its own life goes: from the end of its start until it is told to stop.</summary>
public sealed class Readiness
{
    private volatile bool _hasStarted;
    private volatile bool _isLeaving;

    /// <summary>Whether requests can be served; they are also while the desk leaves.</summary>
    public bool HasStarted => _hasStarted;

    public bool IsReady => _hasStarted && !_isLeaving;

    /// <summary>It still serves, and whoever can go elsewhere should.</summary>
    public bool IsLeaving => _isLeaving;

    public void Ready() => _hasStarted = true;

    /// <summary>For good.</summary>
    public void Leave() => _isLeaving = true;
}

public static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>All that a process without a gateway shows.</summary>
    public static WebApplication MapDeskHealth(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", () => TypedResults.Ok(new HealthView("live", null))).WithSummary("The process answers.");
        group.MapGet("/ready", Ready).WithSummary("The desk takes requests: 503 until it does.").Produces<HealthView>().Produces<HealthView>(503);
    }

    private static async Task<IResult> Ready(Readiness start, IFeed feed, IEngineHealth engine, HttpContext http)
    {
        var fault = start.IsReady ? engine.Fault() ?? await StoreFault(feed, http.RequestAborted) : start.IsLeaving ? "stopping" : "starting";
        return TypedResults.Json(new HealthView(fault is null ? "ready" : "not_ready", fault), statusCode: fault is null ? 200 : 503);
    }

    private static async Task<string?> StoreFault(IFeed feed, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await feed.Last(patience.Token).WaitAsync(patience.Token);
            return null;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return "the store does not answer";
        }
    }

    /// <param name="Reason">Why it is not ready.</param>
    public sealed record HealthView(string Status, string? Reason);
}
