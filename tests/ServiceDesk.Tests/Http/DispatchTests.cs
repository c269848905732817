using System.Net;
using ServiceDesk.Tests.Faults;

namespace ServiceDesk.Tests.Http;

/// <summary>Work finds its person, through HTTP on the demonstration's sites.</summary>
public sealed class DispatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private DeskUnderTest _desk = null!;

    public async Task InitializeAsync() => _desk = await DeskUnderTest.Started();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task A_fault_reaches_an_engineer_and_a_complaint_a_customer_relations_specialist()
    {
        var agent = await _desk.Agent();
        await ComeOn("sh-engineer-1");
        await ComeOn("sh-relations-1");
        await ComeOn("sh-manager-1");
        var (fault, complaint, complex) = (await agent.Take(), await agent.Take(new { type = "complaint" }), await agent.Take(new { subtype = "complex_technical" }));
        await Owned(fault, "sh-engineer-1");
        await Owned(complaint, "sh-relations-1");
        await Owned(complex, "sh-manager-1");
        var why = (await agent.Get(fault.Path + "/timeline")).Ok().Items.Single(item => item!["kind"]!.GetValue<string>() == "assigned")!;
        Assert.Equal("engineer", why["data"]!["choice"]!["need"]!["role"]!.GetValue<string>());
        Assert.Equal("only_candidate", why["data"]!["choice"]!["rule"]!.GetValue<string>());
        Assert.Equal("sh-engineer-1", why["data"]!["choice"]!["considered"]![0]!["agent"]!.GetValue<string>());
    }

    [Fact]
    public async Task Three_declines_end_at_the_supervisor()
    {
        foreach (var id in (string[])["sh-engineer-1", "sh-engineer-2", "sh-engineer-3"])
        {
            if (id.EndsWith('3'))
            {
                (await (await _desk.Admin()).Put("/agents/" + id, new { name = id, sites = new[] { "SH" }, roles = new[] { "engineer" }, supervisor = "sh-supervisor-1" })).Ok();
                Assert.Equal(HttpStatusCode.NoContent, (await (await _desk.Admin()).Post($"/agents/{id}/credentials", new { password = DeskUnderTest.Password })).Status);
            }

            await ComeOn(id);
        }

        var agent = await _desk.Agent();
        var ticket = await agent.Take();
        var declined = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            var owner = await Owned(ticket, null, declined);
            (await (await _desk.As(owner)).Post(ticket.Path + "/decline", new { reason = "busy" })).Ok();
            Assert.True(declined.Add(owner));
        }

        await Owned(ticket, "sh-supervisor-1");
        var shown = (await agent.Get(ticket.Path)).Ok();
        Assert.Equal("escalated", shown.Word("displayStatus"));
        Assert.Equal("declined", shown["escalation"]!["cause"]!.GetValue<string>());
    }

    [Fact]
    public async Task Many_who_claim_from_one_queue_at_once_get_as_many_different_tickets()
    {
        const int Agents = 50, Tickets = 500;
        var (admin, agent) = (await _desk.Admin(), await _desk.Agent());
        await Task.WhenAll(Enumerable.Range(0, Tickets).Select(_ => agent.Take()));
        var keys = new List<string>();
        for (var i = 0; i < Agents; i++) keys.Add((await admin.Post("/api-keys", new { name = $"claimer {i}", sites = new[] { "SH" } })).Word("key"));

        var claimed = await Task.WhenAll(keys.Select(async key =>
        {
            var mine = new List<string>();
            while (await _desk.Nobody().Post("/queue/claim", new { site = "SH" }, ("X-Api-Key", key)) is { Status: HttpStatusCode.OK } answer) mine.Add(answer.Word("number"));
            return mine;
        }));
        Assert.Equal(Tickets, claimed.SelectMany(mine => mine).Distinct().Count());
        Assert.Equal(Tickets, claimed.Sum(mine => mine.Count));
    }

    [Fact]
    public async Task A_fitting_claim_gives_what_the_role_allows_and_a_named_ticket_goes_to_the_first()
    {
        var agent = await _desk.Agent();
        var (fault, question) = (await agent.Take(), await agent.Take(new { type = "consultation", urgency = "low" }));
        Assert.Equal(question.Word("number"), (await agent.Post("/queue/claim", new { site = "SH", fitting = true })).Ok().Word("number"));
        Assert.Equal(HttpStatusCode.NoContent, (await agent.Post("/queue/claim", new { site = "SH", fitting = true })).Status);
        (await (await _desk.As("sh-engineer-1")).Post(fault.Path + "/acknowledge")).Ok();
        (await agent.Post(fault.Path + "/acknowledge")).Problem(409, "already_acknowledged");
    }

    [Fact]
    public async Task Off_duty_an_engineer_loses_only_what_they_did_not_accept_and_whoever_leaves_everything()
    {
        var (agent, engineer, admin) = (await _desk.Agent(), await _desk.As("sh-engineer-1"), await _desk.Admin());
        await ComeOn("sh-engineer-1");
        var (accepted, offered) = (await agent.Take(), await agent.Take());
        await Owned(accepted, "sh-engineer-1");
        await Owned(offered, "sh-engineer-1");
        (await engineer.Post(accepted.Path + "/acknowledge")).Ok();
        Assert.Equal(2, (await engineer.Get("/agents/sh-engineer-1")).Ok()["open"]!.GetValue<int>());

        await ComeOn("sh-engineer-2");
        Assert.Equal("off", (await engineer.Post("/agents/sh-engineer-1/presence", new { presence = "off" })).Ok().Word("presence"));
        await Owned(offered, "sh-engineer-2");
        Assert.Equal("sh-engineer-1", (await agent.Get(accepted.Path)).Ok().Word("owner"));

        Assert.Equal(HttpStatusCode.NoContent, (await admin.Delete("/agents/sh-engineer-1")).Status);
        await Owned(accepted, "sh-engineer-2");
        (await engineer.Get("/me")).Problem(401, "unauthenticated");
        (await admin.Get("/agents/sh-engineer-1")).Problem(404, "no_such_agent");
        (await admin.Delete("/agents/sh-engineer-1")).Problem(404, "no_such_agent");
        (await agent.Post(accepted.Path + "/assign", new { owner = "sh-engineer-1" })).Invalid("/owner");
    }

    [Fact]
    public async Task A_transferred_ticket_goes_on_at_the_other_site_once_with_its_contacts()
    {
        var (agent, supervisor, there) = (await _desk.Agent(), await _desk.As("sh-supervisor-1"), await _desk.As("bj-agent-1"));
        var ticket = await agent.Take();
        (await agent.Post(ticket.Path + "/transfer", new { site = "BJ", reason = "theirs" })).Invalid("/site");
        (await supervisor.Post(ticket.Path + "/transfer", new { site = "XX", reason = "theirs" })).Invalid("/site");
        (await supervisor.Post(ticket.Path + "/transfer", new { site = "SH", reason = "ours" })).Invalid("/site");

        var answers = new List<Answer>();
        for (var i = 0; i < 3; i++)
            answers.Add((await supervisor.Post(ticket.Path + "/transfer", new { site = "BJ", reason = "theirs" }, ("Idempotency-Key", "over"))).Ok());
        Assert.All(answers, answer => Assert.Equal(("closed", "transferred"), (answer.Word("status"), answer.Word("closingReason"))));
        var address = Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        var made = (await there.Get(address)).Ok();
        Assert.Equal("BJ", made.Word("site"));
        Assert.Equal(ticket.Word("submittedAt"), made.Word("submittedAt"));
        Assert.Equal("13800005678", (await there.Post(made.Path + "/contact/reveal", new { reason = "call" })).Ok()["customer"]!["phone"]!.GetValue<string>());
        Assert.Single((await there.Get("/tickets?site=BJ")).Ok().Items);
        (await supervisor.Post(ticket.Path + "/reopen", new { reason = "back" })).Problem(409, "transferred");
        (await there.Get(ticket.Path)).Problem(404, "not_found");
    }

    [Fact]
    public async Task Presence_is_ones_own_or_the_supervisors_to_set_and_foreign_agents_are_not_there()
    {
        var (engineer, supervisor, stranger) = (await _desk.As("sh-engineer-1"), await _desk.As("sh-supervisor-1"), await _desk.As("bj-supervisor-1"));
        (await engineer.Post("/agents/sh-engineer-2/presence", new { presence = "on" })).Problem(403, "forbidden");
        (await stranger.Post("/agents/sh-engineer-2/presence", new { presence = "on" })).Problem(404, "no_such_agent");
        (await stranger.Get("/agents/sh-engineer-2")).Problem(404, "no_such_agent");
        (await engineer.Post("/agents/nobody/presence", new { presence = "on" })).Problem(404, "no_such_agent");
        (await supervisor.Post("/agents/sh-engineer-2/presence", new { presence = "here" })).Invalid("/presence");
        Assert.Equal("away", (await supervisor.Post("/agents/sh-engineer-2/presence", new { presence = "away" })).Ok().Word("presence"));

        var week = new { timeZone = "Asia/Shanghai", week = new { mon = new[] { new[] { "09:00", "18:00" } } } };
        (await engineer.Put("/agents/sh-engineer-1/shifts", new { shifts = week })).Problem(403, "forbidden");
        Assert.Equal("Asia/Shanghai", (await supervisor.Put("/agents/sh-engineer-1/shifts", new { shifts = week })).Ok()["shifts"]!["timeZone"]!.GetValue<string>());
        var listed = (await supervisor.Get("/agents?site=SH")).Ok().Items.Single(item => item!["id"]!.GetValue<string>() == "sh-engineer-2")!;
        Assert.Equal(("away", 0), (listed["presence"]!.GetValue<string>(), listed["open"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Owner_and_team_are_set_in_one_step_and_only_to_people_of_the_site()
    {
        var agent = await _desk.Agent();
        var ticket = await agent.Take();
        var team = new[] { new { agent = "sh-field-1", part = "cables" }, new { agent = "sh-member-1", part = "papers" } };
        var assigned = (await agent.Post(ticket.Path + "/assign", new { owner = "sh-engineer-1", collaborators = team })).Ok();
        Assert.Equal(["sh-field-1", "sh-member-1"], assigned["collaborators"]!.AsArray().Select(member => member!["agent"]!.GetValue<string>()));
        (await agent.Post(ticket.Path + "/assign", new { owner = "bj-engineer-1" })).Invalid("/owner");
        Assert.Equal(2, (await agent.Post(ticket.Path + "/assign", new { owner = "an-outside-id" })).Ok()["collaborators"]!.AsArray().Count);
    }

    [Fact]
    public async Task After_a_restart_what_waits_finds_its_person()
    {
        var agent = await _desk.Agent();
        await ComeOn("sh-engineer-1");
        await Owned(await agent.Take(), "sh-engineer-1");
        (await (await _desk.As("sh-engineer-1")).Post("/agents/sh-engineer-1/presence", new { presence = "away" })).Ok();
        var waiting = await agent.Take();
        await _desk.Restart();
        await ComeOn("sh-engineer-1");
        await Owned(waiting, "sh-engineer-1");
    }

    private async Task ComeOn(string id) =>
        Assert.Equal("on", (await (await _desk.As(id)).Post($"/agents/{id}/presence", new { presence = "on" })).Ok().Word("presence"));

    /// <summary>Waits until the ticket is offered to somebody: to that one, or to one of no others.</summary>
    private async Task<string> Owned(Answer ticket, string? owner, HashSet<string>? others = null)
    {
        var agent = await _desk.Agent();
        string? now = null;
        await DeskHostProcess.Until(Deadline, async () =>
        {
            now = (await agent.Get(ticket.Path)).Ok()["owner"]?.GetValue<string>();
            return owner is null ? now is not null && others?.Contains(now) is not true : now == owner;
        });
        return now!;
    }
}
