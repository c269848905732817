using ServiceDesk.Storage.Audit;

namespace ServiceDesk.Gateway.Audit;

/// <summary>Which requests are written into the audit log, all on one page. tests/ServiceDesk.Tests/Http holds it against the endpoints.</summary>
public static class AuditedRequests
{
    private static readonly Dictionary<string, Audited> Kinds = new()
    {
        ["POST /api/v1/auth/token"] = new(AuditKind.SignedIn, AuditKind.SignInFailed),
        ["PUT /api/v1/sites/{site}"] = new(AuditKind.SiteChanged),
        ["PUT /api/v1/sites/{site}/policy"] = new(AuditKind.PolicyPublished),
        ["PUT /api/v1/sites/{site}/calendar"] = new(AuditKind.CalendarPublished),
        ["PUT /api/v1/agents/{id}"] = new(AuditKind.AgentChanged),
        ["POST /api/v1/agents/{id}/credentials"] = new(AuditKind.PasswordSet),
        ["POST /api/v1/api-keys"] = new(AuditKind.ApiKeyMade),
        ["DELETE /api/v1/api-keys/{id}"] = new(AuditKind.ApiKeyRevoked),
        ["POST /api/v1/tickets/{site}/{number}/contact/reveal"] = new(AuditKind.ContactRevealed),
        ["POST /api/v1/keys/rotate"] = new(AuditKind.KeysRotated),
    };

    /// <summary>The addresses, as methods and patterns.</summary>
    public static IReadOnlyCollection<string> Addresses => Kinds.Keys;

    /// <summary>Marks the endpoints of the table.</summary>
    public static void MarkAudited(this RouteGroupBuilder api) => ((IEndpointConventionBuilder)api).Finally(endpoint =>
    {
        if (endpoint is not RouteEndpointBuilder { RoutePattern.RawText: { } pattern }) return;
        foreach (var method in endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [])
            if (Kinds.TryGetValue($"{method} {pattern.TrimEnd('/')}", out var audited)) endpoint.Metadata.Add(audited);
    });
}

/// <param name="Done">What a success is.</param>
/// <param name="Failed">What a failure is; null when a failure changes nothing and is nobody's business.</param>
public sealed record Audited(AuditKind Done, AuditKind? Failed = null);
