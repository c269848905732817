namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class RelationTests(DeskUnderTest desk)
{
    private static (string, string) Key() => ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task A_merged_ticket_ends_in_its_survivor_and_can_be_taken_out_again()
    {
        var agent = await desk.Agent();
        var (one, two) = (await agent.Take(), await agent.Take());
        var (merge, unmerge, note) = (Key(), Key(), Key());
        (await agent.Post(one.Path + "/acknowledge")).Ok();
        var merged = (await agent.Post(one.Path + "/merge", new { into = two.Word("number") }, merge)).Ok();
        Assert.Equal(("closed", "duplicate", two.Word("number")), (merged.Word("status"), merged.Word("closingReason"), merged.Word("mergedInto")));
        Assert.Equal(merged.Text, (await agent.Post(one.Path + "/merge", new { into = two.Word("number") }, merge)).Ok().Text);
        Assert.Equal(one.Word("number"), (await agent.Get(two.Path)).Ok()["mergedFrom"]![0]!.GetValue<string>());

        var logged = (await agent.Post(one.Path + "/communications", new { method = "phone", summary = "asked again" }, note)).Ok();
        Assert.Equal(two.Word("number"), logged.Word("number"));
        Assert.Equal(1, logged["communications"]!.GetValue<int>());
        Assert.Equal(logged.Text, (await agent.Post(one.Path + "/communications", new { method = "phone", summary = "asked again" }, note)).Ok().Text);
        (await agent.Post(one.Path + "/progress", new { node = "fault_checked" })).Problem(409, "merged");
        (await agent.Post(one.Path + "/merge", new { into = two.Word("number") })).Problem(409, "merged");
        Assert.Single((await agent.Get(two.Path)).Ok()["mergedFrom"]!.AsArray());

        var apart = (await agent.Post(one.Path + "/unmerge", null, unmerge)).Ok();
        Assert.Equal("processing", apart.Word("status"));
        Assert.Equal(apart.Text, (await agent.Post(one.Path + "/unmerge", null, unmerge)).Ok().Text);
        Assert.Empty((await agent.Get(two.Path)).Ok()["mergedFrom"]!.AsArray());
        (await agent.Post(one.Path + "/unmerge")).Problem(409, "not_merged");
    }

    [Fact]
    public async Task A_merge_that_cannot_be_leaves_no_trace()
    {
        var agent = await desk.Agent();
        var (one, two, three) = (await agent.Take(), await agent.Take(), await agent.Take());
        (await agent.Post(one.Path + "/merge", new { into = one.Word("number") })).Invalid("/into");
        (await agent.Post(one.Path + "/merge", new { into = "000000-0000" })).Invalid("/into");
        (await agent.Post(two.Path + "/merge", new { into = three.Word("number") })).Ok();
        (await agent.Post(one.Path + "/merge", new { into = two.Word("number") })).Problem(409, "survivor_merged");
        (await agent.Post(three.Path + "/merge", new { into = one.Word("number") })).Problem(409, "has_merged");
        Assert.Empty((await agent.Get(one.Path)).Ok()["mergedFrom"]!.AsArray());
        (await agent.Post(one.Path + "/close", new { reason = "closed_by_customer" })).Ok();
        (await agent.Post((await agent.Take()).Path + "/merge", new { into = one.Word("number") })).Problem(409, "survivor_already_closed");
    }

    [Fact]
    public async Task A_part_becomes_a_ticket_of_its_own()
    {
        var agent = await desk.Agent();
        var whole = await agent.Take();
        var key = Key();
        var split = (await agent.Post(whole.Path + "/split", new { verbatim = "and the invoice", type = "consultation", reason = "two requests" }, key)).Ok();
        var link = Assert.Single(split["links"]!.AsArray())!;
        Assert.Equal("split_into", link["kind"]!.GetValue<string>());
        Assert.EndsWith(link["to"]!.GetValue<string>(), split.Headers.Location!.ToString(), StringComparison.Ordinal);
        var part = (await agent.Get(split.Headers.Location!.ToString())).Ok();
        Assert.Equal(("and the invoice", "consultation", "pending"), (part.Word("verbatim"), part.Word("type"), part.Word("status")));
        Assert.Equal(whole["customer"]!.ToJsonString(), part["customer"]!.ToJsonString());
        Assert.Equal(("split_from", whole.Word("number")), (part["links"]![0]!["kind"]!.GetValue<string>(), part["links"]![0]!["to"]!.GetValue<string>()));

        var again = (await agent.Post(whole.Path + "/split", new { verbatim = "and the invoice", type = "consultation", reason = "two requests" }, key)).Ok();
        Assert.Equal(split.Text, again.Text);
        Assert.Equal(split.Headers.Location, again.Headers.Location);
        (await agent.Post(whole.Path + "/split", new { verbatim = "x", type = "nonsense" })).Invalid("/type");
    }

    [Theory]
    [InlineData("related", "related")]
    [InlineData("blocks", "blocked_by")]
    [InlineData("follow_up_of", "followed_up_by")]
    public async Task A_link_shows_on_both_sides(string kind, string inverse)
    {
        var agent = await desk.Agent();
        var (one, two) = (await agent.Take(), await agent.Take());
        var linked = (await agent.Post(one.Path + "/link", new { to = two.Word("number"), kind })).Ok();
        Assert.Equal(kind, linked["links"]![0]!["kind"]!.GetValue<string>());
        var mirrored = (await agent.Get(two.Path)).Ok()["links"]![0]!;
        Assert.Equal((one.Word("number"), inverse), (mirrored["to"]!.GetValue<string>(), mirrored["kind"]!.GetValue<string>()));
        (await agent.Post(one.Path + "/link", new { to = "000000-0000", kind })).Invalid("/to");
        (await agent.Post(one.Path + "/link", new { to = one.Word("number"), kind })).Invalid("/to");
    }
}
