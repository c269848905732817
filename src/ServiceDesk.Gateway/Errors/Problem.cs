using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Gateway.Errors;

/// <summary>An answer that says no: <c>application/problem+json</c> of RFC 9457.</summary>
/// <param name="Code">Stable word for programs.</param>
public sealed record Problem(int Status, string Code, string Zh, string En) : IResult, IStatusCodeHttpResult
{
    /// <summary>What is wrong with the input, each with its place; empty unless the input is at fault.</summary>
    public IReadOnlyList<InputFault> Faults { get; init; } = [];

    /// <summary>Version of the thing as it stands, for the ETag; null where there is none.</summary>
    public int? Version { get; init; }

    /// <summary>Seconds after which to try again; null when trying again is no use.</summary>
    public int? RetryAfterSeconds { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public static Problem NoSuchSite { get; } = new(404, "no_such_site", "没有这个服务中心", "There is no such site.");
    public static Problem NoSuchTicket { get; } = Of(Refusal.NotFound, null);
    public static Problem NoSuchLink { get; } = new(404, "no_such_link", "链接无效或已过期", "The link is not valid, or no longer.");
    public static Problem Forbidden { get; } = Of(403);

    public static Problem Busy { get; } =
        new(503, "busy", "系统繁忙，请稍后重试", "The desk is busy: try again in a moment.") { RetryAfterSeconds = 1 };

    /// <summary>Busy; those who are told at the same moment do not come again at the same moment.</summary>
    public static Problem Overloaded => Busy with { RetryAfterSeconds = Random.Shared.Next(1, 6) };

    public static Problem InFlight { get; } =
        new(409, "request_in_flight", "相同请求正在处理", "The same request is being carried out.") { RetryAfterSeconds = 1 };

    public static Problem Stale(int version) => new(412, "stale", "内容已更新", "It has changed since the version you saw.") { Version = version };

    public static Problem Invalid(params IReadOnlyList<InputFault> faults) =>
        new(400, "invalid", "输入有误", "The request is not valid.") { Faults = faults };

    /// <summary>The problem of a bare status.</summary>
    public static Problem Of(int status) => status switch
    {
        401 => new(status, "unauthenticated", "请先登录", "Sign in first."),
        403 => new(status, "forbidden", "没有权限", "This is not yours to do."),
        404 => new(status, "not_found", "没有这个地址", "There is nothing here."),
        405 => new(status, "method_not_allowed", "不支持该方法", "This address does not take that method."),
        408 => new(status, "too_slow", "请求超时", "The request did not arrive in time."),
        413 => new(status, "too_large", "请求过大", "The request is too large."),
        415 => new(status, "unsupported_media_type", "不支持的内容类型", "This address takes another content type."),
        429 => new(status, "too_many_requests", "请求过于频繁", "Too many attempts: wait a while.") { RetryAfterSeconds = 60 },
        503 => Busy,
        >= 500 => new(status, "failed", "系统内部错误", "The desk failed; the failure is on record under the trace id."),
        _ => new(status, "bad_request", "请求有误", "The request cannot be understood."),
    };

    /// <summary>The answer to a refused command.</summary>
    /// <param name="version">Version of the ticket as it stands; null when there is none.</param>
    public static Problem Of(Refusal refusal, int? version) => new(StatusOf(refusal.Kind), refusal.Code, refusal.Zh, refusal.En)
    {
        Faults = refusal is { Kind: RefusalKind.Invalid, Pointer: { } pointer } ? [new(pointer, refusal.En)] : [],
        Version = version,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Version is { } version && Status == 412) response.Headers.ETag = $"\"{version}\"";
        if (RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = $"{seconds}";
        var body = new ProblemBody(
            $"urn:servicedesk:problem:{Code}", ReasonPhrases.GetReasonPhrase(Status), Status,
            Languages.Of(httpContext.Request) is Language.Chinese ? Zh : En, Code,
            Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier, Faults.Count > 0 ? Faults : null);
        return response.WriteAsJsonAsync(body, DeskJson.Wire, "application/problem+json", httpContext.RequestAborted);
    }

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => 400,
        RefusalKind.NotFound => 404,
        RefusalKind.Stale => 412,
        RefusalKind.KeyReused => 422,
        RefusalKind.Forbidden => 403,
        RefusalKind.Unreadable => 500,
        _ => 409,
    };
}

/// <summary>A problem as it is sent.</summary>
/// <param name="Detail">For people, in the language of Accept-Language.</param>
/// <param name="Errors">What is wrong with the input, each with its place.</param>
public sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<InputFault>? Errors);
