using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Host.Replay;

/// <param name="Status">HTTP status.</param>
/// <param name="Body">Null when the answer holds no JSON object.</param>
internal sealed record Reply(int Status, JsonObject? Body)
{
    public bool Accepted => Status is >= 200 and < 300;

    /// <summary>The problem's stable word.</summary>
    public string Code => Text("code") ?? $"http_{Status}";

    public string? Text(string member) => Body?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>The desk gave no answer, or was busy, for longer than the patience allows.</summary>
internal sealed class DeskSilentException(string message) : Exception(message);

/// <summary>Calls a desk, and comes again when it is busy or out of reach: every request has a key, so it takes effect once.</summary>
internal sealed class DeskClient(HttpClient http, ReplayOptions options, TimeProvider time) : IDisposable
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _signingIn = new(1);
    private volatile string? _token;
    private int _retries;

    /// <summary>Requests sent again.</summary>
    public int Retries => _retries;

    public void Dispose() => _signingIn.Dispose();

    public Task<Reply> Get(string path, CancellationToken cancel) => Send(HttpMethod.Get, path, null, null, cancel);

    public Task<Reply> Post(string path, JsonObject? body, string key, CancellationToken cancel) =>
        Send(HttpMethod.Post, path, (body ?? []).ToJsonString(Plain), key, cancel);

    private async Task<Reply> Send(HttpMethod method, string path, string? body, string? key, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var trouble = "";
        var asked = TimeSpan.Zero;       // what a busy desk asks for
        for (var attempt = 0; ; attempt++)
        {
            if (attempt > 0) await Pause(attempt, began, asked, trouble, cancel);
            try
            {
                if (options.ApiKey is null && _token is null && await SignIn(cancel) is { } refused) return refused;
                var token = _token;
                using var request = Request(method, path, body, key, token);
                using var response = await http.SendAsync(request, cancel);
                if (response.StatusCode is HttpStatusCode.Unauthorized && token is not null && attempt < 2)
                {
                    Interlocked.CompareExchange(ref _token, null, token);       // it ran out: sign in anew
                    trouble = "the sign-in ran out";
                }
                else if (ComeAgain(response))
                {
                    trouble = $"it answered {(int)response.StatusCode}";
                    asked = response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
                }
                else return await Read(response, cancel);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                trouble = fault.InnerException?.Message ?? fault.Message;
            }
        }
    }

    /// <summary>A server that is busy or has failed, or says itself when to come again.</summary>
    private static bool ComeAgain(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError || response.Headers.RetryAfter is not null;

    /// <summary>Longer each time, by chance a little more or less, so that many do not come at once.</summary>
    private async Task Pause(int attempt, long began, TimeSpan asked, string trouble, CancellationToken cancel)
    {
        if (time.GetElapsedTime(began) + asked > options.Patience) throw new DeskSilentException($"The desk at {options.Url} does not answer: {trouble}");
        Interlocked.Increment(ref _retries);
        var longest = TimeSpan.FromMilliseconds(50 * Math.Pow(2, Math.Min(attempt, 10)));
        if (longest > LongestPause) longest = LongestPause;
        if (longest < asked) longest = asked * 2;
        await Task.Delay(longest * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancel);
    }

    /// <returns>The answer that refuses; null when signed in.</returns>
    private async Task<Reply?> SignIn(CancellationToken cancel)
    {
        await _signingIn.WaitAsync(cancel);
        try
        {
            if (_token is not null) return null;
            var body = new JsonObject { ["user"] = options.User, ["password"] = options.Password };
            using var request = Request(HttpMethod.Post, "/auth/token", body.ToJsonString(Plain), null, null);
            using var response = await http.SendAsync(request, cancel);
            if (ComeAgain(response)) throw new HttpRequestException($"the sign-in answered {(int)response.StatusCode}");
            var reply = await Read(response, cancel);
            _token = reply.Text("accessToken");
            return _token is null ? reply : null;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? body, string? key, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri($"{options.Url.AbsoluteUri.TrimEnd('/')}/api/v1{path}"));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (options.ApiKey is not null) request.Headers.Add("X-Api-Key", options.ApiKey);
        else if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<Reply> Read(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            return new((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject);
        }
        catch (JsonException)
        {
            return new((int)response.StatusCode, null);
        }
    }
}
