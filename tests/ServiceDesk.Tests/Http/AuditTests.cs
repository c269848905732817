using System.Data.Common;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDesk.Gateway.Audit;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Faults;

namespace ServiceDesk.Tests.Http;

public sealed class AuditTests
{
    [Fact]
    public async Task Who_did_what_is_on_record_without_any_secret()
    {
        await using var desk = await DeskUnderTest.Started();
        var admin = await desk.Admin();
        (await desk.Nobody().Post("/auth/token", new { user = "sh-agent-1", password = "a wrong secret" })).Problem(401, "wrong_credentials");
        (await desk.Nobody().Post("/auth/token", new { user = "my-secret-typed-here", password = "x" })).Problem(401, "wrong_credentials");
        var agent = await desk.Agent();
        (await agent.Put("/sites/SH/policy", (await agent.Get("/sites/SH/policy")).Json)).Problem(403, "forbidden");
        (await agent.Get("/sites/BJ")).Problem(404, "no_such_site");
        (await admin.Put("/sites/SH/policy", (await admin.Get("/sites/SH/policy")).Json)).Ok();
        (await admin.Put("/agents/li.na", new { name = "Li Na", sites = new[] { "SH" }, roles = new[] { "engineer" } })).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/li.na/credentials", new { password = "a new secret" })).Status);
        var key = await admin.Post("/api-keys", new { name = "erp", sites = new[] { "SH" } });
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete($"/api-keys/{key.Word("id")}")).Status);
        var path = (await agent.Take()).Path;
        (await agent.Post(path + "/contact/reveal", new { reason = "to call back" })).Ok();

        var auditor = await desk.As("sh-auditor-1");
        JsonArray entries = [];
        await DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () =>
            (entries = (await auditor.Get("/audit?limit=100")).Ok().Items).Count(e => Word(e, "kind") == "refused") == 2);
        var told = entries.Select(e => $"{Word(e, "kind")} {Word(e, "actor")} {e!["site"]?.GetValue<string>() ?? "-"}").ToHashSet();
        foreach (var expected in (string[])[
            "sign_in_failed staff:sh-agent-1 -", "sign_in_failed unknown -", "signed_in staff:sh-agent-1 -", "signed_in staff:admin -",
            "refused staff:sh-agent-1 SH", "refused staff:sh-agent-1 -", "policy_published staff:admin SH", "agent_changed staff:admin SH",
            "password_set staff:admin -", "api_key_made staff:admin SH", "api_key_revoked staff:admin -", "contact_revealed staff:sh-agent-1 SH"])
            Assert.Contains(expected, told);
        var look = entries.Single(e => Word(e, "kind") == "contact_revealed")!;
        Assert.Equal("to call back", look["data"]!["reason"]!.GetValue<string>());
        Assert.Equal(path.Split('/')[^1], look["data"]!["target"]!.GetValue<string>());
        Assert.Equal("127.0.0.1", Word(look, "via"));
        foreach (var secret in (string[])["a wrong secret", "my-secret-typed-here", "a new secret", DeskUnderTest.Password, key.Word("key"), "13800005678"])
            Assert.DoesNotContain(secret, entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_for_auditors_and_for_admins_of_the_site()
    {
        await using var desk = await DeskUnderTest.Started();
        foreach (var site in (string[])["SH", "BJ"])
            (await (await desk.Admin()).Put($"/agents/{site}.new", new { name = "New", sites = new[] { site }, roles = new[] { "engineer" } })).Ok();
        (await (await desk.Agent()).Get("/audit")).Problem(403, "forbidden");
        (await (await desk.As("sh-supervisor-1")).Get("/audit?site=SH")).Problem(403, "forbidden");
        (await desk.Nobody().Get("/audit")).Problem(401, "unauthenticated");
        var siteAdmin = await desk.As("sh-admin-1");
        Assert.All((await siteAdmin.Get("/audit")).Ok().Items, entry => Assert.Equal("SH", Word(entry, "site")));
        Assert.NotEmpty((await siteAdmin.Get("/audit?site=SH&kind=agent_changed")).Ok().Items);
        (await siteAdmin.Get("/audit?site=BJ")).Problem(404, "no_such_site");
        Assert.NotEmpty((await (await desk.As("sh-director-1")).Get("/audit?site=BJ")).Ok().Items);
        var auditor = await desk.As("sh-auditor-1");
        var first = (await auditor.Get("/audit?limit=1")).Ok();
        Assert.Single((await auditor.Get($"/audit?limit=1&cursor={first.Word("next")}")).Ok().Items);
        (await auditor.Get("/audit?cursor=nonsense")).Invalid("?cursor");
        (await auditor.Get("/audit?kind=gossip")).Invalid("?kind");
    }

    [Fact]
    public async Task Who_cannot_be_written_down_does_not_get_in()
    {
        await using var desk = await DeskUnderTest.Started();
        var store = StoreAddress.Parse(desk.Options.Store);
        await using (DbConnection connection = store.Kind is StoreKind.Sqlite ? new SqliteConnection($"Data Source={store.Place};Pooling=false") : new NpgsqlConnection(store.Place))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = store.Kind is StoreKind.Sqlite
                ? "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END"
                : "ALTER TABLE audit ADD CONSTRAINT no_room CHECK (false) NOT VALID";
            await command.ExecuteNonQueryAsync();
        }

        (await desk.Nobody().Post("/auth/token", new { user = "sh-agent-1", password = DeskUnderTest.Password })).Problem(503, "busy");
    }

    [Fact]
    public async Task Every_address_of_the_table_is_one_of_the_desk()
    {
        await using var desk = await DeskUnderTest.Started();
        var marked = desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Count(endpoint => endpoint.Metadata.GetMetadata<Audited>() is not null);
        Assert.Equal(AuditedRequests.Addresses.Count, marked);
    }

    private static string Word(JsonNode? entry, string field) => entry![field]!.GetValue<string>();
}
