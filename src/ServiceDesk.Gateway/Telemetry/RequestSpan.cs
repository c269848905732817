using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceDesk.Gateway.Telemetry;

/// <summary>
/// Names the server's span of a request by its route, and notes how it ended. Never by its path: a customer's token or a telephone
/// number may stand there.
/// </summary>
public sealed class RequestSpan(RequestDelegate next)
{
    public async Task Invoke(HttpContext http)
    {
        await next(http);
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span) return;

        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = $"{http.Request.Method} {route}".TrimEnd();
        span.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route)
            .SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= 500) span.SetStatus(ActivityStatusCode.Error);
    }
}
