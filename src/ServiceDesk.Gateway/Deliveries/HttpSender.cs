using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ServiceDesk.Domain.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>Text and chat messages by a provider's HTTP interface, whatever it looks like.</summary>
public sealed partial class HttpSender(Channel channel, HttpProvider provider, HttpClient http) : ISender
{
    private static readonly JavaScriptEncoder Json = JavaScriptEncoder.Create(UnicodeRanges.All);

    public Channel Channel => channel;

    public async Task Send(OutwardMessage message, CancellationToken cancel)
    {
        var isJson = provider.Body.TrimStart().StartsWith('{');
        var body = Placeholder().Replace(provider.Body, match => Escape(isJson, match.Groups[1].Value switch
        {
            "to" => message.To,
            "title" => message.Text.Title,
            "text" => message.Text.Text,
            _ => message.Id,
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.Url) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isJson ? "application/json" : "application/x-www-form-urlencoded", "utf-8");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.Id);
        foreach (var (name, value) in provider.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode) throw new SendException($"HTTP {(int)answer.StatusCode}", isFinal: (int)answer.StatusCode is 400 or 404 or 422);
        }
        catch (HttpRequestException fault)
        {
            throw new SendException($"HTTP: {fault.HttpRequestError}", isFinal: false, fault);
        }
    }

    private static string Escape(bool isJson, string text) => isJson ? Json.Encode(text) : Uri.EscapeDataString(text);

    [GeneratedRegex(@"\{(to|title|text|id)\}")]
    private static partial Regex Placeholder();
}
