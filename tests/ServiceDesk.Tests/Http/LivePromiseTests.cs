using System.Text.Json.Nodes;
using ServiceDesk.Tests.Faults;

namespace ServiceDesk.Tests.Http;

/// <summary>
/// Promises of seconds, kept and broken by the running desk in real time. Each test has a site of its own. That something does not
/// happen is asserted once a later clock of the same ticket has rung.
/// </summary>
public sealed class LivePromiseTests(DeskUnderTest desk) : IClassFixture<DeskUnderTest>
{
    private const string Far = "PT2H";

    /// <summary>For a machine that has much else to do: everything here is due within seconds.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_ticket_that_nobody_accepts_calls_the_supervisor_once()
    {
        var ticket = await Take("LA", policy => { policy["ack"] = "PT1S"; High(policy, resolution: "PT3S"); });
        await ticket.Until("breached", "resolution");
        var called = Assert.Single(await ticket.Told("escalated"), e => Word(e, "cause") == "ack");
        Assert.Equal(1, called["data"]!["level"]!.GetValue<int>());
        Assert.Equal("clock", called["byKind"]!.GetValue<string>());
        var breached = Assert.Single(await ticket.Told("breached"), e => Kind(e) == "ack");
        Assert.True(At(breached) >= breached["data"]!["due"]!.GetValue<DateTimeOffset>());
        Assert.Equal("escalated", (await ticket.Show()).Word("displayStatus"));
    }

    [Fact]
    public async Task Silence_reminds_owner_and_supervisor_and_then_calls_the_director_once_each()
    {
        var ticket = await Take("LB", policy =>
        {
            High(policy, update: "PT1S", resolution: "PT5S");
            policy["escalation"]!["directorAfter"] = "PT1S";
        });
        await ticket.Does("acknowledge");
        await ticket.Until("breached", "resolution");
        var reminded = Assert.Single(await ticket.Told("reminded"), e => Kind(e) == "update");
        Assert.Equal(["owner", "supervisor"], Recipients(reminded));
        var urgent = Assert.Single(await ticket.Told("escalated"), e => Word(e, "cause") == "update");
        Assert.Equal(2, urgent["data"]!["level"]!.GetValue<int>());
        Assert.True(At(urgent) >= At(reminded));
    }

    [Fact]
    public async Task The_owner_is_warned_at_three_quarters_then_the_breach_calls_supervisor_and_director()
    {
        var ticket = await Take("LC", policy =>
        {
            High(policy, resolution: "PT4S");
            policy["escalation"]!["directorAfter"] = "PT1S";
        });
        await ticket.Until("escalated", e => Word(e, "cause") == "resolution" && e["data"]!["level"]!.GetValue<int>() == 2);
        var taken = (await ticket.Show())["submittedAt"]!.GetValue<DateTimeOffset>();
        var warned = Assert.Single(await ticket.Told("reminded"));
        Assert.Equal(("warning", "resolution"), (Word(warned, "stage"), Kind(warned)));
        Assert.Equal(["owner"], Recipients(warned));
        Assert.True(At(warned) >= taken.AddSeconds(3));
        Assert.Equal(taken.AddSeconds(4), Assert.Single(await ticket.Told("breached"))["data"]!["due"]!.GetValue<DateTimeOffset>());
        Assert.Equal([1, 2], (await ticket.Told("escalated")).Select(e => e["data"]!["level"]!.GetValue<int>()));
        Assert.Equal("breached", (await ticket.Show())["sla"]!["resolution"]!["state"]!.GetValue<string>());
        Assert.Equal(["counted", "sum"], Steps(await ticket.Explained("resolution")));
    }

    [Fact]
    public async Task Another_priority_plans_anew_and_the_old_deadline_never_fires()
    {
        var ticket = await Take("LD", policy => { High(policy, resolution: "PT4S"); policy["ack"] = "PT6S"; });
        var first = (await ticket.Show())["sla"]!["resolution"]!;
        var lowered = (await ticket.Does("prioritize", new { priority = "low", reason = "it can wait" }))["sla"]!["resolution"]!;
        Assert.Equal(2, lowered["epoch"]!.GetValue<int>());
        Assert.True(Due(lowered) > Due(first).AddDays(1));
        await ticket.Until("breached", "ack");
        Assert.DoesNotContain(await ticket.Told("breached"), e => Kind(e) == "resolution");

        var raised = (await ticket.Does("prioritize", new { priority = "high", reason = "it cannot" }))["sla"]!["resolution"]!;
        Assert.Equal((3, Due(first)), (raised["epoch"]!.GetValue<int>(), Due(raised)));
        await ticket.Until("breached", "resolution");
        Assert.Equal(3, Assert.Single(await ticket.Told("breached"), e => Kind(e) == "resolution")["data"]!["clock"]!["epoch"]!.GetValue<int>());
    }

    [Fact]
    public async Task Waiting_for_the_customer_stops_the_deadline_and_resuming_moves_it_by_what_was_waited()
    {
        var ticket = await Take("LE", policy => High(policy, resolution: "PT3S", customerSync: "PT4S"));
        var promised = Due((await ticket.Show())["sla"]!["resolution"]!);
        await ticket.Does("acknowledge");
        Assert.Equal("paused", (await ticket.Does("wait", new { reason = "customer" }))["sla"]!["resolution"]!["state"]!.GetValue<string>());
        await ticket.Until("breached", "customer_sync");
        Assert.DoesNotContain(await ticket.Told("breached"), e => Kind(e) == "resolution");

        var resumed = (await ticket.Does("resume"))["sla"]!["resolution"]!;
        var (from, to) = (At(Assert.Single(await ticket.Told("waited"))), At(Assert.Single(await ticket.Told("resumed"))));
        Assert.Equal(("running", promised + (to - from)), (resumed["state"]!.GetValue<string>(), Due(resumed)));
        await ticket.Until("breached", "resolution");
        Assert.Equal(Due(resumed), Assert.Single(await ticket.Told("breached"), e => Kind(e) == "resolution")["data"]!["due"]!.GetValue<DateTimeOffset>());
        Assert.Equal(["counted", "paused", "counted", "sum"], Steps(await ticket.Explained("resolution")));
    }

    [Fact]
    public async Task A_published_policy_moves_open_deadlines_and_the_report_says_which()
    {
        var ticket = await Take("LF", policy => High(policy, resolution: Far));
        var old = Due((await ticket.Show())["sla"]!["resolution"]!);
        await Publish(await desk.Admin(), "LF", policy => High(policy, resolution: "PT1H"));
        Answer report = null!;
        await DeskHostProcess.Until(Deadline, async () => (report = (await (await desk.Admin()).Get("/sites/LF/replan")).Ok())["finishedAt"] is not null && report["policyVersion"]!.GetValue<int>() == 3);
        var moved = Assert.Single(report["moved"]!.AsArray())!;
        Assert.Equal((1, 1), (report["checked"]!.GetValue<int>(), report["movedTickets"]!.GetValue<int>()));
        Assert.Equal((old, old.AddHours(-1)), (moved["from"]!.GetValue<DateTimeOffset>(), moved["to"]!.GetValue<DateTimeOffset>()));
        var now = (await ticket.Show())["sla"]!["resolution"]!;
        Assert.Equal((2, old.AddHours(-1)), (now["epoch"]!.GetValue<int>(), Due(now)));
        Assert.Equal(3, (await ticket.Explained("resolution"))["policyVersion"]!.GetValue<int>());
    }

    [Fact]
    public async Task Whoever_waits_for_others_too_long_is_told_once_and_so_is_who_has_to_know()
    {
        var ticket = await Take("LG", policy =>
        {
            High(policy, resolution: "PT5S");
            policy["collaboration"]!["target"] = "PT1S";
            policy["change"]!["unconfirmed"] = "PT2S";
        });
        await ticket.Does("acknowledge");
        await ticket.Does("collaborations", new { department = "技术部", problem = "what is E-05", tried = "restarted it" });
        await ticket.Does("changes", new { what = "two fuses" });
        await ticket.Does("visits", new { technician = "sh-field-1", address = "Nanjing Road 1", eta = DateTimeOffset.UtcNow.AddSeconds(2) });
        await ticket.Does("visits", new { technician = "sh-field-1", address = "Nanjing Road 1", eta = DateTimeOffset.UtcNow.AddSeconds(3) });
        await ticket.Does("visits/2/depart");
        await ticket.Does("visits/2/arrive");
        await ticket.Until("breached", "resolution");

        var reminded = (await ticket.Told("reminded")).Where(e => Word(e, "stage") == "reminder").ToArray();
        Assert.Equal(["requester", "department_head", "supervisor"], Recipients(Assert.Single(reminded, e => Kind(e) == "collaboration")));
        Assert.Equal(["owner"], Recipients(Assert.Single(reminded, e => Kind(e) == "change")));
        var late = Assert.Single(reminded, e => Kind(e) == "visit");
        Assert.Equal(["customer", "supervisor"], Recipients(late));
        Assert.Equal(1, late["data"]!["clock"]!["item"]!.GetValue<int>());
        Assert.Equal(["breached", "met"], (await ticket.Show())["visits"]!.AsArray().Select(visit => visit!["sla"]!["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Collaborators_have_a_part_and_subtasks_an_assignee()
    {
        var ticket = await Take("LH", _ => { });
        await ticket.Does("collaborators", new { agent = "sh-engineer-1", part = "the wiring" });
        var changed = await ticket.Does("collaborators", new { agent = "sh-engineer-1", part = "the fuse" });
        Assert.Equal("the fuse", Assert.Single(changed["collaborators"]!.AsArray())!["part"]!.GetValue<string>());
        var subtask = (await ticket.Does("subtasks", new { title = "fetch the part", assignee = "sh-field-1" }))["subtasks"]![0]!;
        Assert.Equal(("sh-field-1", "open"), (subtask["assignee"]!.GetValue<string>(), subtask["state"]!.GetValue<string>()));
        await ticket.Does("subtasks", new { title = "mount it", assignee = "sh-engineer-1", dependsOn = new[] { 1 } });
        (await ticket.Asks("subtasks/2/start")).Problem(409, "dependency_open");
        await ticket.Does("acknowledge");
        (await ticket.Asks("resolve", new { solution = "new fuse" })).Problem(409, "subtasks_open");
    }

    private async Task<Watched> Take(string site, Action<JsonNode> change)
    {
        var admin = await desk.Admin();
        (await admin.Put($"/sites/{site}", new { name = site, timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        await Publish(admin, site, policy => { High(policy); policy["ack"] = Far; change(policy); });
        return new(admin, (await admin.Take(new { site })).Path);
    }

    private static async Task Publish(DeskClient admin, string site, Action<JsonNode> change)
    {
        var policy = (await admin.Get($"/sites/{site}/policy")).Ok().Json;
        change(policy);
        (await admin.Put($"/sites/{site}/policy", policy)).Ok();
    }

    private static void High(JsonNode policy, string resolution = Far, string update = Far, string customerSync = Far) =>
        policy["targets"]!["high"] = new JsonObject { ["response"] = Far, ["resolution"] = resolution, ["update"] = update, ["customerSync"] = customerSync };

    private static string? Kind(JsonNode e) => e["data"]!["clock"]?["kind"]?.GetValue<string>();

    private static string Word(JsonNode e, string member) => e["data"]![member]!.GetValue<string>();

    private static IEnumerable<string> Recipients(JsonNode e) => e["data"]!["to"]!.AsArray().Select(to => to!.GetValue<string>());

    private static IEnumerable<string> Steps(JsonNode story) => story["explanation"]!.AsArray().Select(step => step!["kind"]!.GetValue<string>());

    private static DateTimeOffset At(JsonNode e) => e["at"]!.GetValue<DateTimeOffset>();

    private static DateTimeOffset Due(JsonNode clock) => clock["due"]!.GetValue<DateTimeOffset>();

    /// <summary>A ticket and who looks at it.</summary>
    private sealed class Watched(DeskClient client, string path)
    {
        public async Task<Answer> Show() => (await client.Get(path)).Ok();

        public Task<Answer> Asks(string command, object? body = null) => client.Post($"{path}/{command}", body);

        public async Task<Answer> Does(string command, object? body = null) => (await Asks(command, body)).Ok();

        /// <summary>Its events of one kind, oldest first.</summary>
        public async Task<IReadOnlyList<JsonNode>> Told(string kind) =>
            [.. (await client.Get(path + "/timeline?limit=100")).Ok().Items.Select(e => e!).Where(e => e["kind"]!.GetValue<string>() == kind)];

        public Task Until(string kind, string clock) => Until(kind, e => Kind(e) == clock);

        public Task Until(string kind, Func<JsonNode, bool> fits) => DeskHostProcess.Until(Deadline, async () => (await Told(kind)).Any(fits));

        public async Task<JsonNode> Explained(string clock) =>
            (await client.Get(path + "/sla/explain")).Ok().Items.Single(story => story!["clock"]!.GetValue<string>() == clock)!;
    }
}
