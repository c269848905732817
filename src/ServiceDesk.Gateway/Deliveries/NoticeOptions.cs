using System.Net;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Gateway.Outside;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>What an operator can set about notices and webhooks.</summary>
public sealed record NoticeOptions
{
    /// <summary>Where customers reach the desk: what their links begin with.</summary>
    public Uri PublicUrl { get; init; } = new("http://127.0.0.1:5080");

    /// <summary>Whether the console's pages are served: then customers are led to those, else to the API.</summary>
    public bool CustomerPages { get; init; }

    /// <summary>Language of messages to customers, and to staff who chose none: zh-CN or en.</summary>
    public string Language { get; init; } = "zh-CN";

    /// <summary>Null when the desk sends no mail.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Null when the desk sends no text messages.</summary>
    public HttpProvider? Sms { get; init; }

    /// <summary>Null when the desk writes to no chat.</summary>
    public HttpProvider? Chat { get; init; }

    /// <summary>Networks that webhooks may reach although they are not public.</summary>
    public IReadOnlyList<IPNetwork> WebhookAllow { get; init; } = [];

    /// <summary>What the customer opens for an address of the API, such as <c>/api/v1/survey/…</c>.</summary>
    public Uri CustomerAddress(string path) => new(PublicUrl, CustomerPages ? path[CustomerTokens.Api.Length..] : path);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait after a first failure; then three times as long each time.</summary>
    public TimeSpan FirstRetry { get; init; } = Backoff.First;

    /// <summary>How long a webhook may fail before it is turned off.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(3);

    public DigestPolicy Digests { get; init; } = DigestPolicy.Standard;

    /// <summary>Nobody else gets what one has taken for this long: more than all that is taken at once can take.</summary>
    public TimeSpan Lease => Timeout * 6;

    public NoticePlan Plan => new(
        Digests, [.. Smtp is null ? [] : (Channel[])[Channel.Email], .. Sms is null ? [] : (Channel[])[Channel.Sms], .. Chat is null ? [] : (Channel[])[Channel.Chat]],
        new(Sms: Sms is not null, Email: Smtp is not null));
}

/// <param name="StartTls">Whether the connection is encrypted, which the server then must offer.</param>
/// <param name="From">Sender's address.</param>
public sealed record SmtpOptions(string Host, int Port, bool StartTls, string From, string? User, string? Password)
{
    /// <summary>Nothing that a log could show.</summary>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>A provider of text or chat messages, spoken to by POST.</summary>
/// <param name="Headers">Sent with each request: what the provider knows the desk by.</param>
/// <param name="Body">With <c>{to}</c>, <c>{title}</c>, <c>{text}</c> and <c>{id}</c>; escaped as JSON when it begins with a brace, else as a form.</param>
public sealed record HttpProvider(Uri Url, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public const string StandardBody = """{"to":"{to}","text":"{text}","id":"{id}"}""";

    /// <summary>Nothing that a log could show.</summary>
    public override string ToString() => Url.Host;
}
