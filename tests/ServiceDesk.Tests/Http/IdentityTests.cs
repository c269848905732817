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
    public async Task Health_says_when_the_desk_is_ready()
    {
        Assert.Equal("live", (await desk.Nobody().Get("/health/live")).Ok().Word("status"));
        Assert.Equal("ready", (await desk.Nobody().Get("/health/ready")).Ok().Word("status"));
    }
}
