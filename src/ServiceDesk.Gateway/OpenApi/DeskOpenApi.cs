using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;

namespace ServiceDesk.Gateway.OpenApi;

/// <summary>What the endpoints cannot say of themselves: identity, problems, headers, and the types that write their own JSON.</summary>
public static class DeskOpenApi
{
    private const string Bearer = "bearer";
    private const string ApiKey = "apiKey";
    private const string Problem = "Problem";

    public static IServiceCollection AddDeskOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Complete);
        options.AddSchemaTransformer(OwnSchemas.Apply);
    });

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new() { Title = "ServiceDesk.Orleans", Version = "v1", Description = "After-sales tickets of large multi-site support centres." };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "From POST /auth/token." },
            [ApiKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyScheme.Header, Description = "For machines." },
        };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.ToList() ?? []))
            if (operation.Security is { Count: > 0 }) operation.Security = [Need(Bearer, document), Need(ApiKey, document)];
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Need(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static async Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = context.Description.RelativePath ?? "";
        var method = context.Description.HttpMethod ?? "GET";
        operation.OperationId = NameOf(method, path);
        if (operation.RequestBody is OpenApiRequestBody body) body.Description = null;       // it would be that of another parameter
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            parameter.Description ??= parameter.Name switch
            {
                "site" => "Code of the site.",
                "number" => "As customers quote it, such as 202405-0013.",
                "token" => "From the link that was sent to the customer.",
                _ => null,
            };
        AddQuery(operation, metadata.OfType<QueryFields>().LastOrDefault());
        if (!path.StartsWith("api/", StringComparison.Ordinal)) return;

        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        if (!isOpen) operation.Security = [new()];
        var isTicket = path.StartsWith("api/v1/tickets/{site}", StringComparison.Ordinal);
        if (method == "POST") AddHeader(operation, "Idempotency-Key", "Under the same key the same request gets the same answer, for 24 hours at least.", 255);
        if (isTicket && method == "POST" || method == "PUT" && path.StartsWith("api/v1/sites/{site}/", StringComparison.Ordinal))
            AddHeader(operation, "If-Match", "The version that the sender saw, such as \"7\".", 100);

        var problem = await ProblemSchema(context, cancel);
        foreach (var (status, text) in Problems(method, isOpen, isTicket))
            operation.Responses!.TryAdd(status, new OpenApiResponse
            {
                Description = text,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
            });
    }

    /// <summary>One schema for all problems.</summary>
    private static async Task<IOpenApiSchema> ProblemSchema(OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var document = context.Document ?? throw new InvalidOperationException("Operations belong to a document.");
        if (document.Components?.Schemas?.ContainsKey(Problem) is not true)
            document.AddComponent(Problem, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: cancel));
        return new OpenApiSchemaReference(Problem, document);
    }

    private static IEnumerable<(string Status, string Text)> Problems(string method, bool isOpen, bool isTicket)
    {
        var writes = method is not "GET";
        yield return ("400", "Malformed or invalid; errors name the places.");
        if (!isOpen) yield return ("401", "Not signed in.");
        if (!isOpen && writes) yield return ("403", "Not the caller's to do.");
        yield return ("404", "No such thing, or of a site that the caller does not see.");
        if (writes) yield return ("409", "Not allowed in this state, or the same request is in flight.");
        if (writes && isTicket || method == "PUT") yield return ("412", "It has changed since the version in If-Match.");
        if (writes) yield return ("413", "Too large.");
        if (writes) yield return ("415", "Another content type is needed.");
        if (method == "POST") yield return ("422", "The same idempotency key came with another request.");
        yield return ("503", "Busy: try again after Retry-After.");
    }

    private static void AddQuery(OpenApiOperation operation, QueryFields? query)
    {
        foreach (var field in query?.Fields ?? [])
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = field.Name,
                In = ParameterLocation.Query,
                Required = field.Required,
                Description = field.Summary,
                Schema = field.Repeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = SchemaOf(field) } : SchemaOf(field),
            });
    }

    private static OpenApiSchema SchemaOf(QueryField field) => field.Type switch
    {
        var t when t == typeof(bool) => new() { Type = JsonSchemaType.Boolean },
        var t when t == typeof(int) && field == QueryField.Limit => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100" },
        var t when t == typeof(int) => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        var t when t == typeof(long) => new() { Type = JsonSchemaType.Integer, Format = "int64" },
        var t when t == typeof(DateTimeOffset) => new() { Type = JsonSchemaType.String, Format = "date-time" },
        { IsEnum: true } t => new()
        {
            Type = JsonSchemaType.String,
            Enum = [.. DeskJson.Words(t).Select(word => (JsonNode)word)],
        },
        _ => new() { Type = JsonSchemaType.String, MaxLength = field.MaxLength },
    };

    private static void AddHeader(OpenApiOperation operation, string name, string summary, int most) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = summary,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = most },
        });

    /// <summary>Such as postTicketsSiteNumberResolve: a name that stays while the address stays.</summary>
    private static string NameOf(string method, string path) => method.ToLowerInvariant() + string.Concat(
        path.Replace("api/v1/", "", StringComparison.Ordinal).Split('/', '-', '{', '}', ':', '(', ')', ',')
            .Where(part => part.Length > 0 && part is not ("int" or "range" or "1" or "2")).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
