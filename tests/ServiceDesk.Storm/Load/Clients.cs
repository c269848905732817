using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ServiceDesk.Storm.Load;

/// <summary>
/// Clients that live whole lives of tickets through every gateway in turn. One that gets no answer, or "busy", sends the same request
/// again under the same key, and elsewhere, until it knows.
/// </summary>
internal sealed class Clients : IAsyncDisposable
{
    /// <summary>What staff do to a ticket once it is acknowledged; the pauses are where clocks run out.</summary>
    private static readonly (string Command, object? Body)[][] Works =
    [
        [("communications", Lives.Called), ("progress", Lives.Checked), ("resolve", Lives.Result), ("rate", Lives.Verdict(5)), ("summary", Lives.Lesson), ("close", Lives.Closed)],
        [("progress", Lives.Checked), ("wait", new { reason = "customer" }), ("resume", null), ("communications", Lives.Called), ("resolve", Lives.Result)],
        [("communications", Lives.Called), ("prioritize", new { priority = "low", reason = "it has a spare" }), ("resolve", Lives.Result), ("rate", Lives.Verdict(1))],
        [("communications", Lives.Called)],
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30), ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(15) };
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri[] _gateways;
    private readonly Record _record;
    private readonly Task[] _living;
    private readonly int _seed;

    public Clients(IEnumerable<Uri> gateways, string token, Record record, int count, int seed)
    {
        (_gateways, _record, _seed) = ([.. gateways], record, seed);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _living = [.. Enumerable.Range(0, count).Select(client => Task.Run(() => Live(client)))];
    }

    /// <summary>No new tickets; what is under way is carried to its end.</summary>
    /// <returns>Whether every client came to an end in time.</returns>
    public async Task<bool> Finish(TimeSpan patience)
    {
        await _stop.CancelAsync();
        var all = Task.WhenAll(_living);
        return await Task.WhenAny(all, Task.Delay(patience)) == all;
    }

    /// <summary>One request, five times at once through every gateway: they must all be told the same.</summary>
    public async Task Storm(int requests)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (_, _) =>
        {
            var key = $"storm-{Guid.NewGuid():N}";
            var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(copy => Ask(key, copy, "create", "/api/v1/tickets", Lives.Intake("phone"), isCopy: copy > 0)));
            foreach (var other in told.Skip(1))
                if (told[0]?.Number != other?.Number) _record.Contradictions.Enqueue($"{key} is {told[0]?.Number} and {other?.Number}");
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task Live(int client)
    {
        var random = new Random(HashCode.Combine(_seed, client));
        for (var life = 0; !_stop.IsCancellationRequested; life++)
        {
            var name = $"{_seed}-{client}-{life}";
            if (await Ask($"{name}-create", client, "create", "/api/v1/tickets", Lives.Intake(random.Next(2) == 0 ? "phone" : "email")) is not { } made) continue;
            var ticket = $"/api/v1/tickets/{Site.Code}/{made.Number}";
            if (random.Next(6) == 0) continue;       // nobody looks at it: every clock runs out
            await Pause(random, most: random.Next(4) == 0 ? 6_000 : 300);
            if (await Ask($"{name}-acknowledge", client, "acknowledge", $"{ticket}/acknowledge", null) is null) continue;
            var step = 0;
            foreach (var (command, body) in Works[random.Next(Works.Length)])
            {
                await Pause(random, most: random.Next(8) == 0 ? 8_000 : 200);
                if (await Ask($"{name}-{step++}-{command}", client, command, $"{ticket}/{command}", body) is null) break;
            }
        }
    }

    private static void Count(ConcurrentDictionary<string, int> counts, string what) => counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private static Task Pause(Random random, int most) => Task.Delay(random.Next(most));

    /// <summary>Sends until there is an answer.</summary>
    /// <param name="isCopy">Whether another client sends the same; then only the first is on record.</param>
    /// <returns>What the client was told; null when it was refused.</returns>
    private async Task<Told?> Ask(string key, int client, string command, string path, object? body, bool isCopy = false)
    {
        var asked = _record.Begin(isCopy ? $"{key}#{client}" : key, client);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                if (attempt > 0) await Task.Delay(Math.Min(100 * attempt, 1_000));
                var (final, told) = await Send(_gateways[(client + attempt) % _gateways.Length], key, command, path, body, asked.At);
                if (!final) continue;
                if (told is not null && !isCopy) _record.Told.Enqueue(told);
                return told;
            }
        }
        finally
        {
            _record.End(asked);
        }
    }

    private async Task<(bool Final, Told? Told)> Send(Uri gateway, string key, string command, string path, object? body, DateTimeOffset since)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, path)) { Content = JsonContent.Create(body ?? new { }) };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await _http.SendAsync(request);
            if (answer.IsSuccessStatusCode)
            {
                var ticket = await answer.Content.ReadFromJsonAsync<JsonElement>();
                var now = DateTimeOffset.UtcNow;
                return (true, new(key, command, ticket.GetProperty("number").GetString()!, ticket.GetProperty("version").GetInt32(), now, now - since));
            }

            var code = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
            var passes = answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests || code == "request_in_flight";
            Count(passes ? _record.Repeated : _record.Refused, $"{(int)answer.StatusCode} {code}");
            return (!passes, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException or JsonException)
        {
            Count(_record.Repeated, "no answer");
            return (false, null);
        }
    }
}

/// <summary>What is sent.</summary>
internal static class Lives
{
    public static readonly object Called = new { method = "phone", summary = "已告知客户处理方案", customerSaid = "好的" };
    public static readonly object Checked = new { node = "fault_checked", note = "电源模块异常" };
    public static readonly object Result = new { solution = "更换电源模块" };
    public static readonly object Lesson = new { cause = "电源老化", solution = "更换电源模块" };
    public static readonly object Closed = new { reason = "resolved" };

    public static object Verdict(int value) =>
        new { answers = new { response_speed = value, handling_result = value, service_attitude = value, communication_efficiency = value } };

    public static object Intake(string source) => new
    {
        site = Site.Code,
        source,
        serviceType = "fault_repair",
        type = "problem",
        verbatim = "设备无法启动",
        urgency = "high",
        customer = new { name = "华东电子", phone = "13800005678", tier = "vip" },
    };
}
