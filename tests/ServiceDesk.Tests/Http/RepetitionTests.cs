using System.Net;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class RepetitionTests(DeskUnderTest desk)
{
    private static (string, string) Key() => ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task The_same_key_and_body_give_the_same_answer_also_after_a_restart()
    {
        await using var own = await DeskUnderTest.Started();
        var agent = await own.Agent();
        var (open, accept, claim, note) = (Key(), Key(), Key(), Key());
        var made = await agent.Take(null, open);
        var accepted = (await agent.Post(made.Path + "/acknowledge", null, accept)).Ok();
        var refused = (await agent.Post(made.Path + "/acknowledge", new { }, note)).Problem(409, "already_acknowledged");
        var next = await agent.Take();
        var claimed = (await agent.Post("/queue/claim", new { site = "SH" }, claim)).Ok();
        Assert.Equal(next.Word("number"), claimed.Word("number"));
        (await agent.Post(made.Path + "/progress", new { node = "handling_done" })).Ok();

        await own.Restart();
        agent = await own.Agent();
        var again = await agent.Take(null, open);
        Assert.Equal(made.Text, again.Text);
        Assert.Equal(made.Headers.Location, again.Headers.Location);
        var same = (await agent.Post(made.Path + "/acknowledge", null, accept)).Ok();
        Assert.Equal(accepted.Text, same.Text);
        Assert.Equal(accepted.Etag, same.Etag);
        Assert.Equal(refused.Word("code"), (await agent.Post(made.Path + "/acknowledge", new { }, note)).Problem(409, "already_acknowledged").Word("code"));
        var reclaimed = (await agent.Post("/queue/claim", new { site = "SH" }, claim)).Ok();
        Assert.Equal(claimed.Text, reclaimed.Text);
        Assert.Equal(claimed.Etag, reclaimed.Etag);
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_address_is_refused()
    {
        var agent = await desk.Agent();
        var key = Key();
        var made = await agent.Take(null, key);
        (await agent.Post("/tickets", DeskClient.Ticket(new { verbatim = "something else" }), key)).Problem(422, "idempotency_key_reused");
        (await agent.Post(made.Path + "/acknowledge", null, key)).Problem(422, "idempotency_key_reused");
        var claim = Key();
        Assert.Equal(201, (int)(await (await desk.Admin()).Post("/api-keys", new { name = "a", sites = new[] { "SH" } }, claim)).Status);
        (await (await desk.Admin()).Post("/api-keys", new { name = "b", sites = new[] { "SH" } }, claim)).Problem(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task Two_callers_may_use_the_same_key()
    {
        var key = Key();
        var one = await (await desk.Agent()).Take(null, key);
        var two = await (await desk.As("sh-agent-2")).Take(null, key);
        Assert.NotEqual(one.Word("number"), two.Word("number"));
    }

    [Fact]
    public async Task Five_creates_at_once_with_one_key_make_one_ticket()
    {
        var agent = await desk.Agent();
        var key = Key();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => agent.Take(null, key)));
        Assert.Single(answers.Select(a => a.Text).Distinct());
    }

    [Fact]
    public async Task A_refusal_is_the_answer_too_although_it_would_be_allowed_by_now()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var key = Key();
        (await agent.Post(path + "/resume", null, key)).Problem(409, "not_acknowledged");
        (await agent.Post(path + "/acknowledge")).Ok();
        (await agent.Post(path + "/wait", new { reason = "parts" })).Ok();
        (await agent.Post(path + "/resume", null, key)).Problem(409, "not_acknowledged");
        (await agent.Post(path + "/resume")).Ok();
    }

    [Fact]
    public async Task A_key_that_is_shown_once_is_shown_again_to_a_repetition_only()
    {
        var admin = await desk.Admin();
        var key = Key();
        var made = await admin.Post("/api-keys", new { name = "machine", sites = new[] { "SH" } }, key);
        var again = await admin.Post("/api-keys", new { name = "machine", sites = new[] { "SH" } }, key);
        Assert.Equal(made.Text, again.Text);
        Assert.Equal(HttpStatusCode.Created, again.Status);
    }

    [Fact]
    public async Task One_external_id_makes_one_ticket_of_a_site_and_source()
    {
        var agent = await desk.Agent();
        var externalId = Guid.NewGuid().ToString();
        var made = await agent.Take(new { externalId });
        var again = (await agent.Post("/tickets", DeskClient.Ticket(new { externalId }), Key())).Ok();
        Assert.Equal(made.Text, again.Text);
        var racing = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => agent.Post("/tickets", DeskClient.Ticket(new { externalId = racing }), Key())));
        Assert.Single(answers.Select(a => a.Word("number")).Distinct());
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(201, (int)(await agent.Post("/tickets", DeskClient.Ticket(new { externalId, source = "email" }))).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    public async Task A_key_is_visible_ascii(string key) =>
        (await (await desk.Agent()).Post("/tickets", DeskClient.Ticket(), ("Idempotency-Key", key))).Invalid("Idempotency-Key");

    [Fact]
    public async Task A_key_is_at_most_255_long()
    {
        var agent = await desk.Agent();
        (await agent.Post("/tickets", DeskClient.Ticket(), ("Idempotency-Key", new string('k', 256)))).Invalid("Idempotency-Key");
        await agent.Take(null, ("Idempotency-Key", Guid.NewGuid().ToString("N") + new string('k', 223)));
    }

    [Fact]
    public async Task If_Match_is_honoured_when_it_is_sent()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var stale = (await agent.Post(path + "/acknowledge", null, ("If-Match", "\"7\""))).Problem(412, "stale");
        Assert.Equal("\"1\"", stale.Etag);
        (await agent.Post(path + "/acknowledge", null, ("If-Match", "W/\"1\""))).Problem(412, "stale");
        (await agent.Post(path + "/acknowledge", null, ("If-Match", "\"x\""))).Problem(412, "stale");
        (await agent.Post(path + "/acknowledge", null, ("If-Match", "1"))).Invalid("If-Match");
        Assert.Equal("\"2\"", (await agent.Post(path + "/acknowledge", null, ("If-Match", "\"1\""))).Ok().Etag);
        Assert.Equal("\"3\"", (await agent.Post(path + "/progress", new { node = "fault_checked" }, ("If-Match", "*"))).Ok().Etag);
        (await agent.Post("/tickets/SH/999999-9999/acknowledge", null, ("If-Match", "\"1\""))).Problem(404, "not_found");
    }
}
