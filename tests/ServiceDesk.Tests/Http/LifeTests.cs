using System.Net;
using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class LifeTests(DeskUnderTest desk)
{
    [Fact]
    public async Task A_ticket_is_taken_in_as_the_contract_shows_it()
    {
        var agent = await desk.Agent();
        var made = await agent.Take();
        Assert.Equal("\"1\"", made.Etag);
        Assert.Equal("/api/v1" + made.Path, made.Headers.Location!.ToString());
        Assert.Matches(@"^\d{6}-\d{4,}$", made.Word("number"));
        foreach (var member in (string[])["site", "number", "status", "displayStatus", "escalation", "priority", "type", "subtype", "owner", "collaborators", "progress",
            "customer", "submittedAt", "acknowledgedAt", "firstResponseAt", "resolvedAt", "confirmedAt", "closedAt", "closingReason", "sla", "survey", "rounds", "version"])
            Assert.True(made.Json.AsObject().ContainsKey(member), member);
        foreach (var clock in (string[])["ack", "response", "resolution", "update"]) Assert.True(made["sla"]!.AsObject().ContainsKey(clock), clock);
        Assert.Equal("138****5678", made["customer"]!["phone"]!.GetValue<string>());
        Assert.Equal("high", made["priority"]!["value"]!.GetValue<string>());
        Assert.Equal("problem", made.Word("type"));
        Assert.EndsWith("Z", made.Word("submittedAt"), StringComparison.Ordinal);
        var read = (await agent.Get(made.Path)).Ok();
        Assert.Equal(made.Text, read.Text);
        Assert.Equal(made.Etag, read.Etag);
    }

    [Fact]
    public async Task A_ticket_lives_from_its_intake_to_its_archive()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        (string Command, object? Body, string Status)[] story =
        [
            ("acknowledge", null, "processing"),
            ("progress", new { node = "已联系客户", note = "made a call" }, "processing"),
            ("communications", new { method = "phone", summary = "asked", customerSaid = "broken", nextStep = "visit" }, "processing"),
            ("wait", new { reason = "parts" }, "awaiting_feedback"),
            ("resume", new { }, "processing"),
            ("subtasks", new { title = "fetch the part" }, "processing"),
            ("subtasks", new { title = "mount it", dependsOn = new[] { 1 } }, "processing"),
            ("subtasks/1/start", null, "processing"),
            ("subtasks/1/done", null, "processing"),
            ("subtasks/2/cancel", new { reason = "not needed" }, "processing"),
            ("collaborations", new { department = "技术部", problem = "what is E-05" }, "processing"),
            ("collaborations/1/accept", null, "processing"),
            ("collaborations/1/answer", new { answer = "the fuse" }, "processing"),
            ("visits", new { technician = "sh-field-1", address = "Nanjing Road 1", eta = "2030-01-01T09:00:00+08:00" }, "processing"),
            ("visits/1/depart", null, "processing"),
            ("visits/1/arrive", null, "processing"),
            ("visits/1/done", new { note = "replaced" }, "processing"),
            ("changes", new { what = "two fuses" }, "processing"),
            ("changes/1/confirm", new { evidence = "scan-1" }, "processing"),
            ("collaborators", new { agent = "sh-engineer-1", part = "the fuse" }, "processing"),
            ("classify", new { scope = "in_scope" }, "processing"),
            ("prioritize", new { priority = "medium", reason = "it has a spare" }, "processing"),
            ("escalate", new { level = 1, reason = "no fuse" }, "processing"),
            ("escalations/1/acknowledge", new { note = "seen" }, "processing"),
            ("assign", new { owner = "sh-engineer-1", reason = "knows fuses" }, "processing"),
            ("acknowledge", null, "processing"),
            ("resolve", new { solution = "new fuse", warrantyUntil = "2031-01-01" }, "resolved"),
            ("summary", new { cause = "old fuse", solution = "new fuse", lesson = "stock fuses", common = true }, "resolved"),
            ("rate", new { answers = new { response_speed = 5, handling_result = 4 }, comment = "fine" }, "closed"),
            ("reopen", new { reason = "broken again" }, "processing"),
            ("close", new { reason = "closed_by_customer" }, "closed"),
        ];
        foreach (var (command, body, status) in story)
        {
            var answer = await agent.Post($"{path}/{command}", body);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{command}: {answer.Text}");
            Assert.Equal(status, answer.Word("status"));
            Assert.Equal($"\"{answer["version"]}\"", answer.Etag);
        }
    }

    [Fact]
    public async Task An_open_escalation_shows_instead_of_the_status()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var escalated = (await agent.Post(path + "/escalate", new { level = 2, reason = "hurry" })).Ok();
        Assert.Equal("pending", escalated.Word("status"));
        Assert.Equal("escalated", escalated.Word("displayStatus"));
        Assert.Equal(2, escalated["escalation"]!["level"]!.GetValue<int>());
        Assert.Equal("manual", escalated["escalation"]!["cause"]!.GetValue<string>());
        var seen = (await agent.Post(path + "/escalations/2/acknowledge")).Ok();
        Assert.Equal("pending", seen.Word("displayStatus"));
        Assert.Null(seen["escalation"]);
    }

    [Fact]
    public async Task Both_spellings_of_a_verdict_are_taken()
    {
        var agent = await desk.As("bj-agent-1");
        foreach (var verdict in (object[])[new { overall = 3 }, new { answers = new { overall = 3 } }])
        {
            var ticket = DeskClient.Ticket(new { site = "BJ", type = "product_consultation", serviceType = (string?)null });
            var path = (await agent.Post("/tickets", ticket)).Path;
            (await agent.Post(path + "/acknowledge")).Ok();
            (await agent.Post(path + "/resolve", new { solution = "told" })).Ok();
            var rated = (await agent.Post(path + "/rate", verdict)).Ok();
            Assert.Equal(3, rated["survey"]!["answers"]!["overall"]!.GetValue<int>());
            Assert.True(rated["survey"]!["satisfied"]!.GetValue<bool>());
        }

        (await agent.Post("/tickets/BJ/CW1/rate", new { })).Invalid("/answers");
    }

    [Fact]
    public async Task What_a_ticket_was_can_be_asked_for()
    {
        var agent = await desk.Agent();
        var made = await agent.Take();
        var later = (await agent.Post(made.Path + "/acknowledge")).Ok();
        var then = (await agent.Get($"{made.Path}?asOf={Uri.EscapeDataString(made.Word("openedAt"))}")).Ok();
        Assert.Equal(made.Text, then.Text);
        Assert.Equal(later.Text, (await agent.Get(made.Path + "?asOf=2100-01-01T00:00:00Z")).Ok().Text);
        (await agent.Get(made.Path + "?asOf=2000-01-01T00:00:00Z")).Problem(404, "not_found");
        (await agent.Get(made.Path + "?asOf=yesterday")).Invalid("?asOf");
    }

    [Fact]
    public async Task The_timeline_tells_everything_in_pages_and_its_hashes_chain()
    {
        var agent = await desk.Agent();
        var made = await agent.Take();
        (await agent.Post(made.Path + "/acknowledge")).Ok();
        (await agent.Post(made.Path + "/progress", new { node = "fault_checked" })).Ok();
        var first = (await agent.Get(made.Path + "/timeline?limit=2")).Ok();
        var rest = (await agent.Get($"{made.Path}/timeline?limit=2&cursor={first["next"]}")).Ok();
        Assert.Null(rest["next"]);
        JsonNode[] items = [.. first.Items.Concat(rest.Items).Select(i => i!)];
        Assert.Equal(["opened", "acknowledged", "progressed"], items.Select(i => i["kind"]!.GetValue<string>()));
        Assert.Equal([1, 2, 3], items.Select(i => i["version"]!.GetValue<int>()));
        Assert.All(items, i => Assert.Equal("sh-agent-1", i["by"]!.GetValue<string>()));
        Assert.All(items, i => Assert.Matches("^[0-9a-f]{64}$", i["hash"]!.GetValue<string>()));
        Assert.Equal(3, items.Select(i => i["hash"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal("fault_checked", items[2]["data"]!["node"]!.GetValue<string>());
        Assert.Equal(["progressed"], (await agent.Get(made.Path + "/timeline?after=2")).Ok().Items.Select(i => i!["kind"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_deadline_can_be_explained()
    {
        var agent = await desk.Agent();
        var made = await agent.Take();
        var explained = (await agent.Get(made.Path + "/sla/explain")).Ok();
        Assert.NotEmpty(explained.Items);
        foreach (var clock in explained.Items)
        {
            Assert.Equal("sum", clock!["explanation"]!.AsArray()[^1]!["kind"]!.GetValue<string>());
            Assert.Equal(1, clock["policyVersion"]!.GetValue<int>());
        }
    }
}
