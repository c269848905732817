using System.Net;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class IdentityTests(DeskUnderTest desk)
{
    [Fact]
    public async Task The_caller_can_ask_who_they_are()
    {
        var me = (await (await desk.Agent()).Get("/me")).Ok();
        Assert.Equal(("sh-agent-1", "staff"), (me.Word("id"), me.Word("kind")));
        Assert.Equal(["SH"], me["sites"]!.AsArray().Select(s => s!.GetValue<string>()));
        Assert.NotNull(me["expiresAt"]);
    }

    [Fact]
    public async Task Agents_are_kept_by_the_admins_of_their_sites()
    {
        var admin = await desk.As("sh-admin-1");
        var agent = new { name = "Li Na", sites = new[] { "SH" }, roles = new[] { "engineer" }, skills = new[] { "pumps" }, capacity = 5, supervisor = "sh-supervisor-1" };
        (await admin.Put("/agents/li.na", agent)).Ok();
        (await admin.Post("/agents/li.na/credentials", new { password = "short" })).Invalid("/password");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/li.na/credentials", new { password = "a long password" })).Status);
        var herself = await desk.Nobody().SignIn("li.na", "a long password");
        Assert.Equal("Li Na", (await herself.Get("/me")).Ok().Word("name"));

        (await admin.Put("/agents/li.na", agent with { sites = ["BJ"] })).Problem(403, "forbidden");
        (await admin.Put("/agents/li.na", agent with { roles = ["system_admin"] })).Problem(403, "forbidden");
        (await admin.Put("/agents/bj-agent-1", agent)).Problem(403, "forbidden");
        (await admin.Put("/agents/li.na", agent with { roles = ["wizard"] })).Invalid("/roles/0");
        (await admin.Put("/agents/li.na", agent with { sites = ["sh"] })).Invalid("/sites/0");
        (await admin.Post("/agents/bj-agent-1/credentials", new { password = "a long password" })).Problem(404, "no_such_agent");
        (await herself.Put("/agents/li.na", agent)).Problem(403, "forbidden");
        Assert.Contains((await admin.Get("/agents?site=SH&limit=100")).Ok().Items, i => i!["id"]!.GetValue<string>() == "li.na");

        (await admin.Put("/agents/li.na", agent with { roles = ["service_agent"] })).Ok();
        Assert.Equal("service_agent", (await herself.Get("/me")).Ok()["roles"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Machines_come_with_a_key_until_it_is_revoked()
    {
        var admin = await desk.As("sh-admin-1");
        var made = await admin.Post("/api-keys", new { name = "shop", sites = new[] { "SH" }, roles = Array.Empty<string>() });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var key = ("X-Api-Key", made.Word("key"));
        var me = (await desk.Nobody().Get("/me", key)).Ok();
        Assert.Equal(("machine", made.Word("id")), (me.Word("kind"), me.Word("id")));
        var ticket = await desk.Nobody().Take(new { source = "api" }, key);
        Assert.Equal(made.Word("id"), (await admin.Get(ticket.Path + "/timeline")).Ok().Items[0]!["by"]!.GetValue<string>());
        Assert.DoesNotContain(made.Word("key"), (await admin.Get("/api-keys?limit=100")).Ok().Text, StringComparison.Ordinal);
        (await admin.Post("/api-keys", new { name = "spy", sites = new[] { "BJ" } })).Problem(403, "forbidden");
        (await admin.Post("/api-keys", new { name = "spy", sites = new[] { "SH" }, roles = new[] { "auditor" } })).Problem(403, "forbidden");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete($"/api-keys/{made.Word("id")}")).Status);
        (await desk.Nobody().Get("/me", key)).Problem(401, "unauthenticated");
        (await admin.Delete($"/api-keys/{made.Word("id")}")).Problem(404, "no_such_key");
    }

    [Fact]
    public async Task A_key_is_good_for_its_scopes_until_it_runs_out_and_two_secrets_overlap_when_it_is_rotated()
    {
        var admin = await desk.As("sh-admin-1");
        (await admin.Post("/api-keys", new { name = "shop", sites = new[] { "SH" }, scopes = new[] { "open", "fly" } })).Invalid("/scopes/1");
        (await admin.Post("/api-keys", new { name = "shop", sites = new[] { "SH" }, expiresAt = "2020-01-01T00:00:00Z" })).Invalid("/expiresAt");
        var made = await admin.Post("/api-keys", new { name = "shop", sites = new[] { "SH" }, scopes = new[] { "open", "read", "contact_reveal" }, expiresAt = "2100-01-01T00:00:00Z" });
        var (id, first) = (made.Word("id"), ("X-Api-Key", made.Word("key")));
        var machine = desk.Nobody();
        var ticket = await machine.Take(new { source = "api" }, first);
        (await machine.Post(ticket.Path + "/acknowledge", null, first)).Problem(403, "out_of_scope");
        (await machine.Post(ticket.Path + "/contact/reveal", new { reason = "r" }, first)).Ok();
        (await machine.Get("/events", first)).Problem(403, "out_of_scope");
        var seen = (await admin.Get("/api-keys?limit=100")).Ok().Items.Single(key => key!["id"]!.GetValue<string>() == id)!;
        Assert.NotNull(seen["usedAt"]);
        Assert.Equal(["open", "read", "contact_reveal"], seen["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()));

        var second = ("X-Api-Key", (await admin.Post($"/api-keys/{id}/rotate", new { overlapHours = 1 })).Ok().Word("key"));
        (await machine.Get("/me", first)).Ok();
        (await machine.Get("/me", second)).Ok();
        var third = ("X-Api-Key", (await admin.Post($"/api-keys/{id}/rotate", new { overlapHours = 0 })).Ok().Word("key"));
        (await machine.Get("/me", first)).Problem(401, "unauthenticated");
        (await machine.Get("/me", second)).Problem(401, "unauthenticated");
        Assert.Equal(id, (await machine.Get("/me", third)).Ok().Word("id"));
        (await (await desk.As("bj-admin-1")).Post($"/api-keys/{id}/rotate", new { })).Problem(404, "no_such_key");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete($"/api-keys/{id}")).Status);
        (await machine.Get("/me", third)).Problem(401, "unauthenticated");
    }

    [Fact]
    public async Task What_one_gateway_takes_away_another_refuses_a_moment_later()
    {
        await using var one = await DeskUnderTest.Started();
        await using var two = await DeskUnderTest.Started(_ => one.Options);
        var admin = await one.Admin();
        var made = await admin.Post("/api-keys", new { name = "shop", sites = new[] { "SH" } });
        var (key, agent) = (("X-Api-Key", made.Word("key")), await two.As("sh-agent-1"));
        (await two.Nobody().Get("/me", key)).Ok();
        (await agent.Get("/me")).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete($"/api-keys/{made.Word("id")}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/sh-agent-1/block")).Status);
        await Faults.DeskHostProcess.Until(TimeSpan.FromSeconds(8), async () =>
            (await two.Nobody().Get("/me", key)).Status is not HttpStatusCode.OK && (await agent.Get("/me")).Status is not HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_first_start_shows_a_random_password_once_and_keeps_its_keys_to_itself()
    {
        await using var own = await DeskUnderTest.Started(options => options with { AdminPassword = null, Demo = false });
        var line = Assert.Single(own.Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var password = line.Split(' ').SkipWhile(word => word != "password").ElementAt(1);
        var admin = await own.Nobody().SignIn("admin", password);
        Assert.Equal("system_admin", (await admin.Get("/me")).Ok()["roles"]![0]!.GetValue<string>());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(own.Options.Keys));
        await own.Restart();
        Assert.Single(own.Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await own.Nobody().SignIn("admin", password);
    }

    [Fact]
    public async Task Whom_an_admin_removed_the_next_start_of_a_demonstration_does_not_bring_back()
    {
        await using var own = await DeskUnderTest.Started();
        Assert.Equal(HttpStatusCode.NoContent, (await (await own.Admin()).Delete("/agents/sh-engineer-1")).Status);
        await own.Restart();
        (await (await own.Admin()).Get("/agents/sh-engineer-1")).Problem(404, "no_such_agent");
        (await (await own.As("sh-engineer-2")).Get("/me")).Ok();
    }

    [Fact]
    public async Task Health_says_when_the_desk_is_ready()
    {
        Assert.Equal("live", (await desk.Nobody().Get("/health/live")).Ok().Word("status"));
        Assert.Equal("ready", (await desk.Nobody().Get("/health/ready")).Ok().Word("status"));
    }
}
