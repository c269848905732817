using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;

namespace ServiceDesk.Tests.Http.Authorization;

/// <summary>An endpoint as the description lists it, with what its code says that it needs.</summary>
/// <param name="Path">From the base on, such as /tickets/{site}/{number}; whole for health.</param>
/// <param name="Function">Null for one that is open to everybody.</param>
internal sealed record Endpoint(string Method, string Path, Function? Function, bool IsOpen, bool TakesSite, bool TakesBody)
{
    public string Name => $"{Method} {Path}";

    public Sample Sample => Samples.All.GetValueOrDefault(Name) ?? new Sample();

    /// <summary>Whether it belongs to a site: by its address, its query, its body, or by what its id names.</summary>
    public bool IsOfSite => Path.Contains("{site}", StringComparison.Ordinal) || TakesSite || Path.Contains("{id}", StringComparison.Ordinal) && !Path.StartsWith("/notices", StringComparison.Ordinal) && !Path.StartsWith("/me", StringComparison.Ordinal)
        || Sample.Body is { } body && System.Text.Json.JsonSerializer.Serialize(body(Blank)).Contains("\"site", StringComparison.Ordinal);

    private static Place Blank { get; } = new("SH", "1", "2", "a", "k", null, null);

    /// <summary>Its address with things of the place in it.</summary>
    public string At(Place place)
    {
        var id = Path.Split('/')[1] switch { "agents" => Path.EndsWith("/presence", StringComparison.Ordinal) ? place.Self ?? place.Agent : place.Agent, "api-keys" => place.Key, "deliveries" => "999999999", _ => "1" };
        var path = Path.Replace("{site}", place.Site).Replace("{number}", place.Number).Replace("{level}", "1").Replace("{sha256}", new string('a', 64))
            .Replace("{token}", "none").Replace("{page}", "p1").Replace("{delivery}", "1").Replace("{id}", id);
        return TakesSite ? path + "?site=" + place.Site : path;
    }

    /// <summary>The endpoints of the description, in its order.</summary>
    public static async Task<IReadOnlyList<Endpoint>> All(DeskUnderTest desk)
    {
        var mapped = desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var document = (await desk.Nobody().Get("/openapi/v1.json")).Ok();
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               let method = operation.Key.ToUpperInvariant()
               select Of(mapped.Single(e => PlainPath(e) == path.Key && MethodsOf(e).Contains(method)), method, path.Key),
        ];
    }

    private static Endpoint Of(RouteEndpoint endpoint, string method, string path) => new(
        method, path.StartsWith("/api/v1", StringComparison.Ordinal) ? path["/api/v1".Length..] : path,
        endpoint.Metadata.GetMetadata<Needed>()?.Function,
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
        endpoint.Metadata.GetMetadata<QueryFields>()?.Fields.Contains(QueryField.Site) is true
            || endpoint.Metadata.GetMetadata<QueryFields>()?.Fields.Any(f => f.Name == "site") is true,
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null);

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    /// <summary>The pattern without its constraints, as the description writes it.</summary>
    private static string PlainPath(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        }))));
}
