using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceDesk.Tests.Tidy;
using Xunit.Abstractions;

namespace ServiceDesk.Tests.Http.Authorization;

/// <summary>Every endpoint that the description lists, as every role, at the caller's own site and at a foreign one.</summary>
public sealed partial class AuthorizationTests(DeskUnderTest desk, ITestOutputHelper output) : IClassFixture<DeskUnderTest>
{
    public static IEnumerable<object[]> EveryRole => Sheet.Columns.Select(c => (object[])[c.Role, c.Account]);

    [Fact]
    public async Task Every_endpoint_has_its_row()
    {
        var endpoints = await Endpoint.All(desk);
        Assert.True(endpoints.Count > 70);
        Assert.Empty(endpoints.Where(e => e.Function is null && !e.IsOpen).Select(e => $"{e.Name}: say .Needs(Function.…) where it is mapped"));
        Assert.Empty(endpoints.Where(e => e is { IsOpen: false, Method: "POST" or "PUT" or "PATCH" } && !Samples.All.ContainsKey(e.Name) && (e.TakesBody || e.Method is not "POST"))
            .Select(e => $"{e.Name}: give it a line in Samples.cs"));
        Assert.Empty(Samples.All.Keys.Except(endpoints.Select(e => e.Name)));
    }

    [Fact]
    public async Task The_document_is_what_the_code_says()
    {
        var endpoints = await Endpoint.All(desk);
        var now = Sheet.Written(endpoints);
        var guarded = endpoints.Where(endpoint => !endpoint.IsOpen).ToList();
        var cells = guarded.SelectMany(endpoint => Sheet.Columns.Select(column => Sheet.CellOf(endpoint, column.Role))).ToList();
        output.WriteLine($"{guarded.Count} endpoints, {Sheet.Columns.Count} roles: {cells.Count} at home, {cells.Count(cell => cell.Away != ' ')} at a foreign site");
        var path = Path.Combine(Repository.Root, "docs", "authorization.md");
        if (Environment.GetEnvironmentVariable("DESK_GOLDEN") == "write") await File.WriteAllTextAsync(path, now);
        Assert.True(await File.ReadAllTextAsync(path) == now, "Who may do what has changed: look at it, then write docs/authorization.md anew with DESK_GOLDEN=write.");
    }

    [Fact]
    public async Task Without_identity_only_what_is_open_answers()
    {
        var place = await Furnished("SH", "sh-agent-1");
        foreach (var endpoint in await Endpoint.All(desk))
        {
            var status = (await Ask(new Visitor(desk.Nobody(), null), endpoint, place)).Status;
            Assert.True(endpoint.IsOpen == (status != HttpStatusCode.Unauthorized) || endpoint.Path == "/auth/token", $"{endpoint.Name}: {(int)status}");
        }
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Every_cell_of_the_table_holds(string role, string account)
    {
        var home = (await Furnished("SH", account)) with { Self = account };
        var away = await Furnished("BJ", account);
        var caller = await Caller(account);
        var wrong = new List<string>();
        foreach (var endpoint in (await Endpoint.All(desk)).Where(e => !e.IsOpen))
        {
            var cell = Sheet.CellOf(endpoint, role);
            async Task Check(string where, char expected, Answer answer)
            {
                if (!Fits(expected, answer, endpoint)) wrong.Add($"{endpoint.Name} {where}: {cell}, but {(int)answer.Status} {answer.Text}");
                await Task.CompletedTask;
            }

            await Check("at home", cell.Home, await Ask(caller, endpoint, home));
            if (cell.Home == 'o') await Check("at home, without a part", '!', await Ask(caller, endpoint, home with { Number = home.Other, Self = null }));
            if (cell.Away == ' ') continue;
            var foreign = await Ask(caller, endpoint, away);
            await Check("away", cell.Away, foreign);
            if (cell.Away is 'x' && Plain(foreign, away) is var said && Plain(await Ask(caller, endpoint, Place.Nowhere(away)), Place.Nowhere(away)) is var absent && said != absent)
                wrong.Add($"{endpoint.Name}: foreign {said}, absent {absent}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool Fits(char expected, Answer answer, Endpoint endpoint) => (expected, (int)answer.Status) switch
    {
        ('A' or 'o', var status) when status == endpoint.Sample.Told => true,
        ('A' or 'o', >= 200 and < 300 or 409) => true,
        ('A' or 'o', 404) => answer.Word("code") is not ("no_such_site" or "not_found"),
        ('-', 403) => answer.Word("code") is "forbidden",
        ('!', 403) => answer.Word("code") is "not_involved" || endpoint.Path.StartsWith("/agents", StringComparison.Ordinal),
        ('x', 404) => true,
        _ => false,
    };

    /// <summary>The answer without what must differ.</summary>
    private static string Plain(Answer answer, Place place) => TraceId().Replace(answer.Text, "").Replace(place.Site, "…", StringComparison.Ordinal);

    /// <summary>A site with a ticket that holds one of each part, all the caller's, and another ticket in which they have no part.</summary>
    private async Task<Place> Furnished(string site, string account)
    {
        var admin = await desk.Admin();
        var agent = $"{site.ToLowerInvariant()}-probe";
        (await admin.Put($"/agents/{agent}", new { name = "Probe", sites = new[] { site }, roles = new[] { "engineer" } })).Ok();
        var key = (await admin.Post("/api-keys", new { name = "probe", sites = new[] { site } })).Word("id");
        var mine = await admin.Take(new { site, type = (string?)null, serviceType = (string?)null });
        var other = await admin.Take(new { site, type = (string?)null, serviceType = (string?)null });
        foreach (var (ticket, whose) in ((Answer, string)[])[(mine, account), (other, "somebody-else")])
        {
            (await admin.Post(ticket.Path + "/visits", new { technician = whose, address = "Road 1", eta = "2030-01-01T00:00:00Z" })).Ok();
            (await admin.Post(ticket.Path + "/subtasks", new { title = "t", assignee = whose })).Ok();
            (await admin.Post(ticket.Path + "/collaborations", new { department = "技术部", problem = "p" })).Ok();
            (await admin.Post(ticket.Path + "/changes", new { what = "w" })).Ok();
        }

        return new(site, mine.Word("number"), other.Word("number"), agent, key,
            (await admin.Get($"/sites/{site}/policy")).Ok().Json, (await admin.Get($"/sites/{site}/calendar")).Ok().Json);
    }

    private async Task<Visitor> Caller(string account)
    {
        if (account != "key") return new(await desk.As(account), null, account);
        var made = await (await desk.As("sh-admin-1")).Post("/api-keys", new { name = "machine", sites = new[] { "SH" } });
        return new(desk.Nobody(), made.Word("key"));
    }

    private async Task<Answer> Ask(Visitor visitor, Endpoint endpoint, Place place)
    {
        var path = endpoint.At(place);
        if (endpoint.Sample.EndsSession && visitor is { Account: { } account })
            visitor = visitor with { Client = await desk.Nobody().SignIn(account, DeskUnderTest.Password) };
        (string, string)[] headers = visitor.Key is null ? [] : [("X-Api-Key", visitor.Key)];
        if (endpoint.Path.EndsWith("/stream", StringComparison.Ordinal))
        {
            using var stream = await visitor.Client.Open(path, headers);
            return new(stream.StatusCode, stream.IsSuccessStatusCode ? "" : await stream.Content.ReadAsStringAsync(), stream.Headers, stream.Content.Headers);
        }

        HttpContent? content = endpoint.Sample switch
        {
            { IsForm: true } => Samples.Form(),
            { Body: { } body } => new StringContent(JsonSerializer.Serialize(body(place)), Encoding.UTF8, "application/json"),
            _ => null,
        };
        return await visitor.Client.Send(endpoint.Method, path, content, headers);
    }

    private sealed record Visitor(DeskClient Client, string? Key, string? Account = null);

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
