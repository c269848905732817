using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Storage.Audit;

namespace ServiceDesk.Gateway.Audit;

/// <summary>Writes what is to be known later. What cannot be written down is not done: a sign-in, a look at a contact, an export.</summary>
public static class AuditTrail
{
    /// <summary>
    /// What a body may leave in the log: a list of what is let through, since a list of what is held back would forget the next secret.
    /// </summary>
    private static readonly string[] Told = ["sites", "roles", "capacity", "supervisor", "reason", "profile", "timeZone", "what", "site"];

    /// <summary>Runs the endpoint, then writes its outcome down before the answer goes out.</summary>
    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next) => invocation =>
        invocation.HttpContext.GetEndpoint()?.Metadata.GetMetadata<Audited>() is { } audited ? Run(invocation, audited, next) : next(invocation);

    /// <summary>Notes who was turned away, once the answer is out.</summary>
    public static async Task NoteRefusals(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Features.Get<Caller>() is not { } caller) return;
        var named = http.GetRouteValue("site") as string;
        var foreign = http.Response.StatusCode == 404 && SiteCodeAttribute.Fits(named) && !caller.Sees(named!);
        if (http.Response.StatusCode != 403 && !foreign) return;
        var data = new JsonObject { ["method"] = http.Request.Method, ["address"] = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText };
        if (foreign) data["foreignSite"] = named;
        http.RequestServices.GetRequiredService<IAuditLog>().Note(new(AuditKind.Refused, foreign ? null : SiteOf(named, data), caller.Scope, AddressOf(http), data));
    }

    private static async ValueTask<object?> Run(EndpointFilterInvocationContext invocation, Audited audited, EndpointFilterDelegate next)
    {
        var outcome = await next(invocation);
        var status = (outcome as IStatusCodeHttpResult)?.StatusCode ?? 200;
        if ((status is >= 200 and < 300 ? audited.Done : audited.Failed) is not { } kind) return outcome;

        var http = invocation.HttpContext;
        var data = DataOf(invocation);
        var actor = http.Features.Get<Caller>()?.Scope ?? await WhoTries(invocation);
        await http.RequestServices.GetRequiredService<IAuditLog>().Write(
            new(kind, SiteOf(http.GetRouteValue("site") as string, data), actor, AddressOf(http), data), http.RequestAborted);
        return outcome;
    }

    private static JsonObject DataOf(EndpointFilterInvocationContext invocation)
    {
        var data = new JsonObject();
        var http = invocation.HttpContext;
        if ((http.GetRouteValue("id") ?? http.GetRouteValue("number")) is string target) data["target"] = target;
        if (HttpMethods.IsGet(http.Request.Method)) Ask(data, http.Request.Query);
        foreach (var body in invocation.Arguments)
        {
            // Policies and calendars have versions of their own: they need not be repeated here.
            if (body is not (Validation.IRequestBody or Domain.Tickets.TicketCommand)) continue;
            var sent = JsonSerializer.SerializeToNode(body, body.GetType(), DeskJson.Wire)!.AsObject();
            foreach (var name in Told)
                if (sent[name] is { } value) data[name] = value.DeepClone();
        }

        return data;
    }

    /// <summary>By which conditions, and of which site; not for whom.</summary>
    private static void Ask(JsonObject data, IQueryCollection query)
    {
        data["asked"] = new JsonArray([.. query.Keys.Select(key => (JsonNode)key)]);
        if (query["site"] is [{ } site]) data["site"] = site;
    }

    /// <summary>Who signs in: a name that is none may be a password typed into the wrong field, and is not written down.</summary>
    private static async ValueTask<string> WhoTries(EndpointFilterInvocationContext invocation) =>
        invocation.Arguments.OfType<SignInEndpoints.Credentials>().FirstOrDefault() is { } sent
            && await invocation.HttpContext.RequestServices.GetRequiredService<AccountBook>().Find(sent.User, invocation.HttpContext.RequestAborted) is { } account
                ? $"staff:{account.Id}"
                : "unknown";

    private static string? SiteOf(string? named, JsonObject data) =>
        named ?? data["site"]?.GetValue<string>() ?? (data["sites"] is JsonArray { Count: 1 } only ? only[0]!.GetValue<string>() : null);

    private static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
