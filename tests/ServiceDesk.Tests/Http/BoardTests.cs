using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

/// <summary>The board of those who lead a site, through HTTP on the demonstration's sites.</summary>
public sealed class BoardTests : IAsyncLifetime
{
    private DeskUnderTest _desk = null!;

    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public async Task InitializeAsync() => _desk = await DeskUnderTest.Started();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task A_supervisor_sees_what_was_just_done_and_follows_the_events_from_there()
    {
        var (agent, supervisor) = (await _desk.Agent(), await _desk.As("sh-supervisor-1"));
        var ticket = await agent.Take(new { type = "complaint" });
        (await agent.Post(ticket.Path + "/escalate", new { level = 2, reason = "loud" })).Ok();
        var page = (await supervisor.Get("/board?site=SH")).Ok();
        var board = page["sites"]!.AsArray().Single()!;
        Assert.Equal("SH", board["site"]!.GetValue<string>());
        Assert.Equal(1, board["waiting"]!["byPriority"]![0]!["count"]!.GetValue<int>());
        Assert.Equal(ticket.Word("number"), board["escalations"]![0]!["tickets"]![0]!["number"]!.GetValue<string>());
        Assert.Equal(2, board["escalations"]![0]!["level"]!.GetValue<int>());
        Assert.Equal(1, board["today"]!["received"]!.GetValue<int>());
        Assert.Empty((await supervisor.Get($"/events?site=SH&after={page["position"]}")).Ok().Items);
        await Until(supervisor, now => now["waiting"]!["byNeed"] is JsonArray { Count: 1 } needs && needs[0]!["role"]!.GetValue<string>() == "customer_relations_specialist");
    }

    [Fact]
    public async Task Those_who_lead_see_their_sites_and_nobody_else_does()
    {
        (await (await _desk.Agent()).Get("/board?site=SH")).Problem(403, "forbidden");
        (await (await _desk.Agent()).Get("/board")).Problem(403, "forbidden");
        (await (await _desk.Agent()).Get("/board/stream")).Problem(403, "forbidden");
        (await (await _desk.As("sh-supervisor-1")).Get("/board?site=BJ")).Problem(404, "no_such_site");
        Assert.Equal(["SH"], Sites(await (await _desk.As("sh-supervisor-1")).Get("/board")));
        Assert.Equal(["BJ", "SH"], Sites(await (await _desk.As("sh-director-1")).Get("/board")));
        Assert.Equal(["SH", "BJ"], Sites(await (await _desk.As("bj-director-1")).Get("/board?site=SH&site=BJ&site=SH")));
        (await (await _desk.As("sh-director-1")).Get("/board?site=XX")).Problem(404, "no_such_site");
        (await (await _desk.As("sh-director-1")).Get("/board?when=now")).Invalid("?when");
        (await _desk.Nobody().Get("/board")).Problem(401, "unauthenticated");
    }

    [Fact]
    public async Task The_stream_tells_a_board_at_first_and_whenever_something_of_it_has_changed()
    {
        var supervisor = await _desk.As("sh-supervisor-1");
        using var following = await supervisor.Open("/board/stream?site=SH");
        Assert.Equal("text/event-stream", following.Content.Headers.ContentType!.MediaType);
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        var first = await Next(live);
        Assert.Empty(first["near"]!["tickets"]!.AsArray());

        var ticket = await (await _desk.Agent()).Take();
        var second = await Next(live, board => board["near"]!["count"]!.GetValue<int>() == 1);
        Assert.Equal(ticket.Word("number"), second["near"]!["tickets"]![0]!["number"]!.GetValue<string>());
        Assert.True(second["position"]!.GetValue<long>() > first["position"]!.GetValue<long>());

        // No event tells of a presence: it is found all the same.
        (await (await _desk.As("sh-engineer-2")).Post("/agents/sh-engineer-2/presence", new { presence = "away" })).Ok();
        await Next(live, board => board["agents"]!.AsArray().Any(a => a!["id"]!.GetValue<string>() == "sh-engineer-2" && a["presence"]!.GetValue<string>() == "away"));

        using var again = await supervisor.Open("/board/stream", ("Last-Event-ID", $"{second["position"]}"));
        using var resumed = new StreamReader(await again.Content.ReadAsStreamAsync());
        Assert.Equal(1, (await Next(resumed))["near"]!["count"]!.GetValue<int>());
    }

    private static IEnumerable<string> Sites(Answer answer) => answer.Ok()["sites"]!.AsArray().Select(board => board!["site"]!.GetValue<string>());

    private static Task Until(DeskClient supervisor, Func<JsonNode, bool> holds) => Faults.DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () =>
        holds((await supervisor.Get("/board?site=SH")).Ok()["sites"]![0]!));

    /// <summary>The next board of which that holds.</summary>
    private static async Task<JsonNode> Next(StreamReader stream, Func<JsonNode, bool>? holds = null)
    {
        var patience = Patience;
        while (await stream.ReadLineAsync(patience) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..])! is var board && holds?.Invoke(board) is not false) return board;
        throw new EndOfStreamException();
    }
}
