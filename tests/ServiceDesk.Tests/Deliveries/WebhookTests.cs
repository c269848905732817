using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Gateway.Deliveries;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Deliveries;

/// <summary>Programs outside are told, through the real host.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private HttpSink _sink = null!;
    private DeskUnderTest _desk = null!;
    private DeskClient _admin = null!;

    public async Task InitializeAsync()
    {
        _sink = await HttpSink.Start();
        _desk = await Desk();
        _admin = await _desk.As("sh-admin-1");
    }

    public async Task DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Every_event_comes_once_in_order_and_signed()
    {
        var hook = await Make("/all");
        var path = (await (await _desk.Agent()).Take()).Path;
        var supervisor = await _desk.As("sh-supervisor-1");
        (await supervisor.Post(path + "/assign", new { owner = "sh-engineer-1", reason = "空闲" })).Ok();
        (await supervisor.Post(path + "/escalate", new { level = 1, reason = "急" })).Ok();
        await Until(() => _sink.At("/all").Count == 3);
        var events = (await _admin.Get("/events")).Ok().Items;
        foreach (var (request, told) in _sink.At("/all").Zip(events))
        {
            var body = JsonNode.Parse(request.Body)!;
            Assert.Equal(told!["kind"]!.GetValue<string>(), body["type"]!.GetValue<string>());
            Assert.Equal(told.ToJsonString(), body["data"]!.ToJsonString());
            Assert.Equal($"evt-{told["position"]}", request.Headers["webhook-id"]);
            Assert.True(IsSigned(request, Convert.FromBase64String(hook.Word("secret")["whsec_".Length..])));
            Assert.DoesNotContain("13800005678", request.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("sealed", request.Body, StringComparison.Ordinal);
        }

        var log = (await _admin.Get($"/webhooks/{hook.Word("id")}/deliveries")).Ok().Items;
        Assert.Equal(["assigned", "escalated", "opened"], log.Select(d => d!["kind"]!.GetValue<string>()).Order());
    }

    [Theory]
    [InlineData("whsec_c2VjcmV0IGJ5dGVz", "c2VjcmV0IGJ5dGVz", null)]
    [InlineData("a secret of my own!", null, "a secret of my own!")]
    [InlineData("secret12", "secret12", "secret12")]
    public async Task A_secret_of_ones_own_signs_however_a_receiver_reads_it(string secret, string? base64, string? text)
    {
        var hook = await Make("/own", secret);
        Assert.True((await _admin.Post($"/webhooks/{hook.Word("id")}/test")).Ok()["taken"]!.GetValue<bool>());
        var request = Assert.Single(_sink.At("/own"));
        Assert.Equal("test", JsonNode.Parse(request.Body)!["type"]!.GetValue<string>());
        if (base64 is not null) Assert.True(IsSigned(request, Convert.FromBase64String(base64)));
        if (text is not null) Assert.True(IsSigned(request, Encoding.UTF8.GetBytes(text)));
        Assert.False(IsSigned(request, "another secret"u8.ToArray()));
        Assert.DoesNotContain(secret, (await _admin.Get("/webhooks")).Ok().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_hears_of_its_own_sites_and_kinds_only()
    {
        await Make("/sh", kinds: ["escalated"]);
        var elsewhere = await (await _desk.As("bj-agent-1")).Post("/tickets", DeskClient.Ticket(new { site = "BJ", type = "fault_report", serviceType = (string?)null }));
        (await (await _desk.As("bj-supervisor-1")).Post(elsewhere.Path + "/escalate", new { level = 1, reason = "急" })).Ok();
        var path = (await (await _desk.Agent()).Take()).Path;
        (await (await _desk.As("sh-supervisor-1")).Post(path + "/escalate", new { level = 1, reason = "急" })).Ok();
        await Until(() => _sink.At("/sh").Count > 0);
        var body = JsonNode.Parse(Assert.Single(_sink.At("/sh")).Body)!;
        Assert.Equal(("escalated", "SH"), (body["type"]!.GetValue<string>(), body["data"]!["site"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_not_taken_holds_up_its_own_webhook_and_no_other_and_comes_again_under_its_id()
    {
        _sink.Answer = request => request.Path == "/ill" && _sink.At("/ill").Count < 3 ? 503 : 204;
        await Make("/ill");
        await Make("/well");
        var agent = await _desk.Agent();
        foreach (var _ in Enumerable.Range(0, 3)) await agent.Take();
        await Until(() => _sink.At("/well").Count == 3 && _sink.At("/ill").Count == 6);
        Assert.Equal(["evt-1", "evt-2", "evt-3"], _sink.At("/well").Select(r => r.Headers["webhook-id"]));
        Assert.Equal(["evt-1", "evt-1", "evt-1", "evt-1", "evt-2", "evt-3"], _sink.At("/ill").Select(r => r.Headers["webhook-id"]));
    }

    [Fact]
    public async Task What_the_receiver_will_never_take_is_a_dead_letter_and_the_next_goes_on()
    {
        _sink.Answer = request => request.Headers["webhook-id"] == "evt-1" ? 422 : 204;
        var id = (await Make("/picky")).Word("id");
        var agent = await _desk.Agent();
        await agent.Take();
        await agent.Take();
        await Until(() => _sink.At("/picky").Any(r => r.Headers["webhook-id"] == "evt-2"));
        Assert.Equal(3, _sink.At("/picky").Count(r => r.Headers["webhook-id"] == "evt-1"));
        var dead = (await _admin.Get($"/webhooks/{id}/deliveries?state=dead")).Ok().Items.Single()!;
        Assert.Equal("HTTP 422", dead["lastError"]!.GetValue<string>());
        _sink.Answer = _ => 204;
        (await _admin.Post($"/webhooks/{id}/deliveries/{dead["id"]}/replay")).Ok();
        await Until(() => _sink.At("/picky").Count(r => r.Headers["webhook-id"] == "evt-1") == 4);
        (await _admin.Post($"/webhooks/{id}/deliveries/999999/replay")).Problem(404, "no_such_delivery");
    }

    [Fact]
    public async Task One_that_is_gone_is_turned_off_its_admins_are_told_and_later_it_gets_all_that_it_missed()
    {
        _sink.Answer = _ => 410;
        var id = (await Make("/gone")).Word("id");
        var agent = await _desk.Agent();
        await agent.Take();
        await Until(async () => !(await _admin.Get($"/webhooks/{id}")).Ok()["active"]!.GetValue<bool>());
        await Until(async () => (await _admin.Get("/notices")).Ok().Items.Any(i => i!["kind"]!.GetValue<string>() == "webhook_disabled"));
        await agent.Take();
        await agent.Take();
        _sink.Answer = _ => 204;
        var address = new Uri(_sink.Address, "/gone").ToString();
        Assert.True((await _admin.Put($"/webhooks/{id}", new { url = address, sites = new[] { "SH" }, active = true })).Ok()["active"]!.GetValue<bool>());
        await Until(async () => (await _admin.Get("/events")).Ok().Items.Count == 3 && (await Replayed(id, 0)) == 3);
        await Until(() => _sink.At("/gone").Select(r => r.Headers["webhook-id"]).Distinct().Count() == 3);
        Assert.Equal(204, (int)(await _admin.Delete($"/webhooks/{id}")).Status);
        (await _admin.Get($"/webhooks/{id}")).Problem(404, "no_such_webhook");
    }

    [Fact]
    public async Task One_that_takes_nothing_for_too_long_is_turned_off_and_its_admins_are_told_why()
    {
        await using var impatient = await Desk(notices => notices with { DisableAfter = TimeSpan.FromMilliseconds(200) });
        var admin = await impatient.As("sh-admin-1");
        _sink.Answer = _ => 500;
        var id = (await admin.Post("/webhooks", new { url = new Uri(_sink.Address, "/down").ToString(), sites = new[] { "SH" } })).Word("id");
        await (await impatient.Agent()).Take();
        await Until(async () => !(await admin.Get($"/webhooks/{id}")).Ok()["active"]!.GetValue<bool>());
        Assert.True(_sink.At("/down").Count > 1, "It was tried again before it was given up.");
        await Until(async () => (await admin.Get("/notices")).Ok().Items.Any(i => i!["kind"]!.GetValue<string>() == "webhook_disabled"));
        Assert.Equal("HTTP 500", (await admin.Get($"/webhooks/{id}/deliveries?state=dead")).Ok().Items.Single()!["lastError"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _sink.Answer = request => request.Path == "/moved" ? 302 : 204;
        var hook = await Make("/moved");
        var tested = (await _admin.Post($"/webhooks/{hook.Word("id")}/test")).Ok();
        Assert.Equal((false, "HTTP 302: redirects are not followed"), (tested["taken"]!.GetValue<bool>(), tested.Word("error")));
        Assert.Empty(_sink.At("/elsewhere"));
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_gets_nothing_unless_the_operator_allows_it()
    {
        await using var strict = await Desk(notices => notices with { WebhookAllow = [] });
        var admin = await strict.As("sh-admin-1");
        (await admin.Post("/webhooks", new { url = new Uri(_sink.Address, "/x").ToString(), sites = new[] { "SH" } })).Invalid("/url");
        var hook = await admin.Post("/webhooks", new { url = $"http://localhost:{_sink.Address.Port}/x", sites = new[] { "SH" } });
        var tested = (await admin.Post($"/webhooks/{hook.Word("id")}/test")).Ok();
        Assert.Equal((false, "the address is not public"), (tested["taken"]!.GetValue<bool>(), tested.Word("error")));
        Assert.Empty(_sink.Requests);
    }

    [Fact]
    public async Task Who_does_not_keep_a_site_makes_no_webhook_of_it_and_sees_none()
    {
        var hook = await Make("/mine");
        var url = new Uri(_sink.Address, "/x").ToString();
        (await (await _desk.Agent()).Post("/webhooks", new { url, sites = new[] { "SH" } })).Problem(403, "forbidden");
        (await _admin.Post("/webhooks", new { url })).Problem(403, "forbidden");
        (await _admin.Post("/webhooks", new { url, sites = new[] { "BJ" } })).Problem(404, "no_such_site");
        (await _admin.Post("/webhooks", new { url, sites = new[] { "SH" }, kinds = new[] { "opened", "invented" } })).Invalid("/kinds/1");
        var other = await _desk.As("bj-admin-1");
        Assert.Empty((await other.Get("/webhooks")).Ok().Items);
        foreach (var answer in (Answer[])
            [await other.Get($"/webhooks/{hook.Word("id")}"), await other.Delete($"/webhooks/{hook.Word("id")}"), await other.Post($"/webhooks/{hook.Word("id")}/test"),
             await other.Get($"/webhooks/{hook.Word("id")}/deliveries"), await other.Post($"/webhooks/{hook.Word("id")}/replay", new { after = 0 })])
            answer.Problem(404, "no_such_webhook");
        Assert.Equal(201, (int)(await (await _desk.Admin()).Post("/webhooks", new { url })).Status);
    }

    private async Task<int> Replayed(string id, long after)
    {
        var answer = (await _admin.Post($"/webhooks/{id}/replay", new { after })).Ok();
        Assert.Null(answer["next"]);
        return answer["count"]!.GetValue<int>();
    }

    /// <summary>A desk that may send to this machine.</summary>
    private static Task<DeskUnderTest> Desk(Func<NoticeOptions, NoticeOptions>? change = null)
    {
        var notices = new NoticeOptions { FirstRetry = TimeSpan.FromMilliseconds(30), WebhookAllow = [IPNetwork.Parse("127.0.0.1/32")] };
        return DeskUnderTest.Started(desk => desk with { Notices = change?.Invoke(notices) ?? notices });
    }

    private async Task<Answer> Make(string path, string? secret = null, string[]? kinds = null)
    {
        var answer = await _admin.Post("/webhooks", new { url = new Uri(_sink.Address, path).ToString(), sites = new[] { "SH" }, kinds, secret });
        Assert.True((int)answer.Status == 201, answer.Text);
        return answer;
    }

    /// <summary>By the specification, word for word: one of the signatures is over id, timestamp and body.</summary>
    private static bool IsSigned(SunkRequest request, byte[] key)
    {
        var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}";
        using var hmac = new HMACSHA256(key);
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(signed)));
        return Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(request.Headers["webhook-timestamp"])) < 300
            && request.Headers["webhook-signature"].Split(' ').Contains(expected);
    }

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static Task Until(Func<Task<bool>> condition) => DeskHostProcess.Until(TimeSpan.FromSeconds(60), condition);
}
