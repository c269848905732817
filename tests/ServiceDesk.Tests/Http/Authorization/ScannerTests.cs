using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace ServiceDesk.Tests.Http.Authorization;

/// <summary>Walks the description and sends every endpoint what no client would: nothing may break, and nothing foreign may show.</summary>
[Collection(Alone.Name)]
public sealed class ScannerTests(DeskUnderTest desk, ITestOutputHelper output) : IClassFixture<DeskUnderTest>
{
    private const string Planted = "PLANTED-7731";

    private static readonly string[] OddIds =
        ["0", "-1", "99999999999999999999", "%00", "%2e%2e%2f%2e%2e", "..%5c", "%E2%80%AE", "'%20OR%201=1--", "%3Cscript%3E", new string('9', 300), "%F0%9F%92%A9", "null"];

    private static readonly string[] Malformed =
    [
        "", " ", "null", "[]", "{", "{}", "\"text\"", "7", "true", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}", "{\"site\":\"\\u0000\"}", "{\"site\":{}}", "{\"site\":[\"SH\"]}",
        "{\"reason\":1e400}", "{\"reason\":NaN}", "{/**/}", "{\"reason\":\"\\u202Ex\"}", "{\"__proto__\":{}}", "\ufeff{}", "{\"reason\":\"" + new string('x', 30_000) + "\"}",
        string.Concat(Enumerable.Repeat("{\"a\":", 200)), new string('[', 5_000), "{\"limit\":-1,\"cursor\":\"';--\"}",
    ];

    [Fact]
    public async Task Whatever_is_sent_as_whomever_nothing_breaks_and_nothing_foreign_shows()
    {
        var admin = await desk.Admin();
        var foreign = await Planting(admin);
        var endpoints = await Endpoint.All(desk);
        var callers = await Callers();
        var found = new List<string>();
        var asked = 0;

        async Task Send(string who, DeskClient client, bool spans, Endpoint endpoint, string path, HttpContent? content)
        {
            if (endpoint.Path.EndsWith("/stream", StringComparison.Ordinal)) return;
            asked++;
            var answer = await client.Send(endpoint.Method, path, content);
            if ((int)answer.Status >= 500) found.Add($"{who} {endpoint.Method} {path}: {(int)answer.Status} {answer.Text}");
            if (!spans && answer.Text.Contains(Planted, StringComparison.Ordinal)) found.Add($"{who} {endpoint.Method} {path} shows what is of another site: {answer.Text}");
            if (answer.Text.Contains("   at ", StringComparison.Ordinal)) found.Add($"{who} {endpoint.Method} {path}: a stack trace");
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var endpoint in endpoints)
            foreach (var (who, client, spans) in callers)
            {
                if (endpoint.Sample.EndsSession) continue;
                await Send(who, client, spans, endpoint, endpoint.At(foreign), Body(endpoint, foreign));
                await Send(who, client, spans, endpoint, endpoint.Path.Contains('{') ? endpoint.Path : endpoint.Path + "?surprise=1&site=BJ&q=" + Planted, Body(endpoint, foreign));
            }

        var (agent, nobody) = (callers.Single(c => c.Who == "sh-agent-1"), callers.Single(c => c.Who == "nobody"));
        var siteAdmin = callers.Single(c => c.Who == "sh-admin-1");
        foreach (var endpoint in endpoints.Where(e => e.Method is not "GET" && !e.Sample.EndsSession))
            foreach (var (who, client, spans) in (((string, DeskClient, bool)[])[agent, siteAdmin, nobody]))
                foreach (var body in Malformed)
                    await Send(who, client, spans, endpoint, endpoint.At(foreign with { Site = "SH" }), new StringContent(body, Encoding.UTF8, "application/json"));
        foreach (var endpoint in endpoints.Where(e => e.Path.Contains('{')))
            foreach (var odd in OddIds)
                await Send(agent.Who, agent.Client, agent.Spans, endpoint, Odd(endpoint.Path, odd), Body(endpoint, foreign));

        Assert.Empty(found);
        output.WriteLine($"{endpoints.Count} endpoints, {callers.Count} callers, {Malformed.Length} malformed bodies, {OddIds.Length} odd ids: {asked} requests");
        // What is kept of a request would add up.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256 * 1024 * 1024);
    }

    private static HttpContent? Body(Endpoint endpoint, Place place) => endpoint.Sample switch
    {
        { IsForm: true } => Samples.Form(),
        { Body: { } body } => new StringContent(JsonSerializer.Serialize(body(place)), Encoding.UTF8, "application/json"),
        _ => null,
    };

    private static string Odd(string path, string id) =>
        string.Join('/', path.Split('/').Select(part => part == "{site}" ? "SH" : part.StartsWith('{') ? id : part));

    private async Task<List<(string Who, DeskClient Client, bool Spans)>> Callers()
    {
        var callers = new List<(string, DeskClient, bool)> { ("nobody", desk.Nobody(), false) };
        foreach (var column in Sheet.Columns.Where(column => column.Account != "key"))
            callers.Add((column.Account, await desk.As(column.Account), column.Account is "sh-director-1" or "sh-auditor-1" or "admin"));
        return callers;
    }

    /// <summary>A ticket of BJ full of a word that nobody of SH may ever read.</summary>
    private static async Task<Place> Planting(DeskClient admin)
    {
        (await admin.Put("/agents/bj-planted", new { name = Planted, sites = new[] { "BJ" }, roles = new[] { "engineer" } })).Ok();
        var key = (await admin.Post("/api-keys", new { name = Planted, sites = new[] { "BJ" } })).Word("id");
        JsonNode Customer() => JsonSerializer.SerializeToNode(new { name = Planted, contactPerson = Planted, tags = new[] { Planted } })!;
        var changes = new { site = "BJ", type = (string?)null, serviceType = (string?)null, verbatim = Planted, facts = Planted, customer = Customer(), externalId = Planted };
        var ticket = await admin.Take(changes);
        (await admin.Post(ticket.Path + "/communications", new { method = "phone", summary = Planted })).Ok();
        (await admin.Post(ticket.Path + "/changes", new { what = Planted })).Ok();
        return new("BJ", ticket.Word("number"), ticket.Word("number"), "bj-planted", key,
            (await admin.Get("/sites/BJ/policy")).Ok().Json, (await admin.Get("/sites/BJ/calendar")).Ok().Json);
    }
}

/// <summary>Runs when all others have ended: it looks at the memory of the process that they share.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
