using System.Net;
using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class ListTests(DeskUnderTest desk)
{
    [Fact]
    public async Task Every_filter_narrows_the_list()
    {
        var agent = await desk.Agent();
        var name = "客户" + Guid.NewGuid().ToString("N");
        var customer = new { name, phone = $"139{Random.Shared.Next(10_000_000, 99_999_999)}", email = $"{Guid.NewGuid():N}@Example.com", tier = "partner" };
        var (early, middle, late) = (Instant(-3), Instant(-2), Instant(-1));
        var one = await agent.Take(new { customer, urgency = "low", verbatim = "打印机卡纸 paper jam", submittedAt = early });
        var two = await agent.Take(new { customer, type = "consultation", submittedAt = late });
        (await agent.Post(two.Path + "/acknowledge")).Ok();
        (await agent.Post(two.Path + "/escalate", new { level = 1, reason = "x" })).Ok();

        async Task Finds(string query, params Answer[] expected) => Assert.Equal(
            expected.Select(a => a.Word("number")),
            (await agent.Get($"/tickets?customer={Uri.EscapeDataString(name)}&{query}")).Ok().Items.Select(i => i!["number"]!.GetValue<string>()));

        await Finds("", two, one);
        await Finds("site=SH&sort=oldest", one, two);
        await Finds("status=pending", one);
        await Finds("owner=sh-agent-1", two);
        await Finds("priority=low", one);
        await Finds("type=consultation", two);
        await Finds("tier=vip");
        await Finds("tier=partner&sort=number", one, two);
        await Finds("escalated=true", two);
        await Finds("breached=true");
        await Finds("archived=false&sort=priority", two, one);
        await Finds("archived=true");
        await Finds("from=" + middle, two);
        await Finds("to=" + middle, one);
        await Finds("q=%E5%8D%A1%E7%BA%B8", one);
        await Finds("q=jam", one);
        await Finds("phone=%2B86%20" + customer.phone.Insert(3, "-"), two, one);
        await Finds("phone=" + customer.email.ToUpperInvariant(), two, one);
        await Finds("phone=13000000000");
    }

    private static string Instant(int minutes) => ServiceDesk.Domain.Instant.Text(DateTimeOffset.UtcNow.AddMinutes(minutes));

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        var agent = await desk.Agent();
        var customer = new { name = Guid.NewGuid().ToString() };
        for (var i = 0; i < 5; i++) await agent.Take(new { customer });
        foreach (var sort in (string[])["newest", "oldest", "priority", "due", "number"])
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = (await agent.Get($"/tickets?customer={customer.name}&limit=2&sort={sort}" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).Ok();
                seen.AddRange(page.Items.Select(i => i!["number"]!.GetValue<string>()));
                cursor = page["next"]?.GetValue<string>();
            }
            while (cursor is not null);
            Assert.Equal(5, seen.Count);
            Assert.Equal(5, seen.Distinct().Count());
        }
    }

    [Theory]
    [InlineData("foo=1", "?foo")]
    [InlineData("status=open&limit=0", "?status", "?limit")]
    [InlineData("limit=101", "?limit")]
    [InlineData("limit=ten", "?limit")]
    [InlineData("cursor=nonsense", "?cursor")]
    [InlineData("from=today", "?from")]
    [InlineData("escalated=1", "?escalated")]
    [InlineData("sort=random", "?sort")]
    [InlineData("site=SH&site=BJ", "?site")]
    [InlineData("q=%00", "?q")]
    public async Task What_a_list_does_not_take_is_refused_by_name(string query, params string[] pointers) =>
        (await (await desk.Agent()).Get("/tickets?" + query)).Invalid(pointers);

    [Fact]
    public async Task The_queue_is_sorted_by_urgency_then_by_time()
    {
        await using var own = await DeskUnderTest.Started();
        var agent = await own.Agent();
        async Task<string> Take(string urgency, string at) => (await agent.Take(new { urgency, submittedAt = at })).Word("number");
        string[] made =
        [
            await Take("low", "2026-01-01T00:00:00Z"), await Take("high", "2026-01-03T00:00:00Z"),
            await Take("medium", "2026-01-01T00:00:00Z"), await Take("high", "2026-01-02T00:00:00Z"),
        ];
        var queue = (await agent.Get("/queue?site=SH&limit=3")).Ok();
        var rest = (await agent.Get("/queue?site=SH&cursor=" + Uri.EscapeDataString(queue["next"]!.GetValue<string>()))).Ok();
        Assert.Equal([made[3], made[1], made[2], made[0]], queue.Items.Concat(rest.Items).Select(i => i!["number"]!.GetValue<string>()));
        (await agent.Get("/queue")).Invalid("?site");

        var claimed = (await agent.Post("/queue/claim", new { site = "SH" })).Ok();
        Assert.Equal(made[3], claimed.Word("number"));
        Assert.Equal("sh-agent-1", claimed.Word("owner"));
        (await agent.Post($"/tickets/SH/{made[1]}/assign", new { owner = "sh-engineer-1" })).Ok();
        Assert.Equal(made[2], (await agent.Post("/queue/claim", new { site = "SH" })).Ok().Word("number"));
        Assert.Equal(made[1], (await (await own.As("sh-engineer-1")).Post("/queue/claim", new { site = "SH" })).Ok().Word("number"));
        (await agent.Post("/queue/claim", new { site = "SH" })).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await agent.Post("/queue/claim", new { site = "SH" })).Status);
    }

    [Fact]
    public async Task Of_twenty_who_claim_at_once_each_gets_a_ticket_of_their_own()
    {
        await using var own = await DeskUnderTest.Started();
        var admin = await own.Admin();
        var agent = await own.Agent();
        for (var i = 0; i < 15; i++) await agent.Take();
        var callers = new List<(string Name, string Value)>();
        for (var i = 0; i < 20; i++)
            callers.Add(("X-Api-Key", (await admin.Post("/api-keys", new { name = $"claimer {i}", sites = new[] { "SH" } })).Word("key")));

        var answers = await Task.WhenAll(callers.Select(key => own.Nobody().Post("/queue/claim", new { site = "SH" }, key, ("Idempotency-Key", "one"))));
        Answer[] served = [.. answers.Where(a => a.Status == HttpStatusCode.OK)];
        Assert.Equal(15, served.Length);
        Assert.Equal(15, served.Select(a => a.Word("number")).Distinct().Count());
        Assert.Equal(15, served.Select(a => a.Word("owner")).Distinct().Count());
        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.NoContent));
        Assert.Empty((await agent.Get("/queue?site=SH")).Ok().Items);
    }

    [Fact]
    public async Task Lists_show_what_was_just_written()
    {
        var agent = await desk.Agent();
        var made = await agent.Take();
        (await agent.Post(made.Path + "/acknowledge")).Ok();
        var item = (await agent.Get("/tickets?owner=sh-agent-1&limit=1&sort=number")).Ok().Items;
        Assert.NotEmpty(item);
        JsonNode? shown = (await agent.Get($"/tickets?status=processing&q={Uri.EscapeDataString("设备")}")).Ok().Items.FirstOrDefault(i => i!["number"]!.GetValue<string>() == made.Word("number"));
        Assert.Equal(2, shown!["version"]!.GetValue<int>());
    }
}
