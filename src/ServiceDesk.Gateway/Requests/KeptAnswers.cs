using System.Collections.Concurrent;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Storage;

namespace ServiceDesk.Gateway.Requests;

/// <summary>The gateway keeps no answer: the ticket itself remembers it, or each time has its own, as a sign-in.</summary>
public sealed class NotKept;

/// <summary>
/// Gives a repeated POST the answer of the first one. Kept answers are sealed: one may hold a key that is shown once.
/// </summary>
public sealed class KeptAnswers(IAnswerStore answers, ContactVault vault)
{
    private readonly ConcurrentDictionary<string, bool> _underWay = new();

    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next) =>
        invocation => invocation.HttpContext is var http && HttpMethods.IsPost(http.Request.Method)
            && http.GetEndpoint()?.Metadata.GetMetadata<NotKept>() is null && SenderOf(http) is { } sender
            && Inbound.Of(http).MarkOf(sender) is { } mark
                ? http.RequestServices.GetRequiredService<KeptAnswers>().Once(http, mark.Id, mark.Fingerprint, () => next(invocation))
                : next(invocation);

    private async ValueTask<object?> Once(HttpContext http, string id, string fingerprint, Func<ValueTask<object?>> run)
    {
        if (!_underWay.TryAdd(id, true)) return Problem.InFlight;
        try
        {
            if (await answers.Find(id, http.RequestAborted) is { } kept) return Again(id, kept, fingerprint);
            var answer = await Capture(http, await run());
            if (IsFinal(answer.Status)) await answers.Keep(id, new(fingerprint, answer.Status, Seal(id, answer)), CancellationToken.None);
            return answer;
        }
        finally
        {
            _underWay.TryRemove(id, out _);
        }
    }

    private IResult Again(string id, KeptAnswer kept, string fingerprint) =>
        kept.Fingerprint != fingerprint || kept.Body is null
            ? Problem.Of(Refusal.KeyReused, null)
            : JsonSerializer.Deserialize<SentAnswer>(vault.Open(id, kept.Body), DeskJson.Stored)!;

    private string Seal(string id, SentAnswer answer) => vault.Seal(id, JsonSerializer.Serialize(answer, DeskJson.Stored));

    /// <summary>An answer that would come out differently another time is not worth keeping.</summary>
    private static bool IsFinal(int status) => status is >= 200 and < 300 or 400 or 404 or 409 or 412 or 422;

    private static string? SenderOf(HttpContext http) => http.Features.Get<Caller>()?.Scope;

    private static async Task<SentAnswer> Capture(HttpContext http, object? outcome)
    {
        var (wire, gone) = (http.Response.Body, http.RequestAborted);
        using var buffer = new MemoryStream();
        (http.Response.Body, http.RequestAborted) = (buffer, CancellationToken.None);       // a sender who has gone gets the whole answer when they come again
        try
        {
            await ((IResult)outcome!).ExecuteAsync(http);
        }
        finally
        {
            (http.Response.Body, http.RequestAborted) = (wire, gone);
        }

        var headers = http.Response.Headers;
        return new(http.Response.StatusCode, headers.ContentType, headers.ETag, headers.Location, System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>An answer as it went out.</summary>
    public sealed record SentAnswer(int Status, string? ContentType, string? ETag, string? Location, string Body) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = Status;
            response.Headers.ContentType = ContentType;
            response.Headers.ETag = ETag;
            response.Headers.Location = Location;
            if (Body.Length > 0) await response.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
