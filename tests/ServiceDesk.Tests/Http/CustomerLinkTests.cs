using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Outside;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class CustomerLinkTests(DeskUnderTest desk)
{
    [Fact]
    public async Task A_customer_rates_once_by_the_link_and_without_an_account()
    {
        var agent = await desk.Agent();
        var path = await Resolved(agent);
        var link = (await agent.Get(path)).Ok()["survey"]!["link"]!.GetValue<string>();
        var customer = desk.Nobody();
        var sheet = (await customer.Get(link, ("Accept-Language", "zh-CN"))).Ok();
        Assert.False(sheet["answered"]!.GetValue<bool>());
        Assert.Equal("响应速度", sheet["questions"]![0]!["label"]!.GetValue<string>());
        Assert.Equal("设备无法启动", sheet.Word("request"));

        (await customer.Post(link, new { answers = new { nonsense = 5 } })).Invalid("/answers/nonsense");
        var key = ("Idempotency-Key", "mine");
        (await customer.Post(link, new { answers = new { response_speed = 1 }, comment = "slow" }, key)).Ok();
        (await customer.Post(link, new { answers = new { response_speed = 1 }, comment = "slow" }, key)).Ok();
        (await customer.Post(link, new { answers = new { response_speed = 5 } })).Problem(409, "already_rated");
        Assert.True((await customer.Get(link)).Ok()["answered"]!.GetValue<bool>());

        var back = (await agent.Get(path)).Ok();
        Assert.Equal(("pending", 1), (back.Word("status"), back["rounds"]!.GetValue<int>()));
        Assert.False(back["survey"]!["satisfied"]!.GetValue<bool>());
        Assert.Null(back["survey"]!["link"]);
        Assert.Equal(("customer", "survey"), await By(agent, path, "rated"));
    }

    [Fact]
    public async Task A_customer_signs_a_change_by_the_link()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var link = (await agent.Post(path + "/changes", new { what = "two fuses" })).Ok()["changes"]![0]!["link"]!.GetValue<string>();
        var customer = desk.Nobody();
        Assert.Equal("two fuses", (await customer.Get(link)).Ok().Word("what"));
        (await customer.Post(link, new { })).Invalid("/name");
        Assert.Equal("confirmed", (await customer.Post(link, new { name = "张先生" })).Ok().Word("state"));
        (await customer.Post(link, new { name = "张先生", accept = false })).Problem(409, "wrong_state");
        var settled = (await agent.Get(path + "/timeline")).Ok().Items[^1]!;
        Assert.Contains("张先生", settled["data"]!["evidence"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", settled["data"]!["evidence"]!.GetValue<string>(), StringComparison.Ordinal);

        var second = (await agent.Post(path + "/changes", new { what = "three fuses" })).Ok()["changes"]![1]!["link"]!.GetValue<string>();
        Assert.Equal("rejected", (await customer.Post(second, new { name = "张先生", accept = false, reason = "too many" })).Ok().Word("state"));
    }

    [Fact]
    public async Task A_link_that_was_changed_belongs_elsewhere_or_has_ended_is_no_link()
    {
        var agent = await desk.Agent();
        var path = await Resolved(agent);
        var link = (await agent.Get(path)).Ok()["survey"]!["link"]!.GetValue<string>();
        var token = link[(link.LastIndexOf('/') + 1)..];
        var parts = path.Split('/');
        var ended = desk.Services.GetRequiredService<CustomerTokens>()
            .Write(new(TokenUse.Survey, new TicketKey(parts[2], parts[3]), 0, DateTimeOffset.UtcNow.AddSeconds(-1)));
        foreach (var wrong in (string[])["nonsense", token[..^2] + "xx", "x" + token, ended, new string('a', 400), "a.b", "%20"])
        {
            (await desk.Nobody().Get("/survey/" + wrong)).Problem(404, "no_such_link");
            (await desk.Nobody().Post("/survey/" + wrong, new { overall = 5 })).Problem(404, "no_such_link");
        }

        (await desk.Nobody().Get("/confirm/" + token)).Problem(404, "no_such_link");
        (await desk.Nobody().Post("/confirm/" + token, new { name = "x" })).Problem(404, "no_such_link");
    }

    private static async Task<string> Resolved(DeskClient agent)
    {
        var path = (await agent.Take()).Path;
        (await agent.Post(path + "/acknowledge")).Ok();
        (await agent.Post(path + "/resolve", new { solution = "done" })).Ok();
        return path;
    }

    private static async Task<(string, string)> By(DeskClient agent, string path, string kind)
    {
        var item = (await agent.Get(path + "/timeline")).Ok().Items.First(i => i!["kind"]!.GetValue<string>() == kind)!;
        return (item["byKind"]!.GetValue<string>(), item["by"]!.GetValue<string>());
    }
}
