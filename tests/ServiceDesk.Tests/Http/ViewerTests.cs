using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

/// <summary>Who else has a ticket open, through HTTP.</summary>
[Collection(OneDesk.Name)]
public sealed class ViewerTests(DeskUnderTest desk)
{
    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task Who_has_a_ticket_open_is_told_by_the_stream_who_comes_types_and_leaves()
    {
        var (one, other) = (await desk.As("sh-engineer-1"), await desk.As("sh-engineer-2"));
        var ticket = await one.Take();
        using var following = await one.Open("/events/stream?site=SH");
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        (await one.Put(ticket.Path + "/viewers/a", new { doing = "looking" })).Done();
        (await other.Put(ticket.Path + "/viewers/b", new { doing = "looking" })).Done();
        var come = await Next(live, ticket);
        Assert.Equal(("sh-engineer-2", "SH engineer 2", "looking"), (Word(come[0]!, "id"), Word(come[0]!, "name"), Word(come[0]!, "doing")));
        (await other.Put(ticket.Path + "/viewers/b", new { doing = "typing" })).Done();
        Assert.Equal("typing", Word((await Next(live, ticket))[0]!, "doing"));
        (await other.Delete(ticket.Path + "/viewers/b")).Done();
        Assert.Empty(await Next(live, ticket));
    }

    [Fact]
    public async Task Who_is_not_heard_of_again_is_gone_within_seconds_and_nothing_of_it_is_on_the_timeline()
    {
        var (one, other) = (await desk.As("sh-engineer-1"), await desk.As("sh-engineer-2"));
        var ticket = await one.Take();
        (await other.Put(ticket.Path + "/viewers/b", new { doing = "looking" })).Done();
        async Task<int> Count() => (await one.Get(ticket.Path + "/viewers")).Ok().Items.Count;
        await Faults.DeskHostProcess.Until(TimeSpan.FromSeconds(10), async () => await Count() == 1);
        await Faults.DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () => await Count() == 0);
        Assert.Single((await one.Get(ticket.Path + "/timeline")).Ok().Items);
    }

    [Fact]
    public async Task Who_may_not_read_the_ticket_neither_sees_nor_is_seen()
    {
        var ticket = await (await desk.Agent()).Take();
        var stranger = await desk.As("bj-agent-1");
        (await stranger.Get(ticket.Path + "/viewers")).Problem(404, "not_found");
        (await stranger.Put(ticket.Path + "/viewers/x", new { doing = "looking" })).Problem(404, "not_found");
        (await stranger.Delete(ticket.Path + "/viewers/x")).Problem(404, "not_found");
        (await desk.Nobody().Get(ticket.Path + "/viewers")).Problem(401, "unauthenticated");
        var agent = await desk.Agent();
        (await agent.Put("/tickets/SH/209901-0001/viewers/x", new { doing = "looking" })).Problem(404, "not_found");
        (await agent.Put(ticket.Path + "/viewers/x", new { doing = "sleeping" })).Invalid("/doing");
        (await agent.Put(ticket.Path + "/viewers/%20", new { doing = "looking" })).Invalid("/page");
        Assert.Empty((await agent.Get(ticket.Path + "/viewers")).Ok().Items);
    }

    private static string Word(JsonNode node, string name) => node[name]!.GetValue<string>();

    /// <summary>The next that the stream tells of the ticket's other viewers.</summary>
    private static async Task<JsonArray> Next(StreamReader stream, Answer ticket)
    {
        var patience = Patience;
        while (await stream.ReadLineAsync(patience) is { } line)
        {
            if (line != "event: viewers") continue;
            var data = JsonNode.Parse((await stream.ReadLineAsync(patience))!["data: ".Length..])!;
            if (Word(data, "number") == ticket.Word("number")) return data["viewers"]!.AsArray();
        }

        throw new EndOfStreamException();
    }
}
