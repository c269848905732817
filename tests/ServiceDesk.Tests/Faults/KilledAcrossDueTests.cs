using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>A deadline that passes while the real process is dead: kept once, late by the outage only.</summary>
public sealed class KilledAcrossDueTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-due-").FullName;

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_before_a_due_moment_and_started_after_it_the_desk_escalates_once_and_repeats_nothing(string database)
    {
        var store = database == "sqlite" ? $"sqlite:{_folder}/desk.db" : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";
        await using var desk = new DeskHostProcess(store, _folder);
        await desk.Start();
        var before = await SignIn(desk);
        await Promise(before);
        var ticket = await Take(before);
        await DeskHostProcess.Until(Deadline, async () => (await Told(before, ticket, "escalated")).Count > 0);       // the acceptance, before the kill
        await desk.Kill();
        var dueAt = Due(ticket);
        Assert.True(DateTimeOffset.UtcNow < dueAt, "The machine was too slow for this test: the deadline passed before the kill.");

        await DeskHostProcess.Until(Deadline, () => Task.FromResult(DateTimeOffset.UtcNow > dueAt));
        var startedAt = DateTimeOffset.UtcNow;
        await desk.Start();
        var after = await SignIn(desk);
        await DeskHostProcess.Until(Deadline, async () => (await Told(after, ticket, "escalated")).Any(IsOf("resolution")));
        var seenAt = DateTimeOffset.UtcNow;
        // The later clock is a marker: whatever would ring twice has had its second chance by then.
        await DeskHostProcess.Until(Deadline, async () => (await Told(after, ticket, "escalated")).Any(IsOf("response")));

        var breached = Assert.Single(await Told(after, ticket, "breached"), Of("resolution"));
        Assert.Equal(dueAt, breached["data"]!["due"]!.GetValue<DateTimeOffset>());
        Assert.InRange(breached["at"]!.GetValue<DateTimeOffset>(), startedAt, seenAt);
        Assert.Single(await Told(after, ticket, "breached"), Of("ack"));
        foreach (var cause in (string[])["ack", "resolution", "response"])
            Assert.Equal(1, Assert.Single(await Told(after, ticket, "escalated"), e => IsOf(cause)(e))["data"]!["level"]!.GetValue<int>());

        await desk.Kill();
        using var verify = desk.Run("verify");
        await verify.WaitForExitAsync();
        Assert.Equal(0, verify.ExitCode);
    }

    private static async Task Promise(HttpClient client)
    {
        await Put(client, "/api/v1/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" });
        var policy = JsonNode.Parse(await client.GetStringAsync("/api/v1/sites/SH/policy"))!;
        policy["ack"] = "PT1S";
        policy["targets"]!["high"] = new JsonObject { ["response"] = "PT16S", ["resolution"] = "PT8S", ["update"] = "PT2H", ["customerSync"] = "PT2H" };
        await Put(client, "/api/v1/sites/SH/policy", policy);
    }

    private static async Task Put(HttpClient client, string path, object body) => (await client.PutAsJsonAsync(path, body)).EnsureSuccessStatusCode();

    private static async Task<JsonNode> Take(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/tickets", new { site = "SH", source = "phone", customer = new { name = "华东电子" }, type = "problem", verbatim = "设备无法启动", urgency = "high" });
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<IReadOnlyList<JsonNode>> Told(HttpClient client, JsonNode ticket, string kind)
    {
        var timeline = JsonNode.Parse(await client.GetStringAsync($"/api/v1/tickets/SH/{ticket["number"]}/timeline?limit=100"))!;
        return [.. timeline["items"]!.AsArray().Select(e => e!).Where(e => e["kind"]!.GetValue<string>() == kind)];
    }

    private static DateTimeOffset Due(JsonNode ticket) => ticket["sla"]!["resolution"]!["due"]!.GetValue<DateTimeOffset>();

    private static Predicate<JsonNode> Of(string clock) => e => e["data"]!["clock"]!["kind"]!.GetValue<string>() == clock;

    private static Func<JsonNode, bool> IsOf(string cause) => e => e["data"]!["cause"]!.GetValue<string>() == cause;

    private static async Task<HttpClient> SignIn(DeskHostProcess desk)
    {
        var client = new HttpClient { BaseAddress = desk.Address };
        using var answer = await client.PostAsJsonAsync("/api/v1/auth/token", new { user = "admin", password = DeskHostProcess.Password });
        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["accessToken"]!.GetValue<string>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
