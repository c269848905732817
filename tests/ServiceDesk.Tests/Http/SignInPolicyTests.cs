using System.Net;
using ServiceDesk.Gateway.Identity;

namespace ServiceDesk.Tests.Http;

/// <summary>What the desk demands of who signs in: codes by role, a password of one's own, and none that is known.</summary>
public sealed class SignInPolicyTests
{
    private const string Chosen = "quite another phrase";

    [Fact]
    public async Task Whose_role_demands_codes_may_only_set_them_up_until_they_have_them()
    {
        await using var desk = await DeskUnderTest.Started(options => options with { SignIn = new() { OtpRoles = SignInOptions.ReadOtpRoles("engineer, director") } });
        Assert.Null((await desk.Nobody().Post("/auth/token", new { user = "sh-agent-1", password = DeskUnderTest.Password })).Ok()["duty"]);
        var signedIn = (await desk.Nobody().Post("/auth/token", new { user = "sh-engineer-1", password = DeskUnderTest.Password })).Ok();
        Assert.Equal("enrol_otp", signedIn.Word("duty"));
        var person = new DeskClient(desk.Address, signedIn.Word("accessToken"));
        Assert.Equal("enrol_otp", (await person.Get("/me")).Ok().Word("duty"));
        foreach (var path in (string[])["/tickets?site=SH", "/events?site=SH", "/me/sessions", "/agents?site=SH", "/events/stream"])
            (await person.Get(path)).Problem(403, "otp_enrolment_needed");
        (await person.Post("/me/password", new { current = DeskUnderTest.Password, next = Chosen })).Problem(403, "otp_enrolment_needed");
        (await person.Post("/tickets", DeskClient.Ticket())).Problem(403, "otp_enrolment_needed");

        var secret = SignInTests.Bytes((await person.Post("/me/otp", new { password = DeskUnderTest.Password })).Ok().Word("secret"));
        (await person.Get("/tickets?site=SH")).Problem(403, "otp_enrolment_needed");
        var recovery = (await person.Post("/me/otp/confirm", new { otp = SignInTests.Code(secret, -30) })).Ok()["codes"]!.AsArray();
        (await person.Get("/tickets?site=SH")).Ok();
        Assert.Null((await person.Get("/me")).Ok()["duty"]);
        (await desk.Nobody().Post("/auth/token", new { user = "sh-engineer-1", password = DeskUnderTest.Password })).Problem(401, "otp_needed");
        var again = (await desk.Nobody().Post("/auth/token", new { user = "sh-engineer-1", password = DeskUnderTest.Password, otp = SignInTests.Code(secret, 0) })).Ok();
        Assert.Null(again["duty"]);

        Assert.Equal(HttpStatusCode.NoContent,
            (await person.Post("/me/otp/disable", new { password = DeskUnderTest.Password, otp = recovery[0]!.GetValue<string>() })).Status);
        (await person.Get("/tickets?site=SH")).Problem(403, "otp_enrolment_needed");
        Assert.Equal(HttpStatusCode.NoContent, (await person.Post("/auth/sign-out")).Status);
    }

    [Fact]
    public async Task A_role_that_demands_codes_demands_them_of_who_is_signed_in_already_and_never_of_keys()
    {
        await using var desk = await DeskUnderTest.Started(options => options with { SignIn = new() { OtpRoles = ["supervisor"] } });
        var admin = await desk.Admin();
        var person = await desk.As("sh-agent-1");
        var key = ("X-Api-Key", (await admin.Post("/api-keys", new { name = "erp", sites = new[] { "SH" }, roles = new[] { "supervisor" } })).Word("key"));
        (await person.Get("/tickets?site=SH")).Ok();
        (await admin.Put("/agents/sh-agent-1", new { name = "Agent", sites = new[] { "SH" }, roles = new[] { "supervisor" } })).Ok();
        (await person.Get("/tickets?site=SH")).Problem(403, "otp_enrolment_needed");
        (await desk.Nobody().Get("/tickets?site=SH", key)).Ok();
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("none", 0)]
    [InlineData("all", 11)]
    [InlineData("director, system_admin", 2)]
    public void Roles_that_demand_codes_are_read(string? text, int roles) => Assert.Equal(roles, SignInOptions.ReadOtpRoles(text).Count);

    [Fact]
    public void A_word_that_is_no_role_demands_nothing_and_is_refused() => Assert.Throws<FormatException>(() => SignInOptions.ReadOtpRoles("directors"));

    [Fact]
    public async Task The_desks_first_password_runs_out_and_the_next_start_makes_another()
    {
        var time = new ShiftedTime();
        await using var desk = await DeskUnderTest.Started(options => options with
        {
            AdminPassword = null,
            Demo = false,
            Time = time,
            SignIn = new() { Idle = TimeSpan.FromDays(1) },
        });
        var first = Printed(desk);
        time.Shift = FirstAccounts.FirstPasswordLife - TimeSpan.FromHours(1);
        var admin = await desk.Nobody().SignIn("admin", first);
        Assert.NotNull((await admin.Get("/me")).Ok()["passwordUntil"]);
        (await admin.Get("/agents")).Ok();

        time.Shift = FirstAccounts.FirstPasswordLife + TimeSpan.FromHours(1);
        (await admin.Get("/agents")).Problem(403, "password_change_needed");
        Assert.Equal("change_password", (await admin.Get("/me")).Ok().Word("duty"));
        (await desk.Nobody().Post("/auth/token", new { user = "admin", password = first })).Problem(403, "password_expired");
        (await desk.Nobody().Post("/auth/token", new { user = "admin", password = "wrong" })).Problem(401, "wrong_credentials");

        await desk.Restart();
        var second = Printed(desk);
        Assert.NotEqual(first, second);
        (await desk.Nobody().Post("/auth/token", new { user = "admin", password = first })).Problem(401, "wrong_credentials");
        admin = await desk.Nobody().SignIn("admin", second);
        (await admin.Post("/me/password", new { current = second, next = Chosen })).Ok();
        time.Shift = FirstAccounts.FirstPasswordLife * 3;
        await desk.Restart();
        Assert.Equal(second, Printed(desk));
        admin = await desk.Nobody().SignIn("admin", Chosen);
        Assert.Null((await admin.Get("/me")).Ok()["passwordUntil"]);
    }

    [Fact]
    public async Task A_password_that_was_found_in_a_breach_is_refused_whoever_chooses_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, new[] { "a phrase that leaked", "another that leaked" }.Select(word => BreachedPasswords.HashOf(word) + ":3").Order(StringComparer.Ordinal));
            await using var desk = await DeskUnderTest.Started(options => options with { SignIn = new() { BreachedPasswords = file } });
            var agent = await desk.Agent();
            (await agent.Post("/me/password", new { current = DeskUnderTest.Password, next = "a phrase that leaked" })).Invalid("/next");
            (await (await desk.As("sh-admin-1")).Post("/agents/sh-agent-2/credentials", new { password = "another that leaked" })).Invalid("/password");
            (await agent.Post("/me/password", new { current = DeskUnderTest.Password, next = "a phrase that did not" })).Ok();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(1, "\n")]
    [InlineData(2, "\r\n")]
    [InlineData(4_000, "\r\n")]
    public async Task Every_line_of_a_sorted_file_is_found_and_nothing_else(int count, string lineEnd)
    {
        var file = Path.GetTempFileName();
        try
        {
            var hashes = Enumerable.Range(0, count).Select(i => $"{BreachedPasswords.HashOf($"leaked {i}")}:{i * i + 1}").Order(StringComparer.Ordinal).ToList();
            await File.WriteAllTextAsync(file, string.Concat(hashes.Select(line => line + lineEnd)));
            var breached = new BreachedPasswords(file);
            for (var i = 0; i < count; i++) Assert.True(await breached.Has($"leaked {i}", default), $"{i}");
            for (var i = 0; i < 500; i++) Assert.False(await breached.Has($"not leaked {i}", default), $"{i}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Passwords_are_hashed_as_the_files_have_them() =>
        Assert.Equal("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", BreachedPasswords.HashOf("password"));

    [Fact]
    public async Task Ranges_are_looked_up_by_prefix_and_their_padding_counts_for_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("desk-ranges-").FullName;
        try
        {
            foreach (var (word, seen) in (((string, int)[])[("leaked", 7), ("padding", 0)]))
                await File.WriteAllTextAsync(Path.Combine(folder, BreachedPasswords.HashOf(word)[..5] + ".txt"), $"{new string('0', 35)}:1\r\n{BreachedPasswords.HashOf(word)[5..]}:{seen}\r\n");
            var breached = new BreachedPasswords(folder);
            Assert.True(await breached.Has("leaked", default));
            Assert.False(await breached.Has("padding", default));
            Assert.False(await breached.Has("of a range that is not there", default));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_no_list_of_SHA_1_is_refused_at_the_start()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"{new string('A', 32)}:1\n");
            Assert.Throws<FormatException>(() => new BreachedPasswords(file));
            Assert.Throws<FormatException>(() => new BreachedPasswords(file + ".missing"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Printed(DeskUnderTest desk) =>
        desk.Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ').SkipWhile(word => word != "password").ElementAt(1);
}
