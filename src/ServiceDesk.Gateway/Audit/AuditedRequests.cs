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
        ["DELETE /api/v1/agents/{id}"] = new(AuditKind.AgentChanged),
        ["POST /api/v1/agents/{id}/credentials"] = new(AuditKind.PasswordSet),
        ["POST /api/v1/agents/{id}/sign-out"] = new(AuditKind.SignInChanged),
        ["POST /api/v1/agents/{id}/block"] = new(AuditKind.SignInChanged),
        ["POST /api/v1/agents/{id}/unblock"] = new(AuditKind.SignInChanged),
        ["DELETE /api/v1/agents/{id}/otp"] = new(AuditKind.SignInChanged),
        ["POST /api/v1/me/password"] = new(AuditKind.PasswordSet),
        ["POST /api/v1/me/otp/confirm"] = new(AuditKind.SignInChanged),
        ["POST /api/v1/me/otp/disable"] = new(AuditKind.SignInChanged),
        ["DELETE /api/v1/me/sessions/{id}"] = new(AuditKind.SignInChanged),
        ["POST /api/v1/api-keys"] = new(AuditKind.ApiKeyMade),
        ["POST /api/v1/api-keys/{id}/rotate"] = new(AuditKind.ApiKeyRotated),
        ["DELETE /api/v1/api-keys/{id}"] = new(AuditKind.ApiKeyRevoked),
        ["POST /api/v1/webhooks"] = new(AuditKind.WebhookChanged),
        ["PUT /api/v1/webhooks/{id}"] = new(AuditKind.WebhookChanged),
        ["DELETE /api/v1/webhooks/{id}"] = new(AuditKind.WebhookChanged),
        ["POST /api/v1/tickets/{site}/{number}/contact/reveal"] = new(AuditKind.ContactRevealed),
        ["GET /api/v1/tickets/export"] = new(AuditKind.Exported),
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
