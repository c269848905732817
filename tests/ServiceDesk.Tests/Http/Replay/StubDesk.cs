using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Tests.Http.Replay;

/// <summary>A desk without a server: the real rules and the API's manner of answering, in memory.</summary>
internal sealed class StubDesk : HttpMessageHandler
{
    private static readonly SiteRules Rules =
        new("SH", "Shanghai", "Asia/Shanghai", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1);

    private readonly ConcurrentDictionary<string, Ticket> _tickets = [];
    private readonly Dictionary<string, (HttpStatusCode, string)> _answers = [];
    private readonly Lock _turn = new();
    private string _token = "first";

    /// <summary>Every POST to a ticket, in order: key and command.</summary>
    public List<(string Key, string Command, JsonObject Body)> Posts { get; } = [];

    /// <summary>What goes wrong with the nth POST (from 1) instead of an answer; null when nothing does.</summary>
    public Func<int, HttpResponseMessage?> Fault { get; init; } = _ => null;

    public IEnumerable<Ticket> Tickets => _tickets.Values;

    /// <summary>Tokens handed out so far stop to count.</summary>
    public void ForgetSignIns() => _token += "+";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath["/api/v1".Length..];
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        if (path == "/auth/token")
            return (string?)body!["password"] == "secret" ? Json(new { accessToken = _token }) : Problem(HttpStatusCode.Unauthorized, "unauthenticated");
        if (request.Headers.Authorization?.Parameter != _token) return Problem(HttpStatusCode.Unauthorized, "unauthenticated");
        if (path == "/sites/SH/calendar") return Json(new { timeZone = "Asia/Shanghai" });
        if (path == "/sites/SH/policy") return Json(new { summary = new { requiredToClose = true } });
        if (path.StartsWith("/sites/", StringComparison.Ordinal)) return Problem(HttpStatusCode.NotFound, "no_such_site");
        lock (_turn) return Post(path, body!, request.Headers.GetValues("Idempotency-Key").Single());
    }

    private HttpResponseMessage Post(string path, JsonObject body, string key)
    {
        var parts = path.Split('/');
        var command = parts.Length == 2 ? "open" : parts[^1];
        Posts.Add((key, command, body.DeepClone().AsObject()));
        if (Fault(Posts.Count) is { } fault) return fault;
        if (!_answers.TryGetValue(key, out var answer))
        {
            body.Remove("site");
            body.Insert(0, "command", command);
            _answers[key] = answer = Decide(parts.Length == 2 ? $"N{_tickets.Count + 1}" : parts[3], body.Deserialize<TicketCommand>(DeskJson.Wire)!);
        }

        return new(answer.Item1) { Content = new StringContent(answer.Item2) };
    }

    private (HttpStatusCode, string) Decide(string number, TicketCommand command)
    {
        var call = new Call(new("SH", number), Rules, Actor.Staff("admin"), new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), "test");
        var decision = TicketRules.Decide(_tickets.GetValueOrDefault(number), command, call);
        if (decision.Refusal is { } refusal)
            return (HttpStatusCode.Conflict, JsonSerializer.Serialize(new { code = refusal.Code, detail = refusal.En }));
        var next = _tickets[number] = decision.Next!;
        return (HttpStatusCode.OK, JsonSerializer.Serialize(new { next.Number, next.Version, next.Status, next.Owner }, DeskJson.Wire));
    }

    private static HttpResponseMessage Json(object body) => new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body)) };

    private static HttpResponseMessage Problem(HttpStatusCode status, string code) =>
        new(status) { Content = new StringContent(JsonSerializer.Serialize(new { code })) };
}
