using System.Security.Cryptography;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Gateway.Requests;

/// <summary>What is known of a request before its endpoint runs.</summary>
/// <param name="Key">Its Idempotency-Key; null when it has none.</param>
/// <param name="Fingerprint">SHA-256 of method, path and body, hex.</param>
/// <param name="Fresh">An id of its own, for a request without a key.</param>
public sealed record Inbound(string? Key, string Fingerprint, string Fresh)
{
    public static Inbound Of(HttpContext http) =>
        http.Features.Get<Inbound>() ?? throw new InvalidOperationException("The gate has not seen this request.");

    /// <summary>The request as it is remembered for repetitions; null when it has no key.</summary>
    public RequestMark? Mark(Caller caller) => MarkOf(caller.Scope);

    /// <param name="sender">Whom the key belongs to: two senders may use the same one.</param>
    public RequestMark? MarkOf(string sender) => Key is null ? null : new($"{sender}:{Key}", Fingerprint);

    /// <summary>What is written beside the events that the request brings about.</summary>
    public string Cause(Caller caller) => Mark(caller)?.Id ?? Fresh;
}

/// <summary>The endpoint reads a file: its body is not taken into memory at the gate.</summary>
public sealed class TakesFile;

/// <summary>Stands before every endpoint that changes something: bounds its body, and reads the key under which it may come again.</summary>
public sealed class Gate(RequestDelegate next)
{
    /// <summary>Room for the parts around a file.</summary>
    public const int FileRequestBytes = Limits.FileBytes + 64 * 1024;

    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            if (http.Request.Headers.ContentEncoding is { Count: > 0 } encodings && encodings.Any(e => e is not ("" or "identity")))
            {
                await Problem.Of(415).ExecuteAsync(http);
                return;
            }

            http.Features.Get<Turn>()?.Wait();
            if (endpoint.Metadata.GetMetadata<TakesFile>() is null) await Read(http);
            else http.Features.Set(new Inbound(KeyOf(http.Request), "", Guid.CreateVersion7().ToString("N")));
        }

        await next(http);
    }

    private static async Task Read(HttpContext http)
    {
        var body = await BoundedBody.Read(http.Request, Limits.BodyBytes);
        http.Features.Set(new Inbound(KeyOf(http.Request), FingerprintOf(http.Request, body), Guid.CreateVersion7().ToString("N")));
        if (body.Length == 0) http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>(new NoBody());
        http.Request.Body = new MemoryStream(body, writable: false);
        http.Request.ContentLength = body.Length;
        http.Features.Get<Turn>()?.GoOn();
    }

    /// <summary>Hash of what was asked: each part stands behind its length.</summary>
    public static string FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var target = System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}");
        hash.AppendData(BitConverter.GetBytes(target.Length));
        hash.AppendData(target);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.Headers.TryGetValue("Idempotency-Key", out var values)) return null;
        var key = values.Count == 1 ? values[0] ?? "" : "";
        return key.Length is >= 1 and <= 255 && key.All(c => c is >= '!' and <= '~')
            ? key
            : throw new InputException(new InputFault("Idempotency-Key", "must be one value of 1 to 255 visible ASCII characters"));
    }

    private sealed class NoBody : Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => false;
    }
}
