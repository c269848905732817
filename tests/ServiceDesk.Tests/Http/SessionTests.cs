using System.Net;
using ServiceDesk.Gateway.Identity;

namespace ServiceDesk.Tests.Http;

/// <summary>Sessions as their owners see them: listed, ended one by one, and at an end when nobody acts.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Somebody_sees_where_they_are_signed_in_and_ends_a_session_at_every_gateway()
    {
        await using var one = await DeskUnderTest.Started();
        await using var two = await DeskUnderTest.Started(_ => one.Options);
        var here = await one.As("sh-agent-1");
        var there = await two.As("sh-agent-1");
        (await there.Get("/me")).Ok();

        var listed = (await here.Get("/me/sessions")).Ok().Items;
        Assert.Equal([false, true], listed.Select(session => session!["isCurrent"]!.GetValue<bool>()));
        Assert.All(listed, session =>
        {
            Assert.Equal(("password", "127.0.0.1"), (session!["way"]!.GetValue<string>(), session["via"]!.GetValue<string>()));
            Assert.InRange(session["seenAt"]!.GetValue<DateTimeOffset>(), session["startedAt"]!.GetValue<DateTimeOffset>(), session["expiresAt"]!.GetValue<DateTimeOffset>());
        });
        var first = (await here.Get("/me/sessions?limit=1")).Ok();
        Assert.Equal(listed[1]!["id"]!.GetValue<string>(), (await here.Get($"/me/sessions?limit=1&cursor={first.Word("next")}")).Ok().Items.Single()!["id"]!.GetValue<string>());

        var other = listed[0]!["id"]!.GetValue<string>();
        (await (await one.As("sh-agent-2")).Delete($"/me/sessions/{other}")).Problem(404, "no_such_session");
        Assert.Equal(HttpStatusCode.NoContent, (await here.Delete($"/me/sessions/{other}")).Status);
        (await here.Delete($"/me/sessions/{other}")).Problem(404, "no_such_session");
        await Until(async () => (await there.Get("/me")).Status is HttpStatusCode.Unauthorized);
        Assert.Single((await here.Get("/me/sessions")).Ok().Items);
    }

    [Fact]
    public async Task Admins_see_the_sessions_of_their_people_and_of_nobody_else()
    {
        await using var desk = await DeskUnderTest.Started();
        var agent = await desk.Agent();
        var admin = await desk.As("sh-admin-1");
        var session = Assert.Single((await admin.Get("/agents/sh-agent-1/sessions")).Ok().Items)!;
        Assert.False(session["isCurrent"]!.GetValue<bool>());
        (await admin.Get("/agents/bj-agent-1/sessions")).Problem(404, "no_such_agent");
        (await agent.Get("/agents/sh-agent-1/sessions")).Problem(403, "forbidden");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/sh-agent-1/sign-out")).Status);
        Assert.Empty((await admin.Get("/agents/sh-agent-1/sessions")).Ok().Items);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete($"/me/sessions/{(await admin.Get("/me/sessions")).Ok().Items[0]!["id"]!.GetValue<string>()}")).Status);
        (await admin.Get("/me")).Problem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_session_ends_when_nobody_acts_in_it_whatever_its_page_does_by_itself()
    {
        var time = new ShiftedTime();
        await using var desk = await DeskUnderTest.Started(options => options with { Time = time, SignIn = new() { Idle = TimeSpan.FromHours(4) } });
        var acting = await desk.As("sh-agent-1");
        var watching = await desk.Nobody().SignIn("sh-agent-1", DeskUnderTest.Password);
        var unattended = (SignInServices.UnattendedHeader, "1");

        time.Shift = TimeSpan.FromHours(3);
        (await acting.Get("/me")).Ok();
        (await watching.Get("/me", unattended)).Ok();
        using var stream = await watching.Open("/events/stream");
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        time.Shift = TimeSpan.FromHours(5);
        (await watching.Get("/me")).Problem(401, "unauthenticated");
        Assert.Single((await acting.Get("/me/sessions")).Ok().Items);
        await Ends(stream);

        await desk.Restart();
        time.Shift = TimeSpan.FromHours(8);
        (await new DeskClient(desk.Address, acting.Token).Get("/me")).Ok();
        time.Shift = TimeSpan.FromHours(13);
        (await new DeskClient(desk.Address, acting.Token).Get("/me")).Problem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_stream_ends_with_the_session_the_account_or_the_key_that_opened_it()
    {
        await using var desk = await DeskUnderTest.Started();
        var (admin, agent, blocked) = (await desk.As("sh-admin-1"), await desk.As("sh-agent-1"), await desk.As("sh-agent-2"));
        var key = await admin.Post("/api-keys", new { name = "reader", sites = new[] { "SH" } });
        using var signedOut = await agent.Open("/events/stream");
        using var shutOut = await blocked.Open("/notices/stream");
        using var revoked = await desk.Nobody().Open("/events/stream", ("X-Api-Key", key.Word("key")));
        using var kept = await admin.Open("/board/stream?site=SH");
        Assert.All([signedOut, shutOut, revoked, kept], stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        var goesOn = kept.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await agent.Post("/auth/sign-out")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/sh-agent-2/block")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete($"/api-keys/{key.Word("id")}")).Status);
        await Ends(signedOut);
        await Ends(shutOut);
        await Ends(revoked);
        Assert.False(goesOn.IsCompleted);
    }

    private static async Task Ends(HttpResponseMessage stream) => await stream.Content.ReadAsStringAsync().WaitAsync(Patience);

    private static Task Until(Func<Task<bool>> condition) => Faults.DeskHostProcess.Until(Patience, condition);
}
