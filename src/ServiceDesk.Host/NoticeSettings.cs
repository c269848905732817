using System.Net;
using System.Text.Json;
using System.Xml;
using ServiceDesk.Gateway.Deliveries;
using ServiceDesk.Gateway.WebConsole;

namespace ServiceDesk.Host;

/// <summary>Reads what an operator set about notices and webhooks.</summary>
public static class NoticeSettings
{
    private const int SmtpPort = 587;

    /// <param name="set">A setting by its name; null when it is not set.</param>
    /// <exception cref="FormatException">A setting cannot be understood; the message names it, and does not repeat what it holds.</exception>
    public static NoticeOptions Read(Func<string, string?> set, string urls)
    {
        var defaults = new NoticeOptions();
        return defaults with
        {
            PublicUrl = Url(set, "DESK_PUBLIC_URL") ?? (Uri.TryCreate(urls.Split(';')[0], UriKind.Absolute, out var own) ? own : defaults.PublicUrl),
            CustomerPages = ConsoleFiles.AreThere,
            Language = Parsed("DESK_LANGUAGE", set("DESK_LANGUAGE"), text => text is "zh-CN" or "en" ? text : throw new FormatException()) ?? defaults.Language,
            Smtp = Smtp(set),
            Sms = Provider(set, "DESK_SMS_URL", "DESK_SMS_HEADERS", "DESK_SMS_BODY"),
            Chat = Provider(set, "DESK_CHAT_URL", "DESK_CHAT_HEADERS", "DESK_CHAT_BODY"),
            WebhookAllow = Parsed(
                "DESK_WEBHOOK_ALLOW", set("DESK_WEBHOOK_ALLOW"),
                text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse).ToArray()) ?? defaults.WebhookAllow,
            Timeout = Duration(set, "DESK_DELIVERY_TIMEOUT") ?? defaults.Timeout,
            DisableAfter = Duration(set, "DESK_WEBHOOK_DISABLE_AFTER") ?? defaults.DisableAfter,
        };
    }

    private static SmtpOptions? Smtp(Func<string, string?> set)
    {
        if (set("DESK_SMTP") is not { } place) return null;
        var (host, port) = Parsed("DESK_SMTP", place, text => text.Split(':') switch
        {
            [{ Length: > 0 } only] => Tuple.Create(only, SmtpPort),
            [{ Length: > 0 } name, var number] => Tuple.Create(name, (int)ushort.Parse(number)),
            _ => throw new FormatException(),
        })!;
        var encrypted = Parsed("DESK_SMTP_TLS", set("DESK_SMTP_TLS") ?? "starttls", text => text is "starttls" or "none" ? text : throw new FormatException()) == "starttls";
        var from = Parsed("DESK_MAIL_FROM", set("DESK_MAIL_FROM") ?? "", text => new System.Net.Mail.MailAddress(text).ToString())!;
        return new(host, port, encrypted, from, set("DESK_SMTP_USER"), set("DESK_SMTP_PASSWORD"));
    }

    private static HttpProvider? Provider(Func<string, string?> set, string url, string headers, string body) => Url(set, url) is not { } place ? null : new(
        place, Parsed(headers, set(headers), text => JsonSerializer.Deserialize<Dictionary<string, string>>(text)!) ?? [], set(body) ?? HttpProvider.StandardBody);

    private static Uri? Url(Func<string, string?> set, string name) =>
        Parsed(name, set(name), text => new Uri(text, UriKind.Absolute) is { Scheme: "http" or "https" } url ? url : throw new FormatException());

    internal static TimeSpan? Duration(Func<string, string?> set, string name) =>
        Parsed(name, set(name), text => XmlConvert.ToTimeSpan(text) is var time && time > TimeSpan.Zero ? (object)time : throw new FormatException()) as TimeSpan?;

    private static T? Parsed<T>(string name, string? text, Func<string, T> parse) where T : class
    {
        if (text is null) return null;
        try
        {
            return parse(text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or JsonException or OverflowException)
        {
            throw new FormatException($"{name} cannot be understood; docs/operations.md says how it is written.");
        }
    }
}
