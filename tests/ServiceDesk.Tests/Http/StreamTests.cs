using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class StreamTests(DeskUnderTest desk)
{
    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task Events_come_in_commit_order_without_gaps()
    {
        await using var own = await DeskUnderTest.Started();
        var agent = await own.Agent();
        var paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await agent.Take()).Path));
        await Task.WhenAll(paths.Select(path => agent.Post(path + "/acknowledge")));
        var seen = new List<JsonNode>();
        for (var after = 0L; ;)
        {
            var page = (await agent.Get($"/events?site=SH&after={after}&limit=3")).Ok();
            seen.AddRange(page.Items.Select(i => i!));
            after = page["next"]!.GetValue<long>();
            if (page.Items.Count == 0) break;
        }

        Assert.Equal(Enumerable.Range(1, 8).Select(p => (long)p), seen.Select(e => e["position"]!.GetValue<long>()));
        Assert.Equal(4, seen.Count(e => e["kind"]!.GetValue<string>() == "opened"));
        Assert.All(seen, e => Assert.Equal("sh-agent-1", e["by"]!.GetValue<string>()));
        Assert.Empty((await (await own.As("bj-agent-1")).Get("/events")).Ok().Items);
    }

    [Fact]
    public async Task The_stream_tells_events_as_they_are_committed_and_goes_on_where_it_was_left()
    {
        var agent = await desk.Agent();
        var last = (await agent.Get("/events?limit=100&after=1000000")).Ok()["next"]!.GetValue<long>();
        using var following = await agent.Open("/events/stream?site=SH");
        Assert.Equal("text/event-stream", following.Content.Headers.ContentType!.MediaType);
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        Assert.Equal(": open", await live.ReadLineAsync(Patience));
        var made = await agent.Take();
        var opened = await Next(live);
        Assert.Equal(("opened", made.Word("number")), (opened.Kind, opened.Data["number"]!.GetValue<string>()));
        Assert.Equal(opened.Id, opened.Data["position"]!.GetValue<long>());
        Assert.DoesNotContain("sealed", opened.Data.ToJsonString(), StringComparison.Ordinal);

        (await agent.Post(made.Path + "/acknowledge")).Ok();
        Assert.Equal("acknowledged", (await Next(live)).Kind);

        using var again = await agent.Open("/events/stream", ("Last-Event-ID", $"{opened.Id}"));
        using var resumed = new StreamReader(await again.Content.ReadAsStreamAsync());
        await resumed.ReadLineAsync(Patience);
        var next = await Next(resumed);
        Assert.Equal((opened.Id + 1, "acknowledged"), (next.Id, next.Kind));
        Assert.True(last <= 1_000_000);
        (await agent.Get("/events/stream?after=x")).Invalid("?after");
    }

    [Fact]
    public async Task A_stopping_desk_ends_its_streams()
    {
        var own = await DeskUnderTest.Started();
        var agent = await own.Agent();
        using var following = await agent.Open("/events/stream");
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        Assert.Equal(": open", await live.ReadLineAsync(Patience));
        await own.DisposeAsync();
        Assert.Equal("", await live.ReadToEndAsync(Patience).ContinueWith(read => read.IsFaulted ? "" : read.Result.Trim(), TaskScheduler.Default));
    }

    private static async Task<(long Id, string Kind, JsonNode Data)> Next(StreamReader stream)
    {
        var fields = new Dictionary<string, string>();
        while (await stream.ReadLineAsync(Patience) is { } line)
        {
            if (line.Length == 0 && fields.Count > 0) return (long.Parse(fields["id"]), fields["event"], JsonNode.Parse(fields["data"])!);
            if (line.Length > 0 && line[0] != ':') fields[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
        }

        throw new EndOfStreamException();
    }
}
