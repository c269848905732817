using System.Text.Json.Nodes;

namespace ServiceDesk.Tests.Http;

[Collection(OneDesk.Name)]
public sealed class SiteTests(DeskUnderTest desk)
{
    [Fact]
    public async Task A_foreign_site_looks_like_one_that_is_not_there_on_every_road()
    {
        var own = await desk.Agent();
        var made = await own.Take(null, ("Idempotency-Key", Guid.NewGuid().ToString()));
        var other = await desk.As("bj-agent-1");
        (string Method, string Path, object? Body)[] roads =
        [
            ("GET", "{t}", null), ("GET", "{t}/timeline", null), ("GET", "{t}/sla/explain", null), ("GET", "{t}/materials/" + new string('a', 64), null),
            ("POST", "{t}/acknowledge", null), ("POST", "{t}/resolve", new { solution = "s" }), ("POST", "{t}/contact/reveal", new { reason = "r" }),
            ("POST", "{t}/merge", new { into = "x" }), ("POST", "{t}/link", new { to = "x", kind = "related" }), ("POST", "{t}/split", new { verbatim = "v" }),
            ("GET", "/tickets?site={s}", null), ("GET", "/queue?site={s}", null), ("POST", "/queue/claim", "site"), ("GET", "/events?site={s}", null),
            ("GET", "/events/stream?site={s}", null), ("GET", "/sites/{s}", null), ("GET", "/sites/{s}/policy", null), ("GET", "/sites/{s}/calendar", null),
            ("PUT", "/sites/{s}", new { name = "x", timeZone = "Asia/Shanghai", profile = "after-sales" }), ("GET", "/agents?site={s}", null), ("POST", "/tickets", "ticket"),
        ];
        foreach (var (method, path, body) in roads)
        {
            async Task<string> Ask(string site, string number)
            {
                var target = path.Replace("{t}", $"/tickets/{site}/{number}", StringComparison.Ordinal).Replace("{s}", site, StringComparison.Ordinal);
                object? sent = body is "site" ? new { site } : body is "ticket" ? DeskClient.Ticket(new { site }) : body;
                var answer = method switch { "GET" => await other.Get(target), "PUT" => await other.Put(target, sent), _ => await other.Post(target, sent) };
                Assert.True((int)answer.Status == 404, $"{method} {target}: {(int)answer.Status}");
                var problem = answer.Json.AsObject();
                problem.Remove("traceId");
                return problem.ToJsonString();
            }

            Assert.Equal(await Ask("ZZ", "000000-0000"), await Ask("SH", made.Word("number")));
        }

        Assert.DoesNotContain((await other.Get("/tickets?limit=100")).Ok().Items, i => i!["site"]!.GetValue<string>() != "BJ");
        Assert.DoesNotContain((await other.Get("/events?limit=100")).Ok().Items, i => i!["site"]!.GetValue<string>() != "BJ");
        Assert.Equal(["BJ"], (await other.Get("/sites")).Ok().Items.Select(i => i!["site"]!.GetValue<string>()));
        Assert.DoesNotContain((await other.Get("/agents?limit=100")).Ok().Items, i => i!["id"]!.GetValue<string>().StartsWith("sh-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Directors_and_auditors_span_the_sites_and_auditors_only_look()
    {
        var path = (await (await desk.Agent()).Take()).Path;
        (await (await desk.As("bj-director-1")).Get(path)).Ok();
        (await (await desk.As("bj-director-1")).Post(path + "/acknowledge")).Ok();
        var auditor = await desk.As("bj-auditor-1");
        (await auditor.Get(path)).Ok();
        (await auditor.Post(path + "/progress", new { node = "fault_checked" })).Problem(403, "forbidden");
        (await auditor.Post("/tickets", DeskClient.Ticket())).Problem(403, "forbidden");
        (await auditor.Post("/queue/claim", new { site = "SH" })).Problem(403, "forbidden");
    }

    [Fact]
    public async Task Policy_and_calendar_go_round_and_each_publication_is_a_version()
    {
        await using var own = await DeskUnderTest.Started();
        var admin = await own.As("sh-admin-1");
        foreach (var thing in (string[])["policy", "calendar"])
        {
            var got = (await admin.Get($"/sites/SH/{thing}")).Ok();
            Assert.Equal("\"1\"", got.Etag);
            var put = (await admin.Put($"/sites/SH/{thing}", got.Json, ("If-Match", "\"1\""))).Ok();
            Assert.Equal("\"2\"", put.Etag);
            Assert.Equal(got.Text, put.Text);
            Assert.Equal("\"2\"", (await admin.Put($"/sites/SH/{thing}", got.Json, ("If-Match", "\"1\""))).Problem(412, "stale").Etag);
            Assert.Equal(got.Text, (await admin.Get($"/sites/SH/{thing}?version=1")).Ok().Text);
            (await admin.Get($"/sites/SH/{thing}?version=9")).Problem(404, "no_such_version");
            (await (await own.Agent()).Put($"/sites/SH/{thing}", got.Json)).Problem(403, "forbidden");
            (await admin.Put($"/sites/BJ/{thing}", got.Json)).Problem(404, "no_such_site");
        }
    }

    [Fact]
    public async Task What_is_wrong_with_a_policy_is_told_by_place()
    {
        var admin = await desk.Admin();
        var policy = (await admin.Get("/sites/BJ/policy")).Ok().Json;
        async Task<Answer> Put(Action<JsonNode> change)
        {
            var changed = policy.DeepClone();
            change(changed);
            return await admin.Put("/sites/BJ/policy", changed);
        }

        (await Put(p => p["numbering"]!["pattern"] = "{serial}")).Invalid("/numbering/pattern");
        (await Put(p => p["ack"] = "PT0S")).Invalid("/ack");
        (await Put(p => p["ack"] = "soon")).Invalid("/ack");
        (await Put(p => p["types"]!.AsArray().Clear())).Invalid("/types");
        (await Put(p => p["survey"]!["scale"]![0]!["value"] = 99)).Invalid("/survey/scale/0/value");
        (await Put(p => p["types"]![0]!["label"]!["en"] = "")).Invalid("/types/0/label/en");
        (await Put(p => p["waiting"]!["parts"]!["pauses"] = 1)).Invalid("/waiting/parts/pauses");
        (await Put(p => p["surprise"] = 1)).Invalid("/surprise");
    }

    [Fact]
    public async Task What_is_wrong_with_a_calendar_is_told_by_place()
    {
        var admin = await desk.Admin();
        var calendar = new { timeZone = "Asia/Nowhere", week = new { mon = new[] { new[] { "09:00", "18:00" } } } };
        (await admin.Put("/sites/BJ/calendar", calendar)).Invalid("/timeZone");
        (await admin.Put("/sites/BJ/calendar", new { timeZone = "Asia/Shanghai", week = new { mon = new[] { new[] { "9", "18:00" } }, day = Array.Empty<string>() } }))
            .Invalid("/week/mon/0", "/week/day");
        (await admin.Post("/calendars/due", new { calendar, start = "2026-01-05T00:00:00Z", target = "PT1H" })).Invalid("/calendar/timeZone");
    }

    [Fact]
    public async Task The_calendar_can_be_asked_for_its_sums()
    {
        var agent = await desk.Agent();
        var calendar = new { timeZone = "Asia/Shanghai", week = new { mon = new[] { new[] { "09:00", "18:00" } }, tue = new[] { new[] { "09:00", "18:00" } } } };
        var due = (await agent.Post("/calendars/due", new
        {
            calendar,
            start = "2026-01-05T08:00:00Z",
            target = new { working = "PT4H" },
            pauses = new[] { new[] { "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z" } },
        })).Ok();
        Assert.Equal("2026-01-06T04:00:00.000Z", due.Word("due"));
        Assert.NotEmpty(due["explanation"]!.AsArray());
        var elapsed = (await agent.Post("/calendars/elapsed", new { calendar, from = "2026-01-05T00:00:00Z", to = "2026-01-07T00:00:00Z" })).Ok();
        Assert.Equal("PT18H", elapsed.Word("working"));
        (await (await desk.As("sh-auditor-1")).Post("/calendars/elapsed", new { calendar, from = "2026-01-05T00:00:00Z", to = "2026-01-07T00:00:00Z" })).Ok();
    }

    [Fact]
    public async Task Sites_are_made_by_system_admins()
    {
        var admin = await desk.Admin();
        var body = new { name = "Guangzhou", timeZone = "Asia/Shanghai", profile = "quick-response" };
        Assert.Equal("GZ", (await admin.Put("/sites/GZ", body)).Ok().Word("site"));
        Assert.Equal("Guangzhou", (await admin.Get("/sites/GZ")).Ok().Word("name"));
        (await admin.Put("/sites/GZ", body with { profile = "after-sales" })).Problem(409, "profile_fixed");
        (await admin.Put("/sites/GZ", body with { profile = "none" })).Invalid("/profile");
        (await admin.Put("/sites/GZ", body with { timeZone = "Mars" })).Invalid("/timeZone");
        (await admin.Put("/sites/gz", body)).Invalid("/site");
        (await (await desk.As("sh-director-1")).Put("/sites/HZ", body)).Problem(403, "forbidden");
        Assert.Matches(@"^CW\d{8}001$", (await admin.Post("/tickets", DeskClient.Ticket(new { site = "GZ", type = (string?)null, serviceType = (string?)null }))).Word("number"));
    }
}
