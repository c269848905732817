using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Storage.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>Sends one message to one webhook, signed by the Standard Webhooks specification.</summary>
public sealed class WebhookClient : IDisposable
{
    private const string Prefix = "whsec_";

    private readonly ContactVault _vault;
    private readonly TimeProvider _time;
    private readonly NoticeOptions _options;
    private readonly HttpMessageInvoker _http;

    public WebhookClient(ContactVault vault, NoticeOptions options, AddressGuard guard, TimeProvider time)
    {
        (_vault, _options, _time) = (vault, options, time);
        _http = new(new SocketsHttpHandler
        {
            ConnectCallback = guard.Connect,
            ConnectTimeout = options.Timeout / 2,
            AllowAutoRedirect = false,          // a redirect could lead anywhere
            UseProxy = false,                   // a proxy would choose the address, unseen
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 4 * 1024,    // nobody reads what they answer
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 8,
        });
    }

    /// <param name="id">The same for every attempt.</param>
    /// <exception cref="SendException">It was not taken.</exception>
    public async Task Send(Webhook webhook, string id, string body, CancellationToken cancel)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "ServiceDesk.Orleans");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", $"{timestamp}");
        request.Headers.TryAddWithoutValidation("webhook-signature", Sign(_vault.Open(BoundOf(webhook.Id), webhook.Secret), id, timestamp, bytes));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_options.Timeout);
        try
        {
            using var answer = await _http.SendAsync(request, patience.Token);
            if ((int)answer.StatusCode is < 200 or >= 300) throw Refused(answer.StatusCode);
        }
        catch (HttpRequestException fault)
        {
            throw new SendException(fault.InnerException is ForbiddenAddressException ? "the address is not public" : $"no connection: {fault.HttpRequestError}", isFinal: false, fault);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            throw new SendException("no answer in time", isFinal: false, fault);
        }
    }

    /// <summary>What a webhook's secret is sealed to.</summary>
    public static string BoundOf(string webhook) => $"webhook:{webhook}";

    /// <summary>A secret of 32 random bytes.</summary>
    public static string FreshSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>One signature for each way in which a receiver may read the secret; it accepts any of them.</summary>
    public static string Sign(string secret, string id, long timestamp, byte[] body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(' ', KeysOf(secret).Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, content))}"));
    }

    /// <summary>Base64 after the prefix, as the specification has it; a secret that somebody chose without it may also be meant as it stands.</summary>
    private static IEnumerable<byte[]> KeysOf(string secret)
    {
        var isMarked = secret.StartsWith(Prefix, StringComparison.Ordinal);
        var text = isMarked ? secret[Prefix.Length..] : secret;
        var buffer = new byte[text.Length];
        var isBase64 = Convert.TryFromBase64String(text, buffer, out var length) && length > 0;
        if (isBase64) yield return buffer[..length];
        if (!isMarked || !isBase64) yield return Encoding.UTF8.GetBytes(secret);
    }

    private static SendException Refused(HttpStatusCode status) => new(
        (int)status is >= 300 and < 400 ? $"HTTP {(int)status}: redirects are not followed" : $"HTTP {(int)status}",
        isFinal: (int)status is >= 300 and < 500 and not (408 or 425 or 429))
    {
        Data = { ["gone"] = status is HttpStatusCode.Gone },
    };

    public void Dispose() => _http.Dispose();
}
