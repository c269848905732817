namespace ServiceDesk.Gateway.Health;

/// <summary>
/// Closes each connection with its next answer once the desk is told to stop: one that is kept would be cut when the server stops,
/// perhaps just as its next request is on the way.
/// </summary>
public sealed class Leaving(RequestDelegate next, Readiness readiness)
{
    public Task Invoke(HttpContext http)
    {
        if (readiness.IsLeaving) http.Response.Headers.Connection = "close";
        return next(http);
    }
}
