using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

/// <summary>A caller of the API.</summary>
public sealed class DeskClient(Uri address, string? token = null)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    public string? Token => token;

    /// <summary>Everything that was ever answered to this caller, for tests that look for what must not be there.</summary>
    public List<string> Heard { get; } = [];

    public async Task<DeskClient> SignIn(string user, string password)
    {
        var answer = await Post("/auth/token", new { user, password });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return new(address, answer["accessToken"]!.GetValue<string>());
    }

    public Task<Answer> Get(string path, params (string, string)[] headers) => Send("GET", path, null, headers);

    public Task<Answer> Post(string path, object? body = null, params (string, string)[] headers) => Send("POST", path, Json(body), headers);

    public Task<Answer> Put(string path, object? body, params (string, string)[] headers) => Send("PUT", path, Json(body), headers);

    public Task<Answer> Delete(string path) => Send("DELETE", path, null);

    /// <summary>A body exactly as given.</summary>
    public Task<Answer> PostText(string path, string json, params (string, string)[] headers) =>
        Send("POST", path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public async Task<Answer> Send(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, content, headers);
        using var response = await Http.SendAsync(request);
        var answer = new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
        lock (Heard) Heard.Add(answer.Text);
        return answer;
    }

    /// <summary>An answer that does not end.</summary>
    public async Task<HttpResponseMessage> Open(string path, params (string Name, string Value)[] headers)
    {
        using var request = Request("GET", path, null, headers);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A ticket of SH, pending.</summary>
    public async Task<Answer> Take(object? changes = null, params (string, string)[] headers)
    {
        var answer = await Post("/tickets", Ticket(changes), headers);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer;
    }

    public static JsonObject Ticket(object? changes = null)
    {
        var ticket = JsonNode.Parse("""
            {"site":"SH","source":"phone","submittedAt":null,"externalId":null,
             "customer":{"name":"华东电子","contactPerson":"张先生","phone":"13800005678","email":null,"industry":"电子","tier":"vip","tags":["新用户"]},
             "serviceType":"fault_repair","type":"problem","subtype":null,"verbatim":"设备无法启动","facts":"提示代码E-05",
             "urgency":"high","impact":"single","orderNumber":"PO-1","materials":[{"name":"故障截图","kind":"photo","obtainedVia":"企业微信接收"}]}
            """)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(changes ?? new { })!.AsObject()) ticket[name] = value?.DeepClone();
        return ticket;
    }

    private HttpRequestMessage Request(string method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var isWhole = path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/health", StringComparison.Ordinal)
            || path.StartsWith("/openapi", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new(method), new Uri(address, isWhole ? path : "/api/v1" + path)) { Content = content };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) content!.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static StringContent? Json(object? body) =>
        body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode? this[string field] => Json[field];

    public string? Etag => Headers.ETag?.Tag;

    /// <summary>Path of the ticket that the answer shows.</summary>
    public string Path => $"/tickets/{Word("site")}/{Word("number")}";

    public string Word(string field) => this[field]!.GetValue<string>();

    public JsonArray Items => this["items"]!.AsArray();

    public Answer Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
        return this;
    }

    /// <summary>Carried out, and there is nothing to say.</summary>
    public void Done() => Assert.True(Status == HttpStatusCode.NoContent, $"{(int)Status}: {Text}");

    /// <summary>A problem with every member that the contract names.</summary>
    public Answer Problem(int status, string code)
    {
        Assert.True((int)Status == status, $"{(int)Status} instead of {status}: {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        Assert.Equal(status, this["status"]!.GetValue<int>());
        Assert.Equal(code, Word("code"));
        foreach (var member in (string[])["type", "title", "detail", "traceId"]) Assert.False(string.IsNullOrEmpty(Word(member)));
        return this;
    }

    /// <summary>Bad input at exactly these places.</summary>
    public Answer Invalid(params string[] pointers)
    {
        Problem(400, "invalid");
        Assert.Equal(pointers.Order(StringComparer.Ordinal), this["errors"]!.AsArray().Select(e => e!["pointer"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        return this;
    }
}
