namespace ServiceDesk.Tests.Http;

/// <summary>What a publication would do, before it is made.</summary>
public sealed class PreviewTests : IAsyncLifetime
{
    private DeskUnderTest _desk = null!;

    public async Task InitializeAsync() => _desk = await DeskUnderTest.Started();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task A_tighter_policy_says_what_would_be_past_at_once_and_nothing_is_changed()
    {
        var (agent, admin) = (await _desk.Agent(), await _desk.As("sh-admin-1"));
        var old = await agent.Take(new { submittedAt = DateTimeOffset.UtcNow.AddHours(-3) });
        var closed = await agent.Take(new { submittedAt = DateTimeOffset.UtcNow.AddHours(-3) });
        (await agent.Post(closed.Path + "/close", new { reason = "closed_by_customer" })).Ok();
        var policy = (await admin.Get("/sites/SH/policy")).Ok().Json;
        Assert.Equal(0, (await admin.Post("/sites/SH/policy/preview", policy)).Ok()["movedTickets"]!.GetValue<int>());

        policy["targets"]!["high"]!["resolution"] = "PT2H";
        var preview = (await admin.Post("/sites/SH/policy/preview", policy)).Ok();
        Assert.Equal((1, 1, 1, 1), (Of(preview, "open"), Of(preview, "checked"), Of(preview, "movedTickets"), Of(preview, "breached")));
        var moved = preview["moved"]!.AsArray().Single()!;
        Assert.Equal((old.Word("number"), "resolution", "breached"), (moved["number"]!.GetValue<string>(), moved["clock"]!.GetValue<string>(), moved["effect"]!.GetValue<string>()));
        Assert.Equal(old["sla"]!["resolution"]!["due"]!.GetValue<string>(), moved["from"]!.GetValue<string>());
        Assert.Equal("\"1\"", (await admin.Get("/sites/SH/policy")).Ok().Etag);
        Assert.Equal(old.Json["version"]!.GetValue<int>(), (await admin.Get(old.Path)).Ok()["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_calendar_with_longer_nights_moves_working_days_to_later()
    {
        var (agent, admin) = (await _desk.Agent(), await _desk.As("sh-admin-1"));
        await agent.Take(new { urgency = "low", customer = new { name = "c", tier = "regular" } });
        var calendar = new { timeZone = "Asia/Shanghai", week = new { mon = new[] { new[] { "09:00", "10:00" } } } };
        var preview = (await admin.Post("/sites/SH/calendar/preview", calendar)).Ok();
        Assert.Equal((1, 0), (Of(preview, "later"), Of(preview, "breached")));
    }

    [Fact]
    public async Task Who_may_not_publish_may_not_preview_and_what_cannot_be_published_is_refused_in_the_same_words()
    {
        var admin = await _desk.As("sh-admin-1");
        var policy = (await admin.Get("/sites/SH/policy")).Ok().Json;
        (await (await _desk.As("sh-supervisor-1")).Post("/sites/SH/policy/preview", policy)).Problem(403, "forbidden");
        (await admin.Post("/sites/BJ/policy/preview", policy)).Problem(404, "no_such_site");
        policy["ack"] = "PT0S";
        (await admin.Post("/sites/SH/policy/preview", policy)).Invalid("/ack");
        (await admin.Post("/sites/SH/calendar/preview", new { timeZone = "Mars", week = new { mon = new[] { new[] { "09:00", "10:00" } } } })).Invalid("/timeZone");
    }

    private static int Of(Answer preview, string figure) => preview[figure]!.GetValue<int>();
}
