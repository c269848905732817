using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServiceDesk.Storm.Load;

/// <summary>Who sends.</summary>
/// <param name="Number">Tells senders apart, and chooses the gateway that is asked first.</param>
/// <param name="Token">Access token.</param>
internal sealed record Sender(int Number, string Token);

/// <summary>
/// Sends through every gateway in turn. What gets no answer, or "busy", is sent again under the same key, and elsewhere, until it is known
/// what became of it.
/// </summary>
/// <param name="patience">How long one sending waits for its answer.</param>
/// <param name="backsOff">Whether there is a pause before a request is sent again.</param>
internal sealed class Requests(IReadOnlyList<Uri> gateways, ClientRecord record, TimeSpan patience, bool backsOff = true) : IDisposable
{
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30), ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = patience };

    /// <summary>Sends a command until there is an answer.</summary>
    /// <param name="isCopy">Whether another sender sends the same; then only the first is on record.</param>
    /// <returns>What the client was told; null when it was refused, or there was nothing to have.</returns>
    public async Task<Told?> Ask(Sender sender, string key, string command, string path, object? body, bool isCopy = false)
    {
        var asked = record.Begin(isCopy ? $"{key}#{sender.Number}" : key, sender.Number);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                if (attempt > 0 && backsOff) await Task.Delay(Math.Min(100 * attempt, 1_000));
                var (final, ticket) = await Send(sender, attempt, key, HttpMethod.Post, path, body);
                if (!final) continue;
                if (ticket is not { } now) return null;
                var at = DateTimeOffset.UtcNow;
                var told = new Told(
                    key, command, new(now.GetProperty("site").GetString()!, now.GetProperty("number").GetString()!),
                        now.GetProperty("version").GetInt32(), at, at - asked.At);
                if (!isCopy) record.Told.Enqueue(told);
                return told;
            }
        }
        finally
        {
            record.End(asked);
        }
    }

    /// <summary>Sends what is no command of a ticket until it is done, or refused, or not wanted any more.</summary>
    /// <returns>The answer's body; null when there is none.</returns>
    public async Task<JsonElement?> Insist(Sender sender, HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (attempt > 0) await Task.Delay(Math.Min(100 * attempt, 1_000), cancel);
            var (final, answer) = await Send(sender, attempt, $"{Guid.NewGuid():N}", method, path, body);
            if (final) return answer;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(bool Final, JsonElement? Answer)> Send(Sender sender, int attempt, string key, HttpMethod method, string path, object? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(gateways[(sender.Number + attempt) % gateways.Count], path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sender.Token);
            if (method != HttpMethod.Get) request.Content = JsonContent.Create(body ?? new { });
            if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", key);
            using var answer = await _http.SendAsync(request);
            if (answer.StatusCode is HttpStatusCode.NoContent) return (true, null);
            var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
            if (answer.IsSuccessStatusCode) return (true, said);
            var code = said.GetProperty("code").GetString();
            var passes = answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests || code == "request_in_flight";
            Count(passes ? record.Repeated : record.Refused, $"{(int)answer.StatusCode} {code}");
            return (!passes, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException or JsonException)
        {
            Count(record.Repeated, "no answer");
            return (false, null);
        }
    }

    private static void Count(ConcurrentDictionary<string, int> counts, string what) => counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
