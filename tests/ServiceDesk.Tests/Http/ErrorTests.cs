using System.Net.Http.Headers;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class ErrorTests(DeskUnderTest desk)
{
    [Fact]
    public async Task Who_is_not_signed_in_is_told_how()
    {
        var answer = (await desk.Nobody().Get("/tickets")).Problem(401, "unauthenticated");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        (await desk.Nobody().Get("/me", ("Authorization", "Bearer nonsense"))).Problem(401, "unauthenticated");
        (await desk.Nobody().Get("/me", ("X-Api-Key", "nonsense"))).Problem(401, "unauthenticated");
        (await desk.Nobody().Post("/auth/token", new { user = "nobody-here", password = "x" })).Problem(401, "wrong_credentials");
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_problems_too()
    {
        var agent = await desk.Agent();
        (await agent.Get("/nothing")).Problem(404, "not_found");
        (await agent.Put("/me", new { })).Problem(405, "method_not_allowed");
        (await agent.Get("/tickets/SH/999999-9999")).Problem(404, "not_found");
        (await agent.Post("/tickets/SH/999999-9999/acknowledge")).Problem(404, "not_found");
    }

    [Fact]
    public async Task What_the_state_does_not_allow_is_refused_with_the_reason_in_the_asked_language()
    {
        var agent = await desk.Agent();
        var path = (await agent.Take()).Path;
        var english = (await agent.Post(path + "/resume")).Problem(409, "not_acknowledged");
        var chinese = (await agent.Post(path + "/resume", null, ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5"))).Problem(409, "not_acknowledged");
        Assert.StartsWith("Nobody has accepted it", english.Word("detail"), StringComparison.Ordinal);
        Assert.Equal("尚未确认接收", chinese.Word("detail"));
        Assert.Equal("\"1\"", (await agent.Get(path)).Etag);
    }

    [Fact]
    public async Task A_rule_that_names_a_field_is_a_fault_of_that_field()
    {
        var agent = await desk.Agent();
        (await agent.Post("/tickets", DeskClient.Ticket(new { type = "nonsense" }))).Invalid("/type");
        (await agent.Post("/tickets", DeskClient.Ticket(new { submittedAt = "2100-01-01T00:00:00Z" }))).Invalid("/submittedAt");
        var path = (await agent.Take(new { type = "complaint" })).Path;
        (await agent.Post(path + "/acknowledge")).Ok();
        (await agent.Post(path + "/resolve", new { solution = "sorry" })).Invalid("/apology");
    }

    [Theory]
    [InlineData("{\"customer\":{\"name\":\"a\",\"fon\":1}}", "/customer/fon")]
    [InlineData("{\"sight\":\"SH\"}", "/sight")]
    [InlineData("{\"Site\":\"SH\"}", "/Site")]
    [InlineData("{\"site\":\"SH\",\"site\":\"SH\"}", "/site")]
    [InlineData("{\"site\":7}", "/site")]
    [InlineData("{\"source\":\"pigeon\"}", "/source")]
    [InlineData("{\"source\":1}", "/source")]
    [InlineData("{\"site\":null}", "/site")]
    [InlineData("{\"submittedAt\":\"2026-01-01T09:00:00\"}", "/submittedAt")]
    [InlineData("{\"customer\":{\"tags\":[1]}}", "/customer/tags/0")]
    [InlineData("{\"customer\":{\"a/b\":1}}", "/customer/a~1b")]
    [InlineData("{\"urgency\":NaN}", "/urgency")]
    [InlineData("{\"verbatim\":\"\\ud800\"}", "/verbatim")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("null", "")]
    public async Task Json_that_does_not_fit_is_refused_by_place(string json, string pointer) =>
        (await (await desk.Agent()).PostText("/tickets", json)).Invalid(pointer);

    [Fact]
    public async Task Everything_that_is_missing_is_named() =>
        (await (await desk.Agent()).Post("/tickets", new { source = "phone" })).Invalid("/site", "/customer", "/verbatim");

    [Fact]
    public async Task Every_fault_of_a_body_is_listed_with_its_place()
    {
        var agent = await desk.Agent();
        var customer = new { name = new string('x', 201), phone = "call me", email = "nowhere", tags = new[] { "fine", "two\nlines", "\u202Eevil" } };
        (await agent.Post("/tickets", DeskClient.Ticket(new { verbatim = " ", externalId = "nul\0", customer })))
            .Invalid("/verbatim", "/externalId", "/customer/name", "/customer/phone", "/customer/email", "/customer/tags/1", "/customer/tags/2");
        var many = Enumerable.Repeat("tag", 21).ToArray();
        (await agent.Post("/tickets", DeskClient.Ticket(new { customer = new { name = "a", tags = many } }))).Invalid("/customer/tags");
        var long_ = new string('长', 20_001);
        var answer = (await agent.Post("/tickets", DeskClient.Ticket(new { verbatim = long_ }))).Invalid("/verbatim");
        Assert.Contains("20000", answer["errors"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        (await agent.Post("/tickets", DeskClient.Ticket(new { materials = new object?[] { null } }))).Invalid("/materials/0");
        Assert.Equal(201, (int)(await agent.Post("/tickets", DeskClient.Ticket(new { verbatim = long_[..20_000] }))).Status);
    }

    [Fact]
    public async Task Only_json_is_taken_and_not_compressed()
    {
        var agent = await desk.Agent();
        (await agent.Send("POST", "/tickets", new StringContent("site=SH", new MediaTypeHeaderValue("text/plain")))).Problem(415, "unsupported_media_type");
        (await agent.PostText("/tickets", "{}", ("Content-Encoding", "gzip"))).Problem(415, "unsupported_media_type");
        (await agent.PostText("/tickets", $"{{\"verbatim\":\"{new string('x', 300_000)}\"}}")).Problem(413, "too_large");
    }

    [Fact]
    public async Task Whoever_guesses_passwords_has_to_wait()
    {
        (await (await desk.Admin()).Put("/agents/guessed", new { name = "G", sites = new[] { "SH" }, roles = new[] { "engineer" } })).Ok();
        for (var i = 0; i < 10; i++) (await desk.Nobody().Post("/auth/token", new { user = "guessed", password = $"guess {i}" })).Problem(401, "wrong_credentials");
        var late = (await desk.Nobody().Post("/auth/token", new { user = "guessed", password = "guess" })).Problem(429, "too_many_requests");
        Assert.NotNull(late.Headers.RetryAfter);
    }
}
