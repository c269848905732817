using System.Net;
using System.Text.Json.Nodes;
using ServiceDesk.Tests.Http;

namespace ServiceDesk.Tests.Clusters;

/// <summary>What is done through one gateway is seen through the other.</summary>
[Collection(OneCluster.Name)]
public sealed class TwoGatewaysTests(ClusterUnderTest cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_has_a_ticket_open_at_one_gateway_is_seen_at_the_other_until_they_leave()
    {
        var (li, wang) = (await cluster.At(0, "li"), await cluster.At(1, "wang"));
        var ticket = await li.Take();
        using var following = await li.Open("/events/stream?site=SH");
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        var come = Next(live, told => Of(told, ticket) && told["viewers"]?.AsArray() is [var viewer] && viewer!["id"]!.GetValue<string>() == "wang");
        while (!come.IsCompleted)
        {
            // A page says again and again that it is there: only then is it told who else is.
            (await li.Put(ticket.Path + "/viewers/a", new { doing = "looking" })).Done();
            (await wang.Put(ticket.Path + "/viewers/b", new { doing = "looking" })).Done();
        }

        await come;
        (await wang.Delete(ticket.Path + "/viewers/b")).Done();
        await Next(live, told => Of(told, ticket) && told["viewers"]?.AsArray() is []);
    }

    [Fact]
    public async Task Stream_and_board_of_one_gateway_tell_what_is_written_through_the_other()
    {
        var (li, boss) = (await cluster.At(0, "li"), await cluster.At(0, "boss"));
        using var following = await li.Open("/events/stream?site=SH");
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        using var watching = await boss.Open("/board/stream?site=SH");
        using var board = new StreamReader(await watching.Content.ReadAsStreamAsync());
        var before = Received(await Next(board, _ => true));

        var wang = await cluster.At(1, "wang");
        var ticket = await wang.Take();
        await Next(live, told => Of(told, ticket) && told["kind"]?.GetValue<string>() == "opened");
        await Next(board, now => Received(now) == before + 1);

        (await wang.Post(ticket.Path + "/acknowledge")).Ok();
        var told = await Next(live, told => Of(told, ticket) && told["kind"]?.GetValue<string>() == "acknowledged");
        Assert.Equal("wang", told["by"]!.GetValue<string>());
        Assert.Equal("processing", (await li.Get(ticket.Path)).Ok().Word("status"));
    }

    [Fact]
    public async Task A_session_that_ended_at_one_gateway_is_refused_at_the_other_and_its_streams_end_there()
    {
        var here = await cluster.At(0, "wang");
        var there = cluster.With(1, here);
        (await there.Get("/me")).Ok();
        using var stream = await there.Open("/events/stream?site=SH");
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        (await here.Post("/auth/sign-out")).Done();
        await Faults.DeskHostProcess.Until(Patience, async () => (await there.Get("/me")).Status is HttpStatusCode.Unauthorized);
        await stream.Content.ReadAsStringAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task One_request_five_times_at_once_through_each_gateway_makes_one_ticket()
    {
        var (one, phone) = (await cluster.At(0, "li"), $"139{Random.Shared.Next(100_000_000):D8}");
        var (other, key) = (cluster.With(1, one), ("Idempotency-Key", Guid.NewGuid().ToString()));
        var request = new { customer = new { name = "华东电子", phone, tier = "vip" } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? one : other).Take(request, key)));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single((await one.Get($"/tickets?site=SH&phone={phone}")).Ok().Items);
    }

    private static bool Of(JsonNode told, Answer ticket) => told["number"]?.GetValue<string>() == ticket.Word("number");

    private static int Received(JsonNode board) => board["today"]!["received"]!.GetValue<int>();

    /// <summary>The next that a stream tells of which that holds.</summary>
    private static async Task<JsonNode> Next(StreamReader stream, Func<JsonNode, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await stream.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..])! is var told && holds(told)) return told;
        throw new EndOfStreamException();
    }
}
