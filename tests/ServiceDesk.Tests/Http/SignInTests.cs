using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Gateway.Identity;

namespace ServiceDesk.Tests.Http;

/// <summary>Local accounts: passwords, one-time codes, sessions.</summary>
[Collection(OneDesk.Name)]
public sealed class SignInTests(DeskUnderTest desk)
{
    private const string First = "a password for now";
    private const string Second = "quite another phrase";

    [Fact]
    public async Task A_changed_password_ends_every_other_session()
    {
        var here = await Person("changes");
        var elsewhere = await desk.Nobody().SignIn("changes", First);
        (await here.Post("/me/password", new { current = "wrong", next = Second })).Invalid("/current");
        (await here.Post("/me/password", new { current = First, next = "too short" })).Invalid("/next");
        (await here.Post("/me/password", new { current = First, next = "ServiceDesk1234" })).Invalid("/next");
        (await here.Post("/me/password", new { current = First, next = "changes-changes" })).Invalid("/next");
        var token = (await here.Post("/me/password", new { current = First, next = Second })).Ok().Word("accessToken");
        (await elsewhere.Get("/me")).Problem(401, "unauthenticated");
        (await here.Get("/me")).Problem(401, "unauthenticated");
        (await new DeskClient(desk.Address, token).Get("/me")).Ok();
        (await desk.Nobody().Post("/auth/token", new { user = "changes", password = First })).Problem(401, "wrong_credentials");
        await desk.Nobody().SignIn("changes", Second);
    }

    [Fact]
    public async Task Signing_out_ends_one_session_or_all()
    {
        var one = await Person("leaves");
        var two = await desk.Nobody().SignIn("leaves", First);
        var three = await desk.Nobody().SignIn("leaves", First);
        Assert.Equal(HttpStatusCode.NoContent, (await one.Post("/auth/sign-out")).Status);
        (await one.Get("/me")).Problem(401, "unauthenticated");
        (await two.Get("/me")).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await two.Post("/auth/sign-out", new { everywhere = true })).Status);
        (await two.Get("/me")).Problem(401, "unauthenticated");
        (await three.Get("/me")).Problem(401, "unauthenticated");
        (await (await desk.Nobody().SignIn("leaves", First)).Get("/me")).Ok();
    }

    [Fact]
    public async Task Whoever_is_blocked_is_out_at_once_and_in_again_when_it_is_taken_back()
    {
        var person = await Person("blocked");
        var admin = await desk.As("sh-admin-1");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/blocked/block")).Status);
        (await person.Get("/me")).Problem(401, "unauthenticated");
        (await desk.Nobody().Post("/auth/token", new { user = "blocked", password = First })).Problem(403, "sign_in_blocked");
        (await desk.Nobody().Post("/auth/token", new { user = "blocked", password = "wrong" })).Problem(401, "wrong_credentials");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/blocked/unblock")).Status);
        (await person.Get("/me")).Problem(401, "unauthenticated");
        await desk.Nobody().SignIn("blocked", First);
        (await admin.Post("/agents/bj-agent-1/block")).Problem(404, "no_such_agent");
        (await person.Post("/agents/sh-agent-1/block")).Problem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_password_set_by_an_admin_ends_the_sessions_and_nobody_sets_their_own_that_way()
    {
        var person = await Person("helped");
        (await person.Post("/agents/helped/credentials", new { password = Second })).Problem(403, "forbidden");
        Assert.Equal(HttpStatusCode.NoContent, (await (await desk.As("sh-admin-1")).Post("/agents/helped/credentials", new { password = Second })).Status);
        (await person.Get("/me")).Problem(401, "unauthenticated");
        await desk.Nobody().SignIn("helped", Second);
    }

    [Fact]
    public async Task One_time_codes_are_asked_for_once_confirmed_and_each_counts_once()
    {
        var person = await Person("otp");
        (await person.Post("/me/otp", new { password = "wrong" })).Invalid("/password");
        var secret = Bytes((await person.Post("/me/otp", new { password = First })).Ok().Word("secret"));
        await desk.Nobody().SignIn("otp", First);
        Assert.Equal("""{"hasPassword":true,"on":false,"recoveryCodes":0}""", (await person.Get("/me/otp")).Ok().Text);
        (await person.Post("/me/otp/confirm", new { otp = Wrong(secret) })).Invalid("/otp");
        var confirming = Code(secret, -30);
        var recovery = (await person.Post("/me/otp/confirm", new { otp = confirming })).Ok()["codes"]!.AsArray().Select(code => code!.GetValue<string>()).ToList();
        Assert.Equal(10, recovery.Distinct().Count());
        (await person.Post("/me/otp", new { password = First })).Problem(409, "otp_on");

        Task<Answer> Try(string? otp) => desk.Nobody().Post("/auth/token", new { user = "otp", password = First, otp });
        (await Try(null)).Problem(401, "otp_needed");
        (await Try(confirming)).Problem(401, "wrong_otp");
        (await Try(Wrong(secret))).Problem(401, "wrong_otp");
        var code = Code(secret, 30);
        var together = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Try(code)));
        Assert.Single(together, answer => answer.Status is HttpStatusCode.OK);
        (await Try(recovery[0].ToLowerInvariant())).Ok();
        (await Try(recovery[0])).Problem(401, "wrong_otp");

        Assert.Equal("""{"hasPassword":true,"on":true,"recoveryCodes":9}""", (await person.Get("/me/otp")).Ok().Text);
        (await person.Post("/me/otp/disable", new { password = First, otp = "000000" })).Invalid("/otp");
        Assert.Equal(HttpStatusCode.NoContent, (await person.Post("/me/otp/disable", new { password = First, otp = recovery[1] })).Status);
        await desk.Nobody().SignIn("otp", First);
    }

    [Fact]
    public async Task A_lost_device_is_taken_off_by_an_admin_and_the_secret_is_sealed_in_the_store()
    {
        var person = await Person("lost");
        var text = (await person.Post("/me/otp", new { password = First })).Ok().Word("secret");
        (await person.Post("/me/otp/confirm", new { otp = Code(Bytes(text), 0) })).Ok();
        (await desk.Nobody().Post("/auth/token", new { user = "lost", password = First })).Problem(401, "otp_needed");
        var state = await desk.Services.GetRequiredService<ServiceDesk.Storage.Accounts.ISignInStore>().Find("lost", default);
        Assert.DoesNotContain(text, state!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Bytes(text)), state.State.Otp!.SealedSecret, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await (await desk.As("sh-admin-1")).Delete("/agents/lost/otp")).Status);
        await desk.Nobody().SignIn("lost", First);
    }

    [Fact]
    public async Task A_name_that_was_guessed_at_waits_also_after_a_restart_and_whether_or_not_anybody_has_it()
    {
        await using var own = await DeskUnderTest.Started();
        foreach (var user in (string[])["sh-agent-1", "nobody-has-this"])
            for (var i = 0; i < 10; i++) (await own.Nobody().Post("/auth/token", new { user, password = $"guess {i}" })).Problem(401, "wrong_credentials");
        await own.Restart();
        foreach (var user in (string[])["sh-agent-1", "nobody-has-this"])
        {
            var late = (await own.Nobody().Post("/auth/token", new { user, password = DeskUnderTest.Password })).Problem(429, "too_many_requests");
            Assert.InRange(late.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }

        (await own.Nobody().SignIn("sh-agent-2", DeskUnderTest.Password)).ToString();
    }

    [Fact]
    public async Task An_address_that_guesses_at_many_names_waits()
    {
        await using var own = await DeskUnderTest.Started();
        for (var i = 0; i < 100; i++) (await own.Nobody().Post("/auth/token", new { user = $"name-{i}", password = "guess" })).Problem(401, "wrong_credentials");
        (await own.Nobody().Post("/auth/token", new { user = "sh-agent-1", password = DeskUnderTest.Password })).Problem(429, "too_many_requests");
    }

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string eightDigits) =>
        Assert.Equal(eightDigits[2..], OneTimeCodes.Code(Encoding.ASCII.GetBytes("12345678901234567890"), DateTimeOffset.FromUnixTimeSeconds(seconds)));

    private async Task<DeskClient> Person(string id)
    {
        (await (await desk.Admin()).Put($"/agents/{id}", new { name = id, sites = new[] { "SH" }, roles = new[] { "engineer" } })).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await (await desk.Admin()).Post($"/agents/{id}/credentials", new { password = First })).Status);
        return await desk.Nobody().SignIn(id, First);
    }

    internal static string Code(byte[] secret, int seconds) => OneTimeCodes.Code(secret, DateTimeOffset.UtcNow.AddSeconds(seconds));

    private static string Wrong(byte[] secret) => Enumerable.Range(0, 10).Select(i => new string((char)('0' + i), 6))
        .First(code => Enumerable.Range(-3, 7).All(step => Code(secret, step * 30) != code));

    internal static byte[] Bytes(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
