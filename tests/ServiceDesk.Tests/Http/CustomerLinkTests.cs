using System.Security.Cryptography;
using System.Text;
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
    public async Task A_satisfied_answer_confirms_and_counts_once()
    {
        var agent = await desk.Agent();
        var path = await Resolved(agent);
        var link = (await agent.Get(path)).Ok()["survey"]!["link"]!.GetValue<string>();
        (await desk.Nobody().Post(link, new { answers = new { response_speed = 5 } })).Ok();
        (await desk.Nobody().Post(link, new { answers = new { response_speed = 1 } })).Problem(409, "already_rated");
        (await desk.Nobody().Post(link, new { answers = new { response_speed = 1 } }, ("Idempotency-Key", "another"))).Problem(409, "already_rated");
        Assert.NotNull((await agent.Get(path)).Ok()["confirmedAt"]);
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
        (await customer.Post(link, new { name = "张先生", accept = false })).Problem(409, "link_used");
        (await customer.Post(link, new { name = "张先生" }, ("Idempotency-Key", "once-more"))).Problem(409, "link_used");
        var signature = (await agent.Get(path + "/timeline")).Ok().Items[^1]!["data"]!["signature"]!;
        Assert.Equal(("张先生", "127.0.0.1"), (signature["name"]!.GetValue<string>(), signature["address"]!.GetValue<string>()));
        Assert.NotNull(signature["at"]);

        var second = (await agent.Post(path + "/changes", new { what = "three fuses" })).Ok()["changes"]![1]!["link"]!.GetValue<string>();
        Assert.Equal("rejected", (await customer.Post(second, new { name = "张先生", accept = false, reason = "too many" })).Ok().Word("state"));
    }

    [Fact]
    public async Task What_was_signed_is_the_text_that_the_customer_saw_and_its_fingerprint_is_kept()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var link = (await agent.Post(path + "/changes", new { what = "两根保险丝" })).Ok()["changes"]![0]!["link"]!.GetValue<string>();
        var sheet = (await desk.Nobody().Get(link)).Ok();
        Assert.EndsWith("两根保险丝", sheet.Word("text"), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sheet.Word("text")))), sheet.Word("sha256"));
        (await desk.Nobody().Post(link, new { drawn = "M10 20 L30 40.5 l-3 +2" })).Ok();
        var settled = (await agent.Get(path + "/timeline")).Ok().Items[^1]!["data"]!["signature"]!;
        Assert.Equal(sheet.Word("sha256"), settled["sha256"]!.GetValue<string>());
        Assert.Equal("M10 20 L30 40.5 l-3 +2", settled["drawn"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("<svg onload=alert(1)>")]
    [InlineData("data:image/svg+xml;base64,PHN2Zz4=")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("")]
    [InlineData("M", 32_768)]
    public async Task A_drawn_name_is_a_path_or_a_picture_of_bounded_size_and_nothing_else(string drawn, int more = 0)
    {
        var agent = await desk.Agent();
        var link = (await agent.Post((await agent.Take()).Path + "/changes", new { what = "two fuses" })).Ok()["changes"]![0]!["link"]!.GetValue<string>();
        (await desk.Nobody().Post(link, new { drawn = drawn + new string('1', more) })).Invalid("/drawn");
        (await desk.Nobody().Post(link, new { drawn = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==" })).Ok();
    }

    [Fact]
    public async Task A_confirmed_change_sets_a_new_deadline_and_shows_the_old_one_beside_it()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take(new { submittedAt = DateTimeOffset.UtcNow.AddHours(-3) })).Path;
        var old = (await agent.Get(path)).Ok()["sla"]!["resolution"]!["due"]!.GetValue<string>();
        (await agent.Post(path + "/changes", new { what = "two fuses" })).Ok();
        (await agent.Post(path + "/changes/1/confirm", new { scan = "no such paper" })).Invalid("/scan");
        var after = (await agent.Post(path + "/changes/1/confirm", new { scan = "故障截图" })).Ok();
        var change = after["changes"]![0]!;
        Assert.Equal(("confirmed", "故障截图"), (change["state"]!.GetValue<string>(), change["scan"]!.GetValue<string>()));
        Assert.Equal(old, change["resolveByBefore"]!.GetValue<string>());
        Assert.Equal(after["sla"]!["resolution"]!["due"]!.GetValue<string>(), change["resolveByAfter"]!.GetValue<string>());
        Assert.NotEqual(old, change["resolveByAfter"]!.GetValue<string>());
        var data = (await agent.Get(path + "/timeline")).Ok().Items[^1]!["data"]!;
        Assert.Equal(old, data["resolveByBefore"]!.GetValue<string>());
        Assert.Contains(data["clocks"]!.AsArray(), clock => clock!["due"]!.GetValue<string>() == change["resolveByAfter"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_policy_says_how_long_a_change_can_be_signed()
    {
        await using var own = await DeskUnderTest.Started();
        var admin = await own.As("sh-admin-1");
        var policy = (await admin.Get("/sites/SH/policy")).Ok().Json;
        policy["change"]!["linkDays"] = 3;
        (await admin.Put("/sites/SH/policy", policy)).Ok();
        var agent = await own.Agent();
        var change = (await agent.Post((await agent.Take()).Path + "/changes", new { what = "two fuses" })).Ok()["changes"]![0]!;
        var (since, ends) = (change["since"]!.GetValue<DateTimeOffset>(), change["linkEndsAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(since.AddDays(3), ends);
        Assert.Equal(ends, (await own.Nobody().Get(change["link"]!.GetValue<string>())).Ok()["expiresAt"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(1));
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
