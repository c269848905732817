using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;

namespace ServiceDesk.Gateway.Errors;

/// <summary>Turns what was thrown, and what was left without a body, into problems. No stack trace leaves the desk.</summary>
public sealed class FaultBarrier(RequestDelegate next, IEngineHealth engine, ILogger<FaultBarrier> log)
{
    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
            if (IsBare(http.Response)) await Problem.Of(http.Response.StatusCode).ExecuteAsync(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
            http.Abort();
        }
        catch (Exception fault)
        {
            var problem = Translate(fault, http);
            Record(fault, problem, http);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            await problem.ExecuteAsync(http);
        }
    }

    /// <summary>What passes is told in a line: under overload a stack trace each would be the next overload.</summary>
    private void Record(Exception fault, Problem problem, HttpContext http)
    {
        if (problem.Code == Problem.Busy.Code)
            log.LogWarning("{Code} at {Method} {Route}: {Fault}", problem.Code, http.Request.Method, RouteOf(http), fault.GetType().Name);
        else if (problem.Status >= 500)
            log.LogError(fault, "{Code} at {Method} {Route}", problem.Code, http.Request.Method, RouteOf(http));
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && response.ContentLength is null or 0;

    private Problem Translate(Exception fault, HttpContext http) => fault switch
    {
        InputException input => Problem.Invalid(input.Faults),
        BadHttpRequestException { InnerException: JsonException json } => Problem.Invalid(JsonFaults.Explain(json, BodyType(http))),
        BadHttpRequestException { StatusCode: 400 } => Problem.Invalid(new InputFault("", "a body is needed, or a parameter is missing or malformed")),
        BadHttpRequestException bad => Problem.Of(bad.StatusCode),
        StoreBusyException or TimeoutException => Problem.Busy,
        _ when StoreUnavailableException.IsBehind(fault) => Problem.Busy,
        TicketUnreadableException => Problem.Of(Refusal.Unreadable, null),
        _ when engine.IsPassing(fault) => Problem.Busy,
        _ => Problem.Of(500),
    };

    private static Type? BodyType(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    /// <summary>The pattern, not the path: a path may carry anything, a line break too.</summary>
    private static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an unknown route";
}
