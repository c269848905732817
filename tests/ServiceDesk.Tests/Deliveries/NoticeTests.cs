using System.Text.Json.Nodes;
using ServiceDesk.Gateway.Deliveries;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Deliveries;

/// <summary>People and customers are told, through the real host.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private SmtpSink _smtp = null!;
    private HttpSink _http = null!;
    private DeskUnderTest _desk = null!;

    public async Task InitializeAsync()
    {
        _smtp = SmtpSink.Start();
        _http = await HttpSink.Start();
        _desk = await DeskUnderTest.Started(options => options with
        {
            Notices = new()
            {
                PublicUrl = new("https://desk.example.org"),
                Smtp = new("127.0.0.1", _smtp.Port, StartTls: false, "desk@example.org", null, null),
                Sms = new(new(_http.Address, "/sms"), new Dictionary<string, string> { ["X-Key"] = "k" }, HttpProvider.StandardBody),
                FirstRetry = TimeSpan.FromMilliseconds(50),
                Digests = new(3, TimeSpan.FromDays(3_000)),
            },
        });
    }

    public async Task DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _http.DisposeAsync();
        await _smtp.DisposeAsync();
    }

    [Fact]
    public async Task An_offer_lies_in_the_owners_inbox_in_the_readers_language_until_it_is_read()
    {
        var engineer = await _desk.As("sh-engineer-1");
        var path = await Offered("sh-engineer-1");
        await Until(async () => (await engineer.Get("/notices/unread")).Ok()["unread"]!.GetValue<int>() == 1);
        var chinese = (await engineer.Get("/notices?unread=true", ("Accept-Language", "zh-CN"))).Ok().Items.Single()!;
        var english = (await engineer.Get("/notices", ("Accept-Language", "en"))).Ok().Items.Single()!;
        Assert.EndsWith("待您确认接收", chinese["title"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("is yours to accept", english["title"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(path, $"/tickets/{english["site"]}/{english["number"]}");
        Assert.Equal("offered", english["kind"]!.GetValue<string>());
        Assert.Contains("设备无法启动", english["text"]!.GetValue<string>(), StringComparison.Ordinal);

        var id = english["id"]!.GetValue<long>();
        (await (await _desk.As("sh-engineer-2")).Post($"/notices/{id}/read")).Problem(404, "no_such_notice");
        Assert.Equal(204, (int)(await engineer.Post($"/notices/{id}/read")).Status);
        Assert.Empty((await engineer.Get("/notices?unread=true")).Ok().Items);
        Assert.True((await engineer.Get("/notices")).Ok().Items.Single()!["read"]!.GetValue<bool>());
        await Offered("sh-engineer-1");
        await Until(async () => (await engineer.Get("/notices/unread")).Ok()["unread"]!.GetValue<int>() == 1);
        Assert.Equal(1, (await engineer.Post("/notices/read-all")).Ok()["read"]!.GetValue<int>());
        (await engineer.Get("/notices?cursor=x")).Invalid("?cursor");
    }

    [Fact]
    public async Task The_stream_tells_a_notice_as_it_comes_and_goes_on_where_it_was_left()
    {
        var engineer = await _desk.As("sh-engineer-1");
        using var following = await engineer.Open("/notices/stream");
        using var live = new StreamReader(await following.Content.ReadAsStreamAsync());
        Assert.Equal(": open", await live.ReadLineAsync(Patience));
        var first = await Offered("sh-engineer-1");
        await Offered("sh-engineer-2");
        var told = await Next(live);
        Assert.Equal(first, $"/tickets/{told.Data["site"]}/{told.Data["number"]}");
        var second = await Offered("sh-engineer-1");
        Assert.Equal(second, (await Next(live)).Data is var n ? $"/tickets/{n["site"]}/{n["number"]}" : "");

        using var again = await engineer.Open("/notices/stream", ("Last-Event-ID", $"{told.Id}"));
        using var resumed = new StreamReader(await again.Content.ReadAsStreamAsync());
        await resumed.ReadLineAsync(Patience);
        Assert.Equal(second, (await Next(resumed)).Data is var m ? $"/tickets/{m["site"]}/{m["number"]}" : "");
        (await engineer.Get("/notices/stream", ("Last-Event-ID", "x"))).Invalid("Last-Event-ID");
    }

    [Fact]
    public async Task Staff_get_a_mail_and_customers_a_text_message_with_their_link_and_no_contact_is_kept_beside_them()
    {
        var admin = await _desk.As("sh-admin-1");
        await Reach("sh-engineer-1", "li@example.org");
        var path = await Offered("sh-engineer-1");
        await Until(() => Task.FromResult(_smtp.Mails.Count == 1));
        var mail = _smtp.Mails[0];
        Assert.Equal(("li@example.org", "desk@example.org"), (mail.To, mail.Headers["From"]));
        Assert.Equal($"{path[12..]} 待您确认接收", mail.Subject);
        Assert.Contains("设备无法启动", mail.Text, StringComparison.Ordinal);
        Assert.Matches("^<[0-9a-f]{40}@desk.example.org>$", mail.Id);

        var engineer = await _desk.As("sh-engineer-1");
        (await engineer.Post(path + "/acknowledge")).Ok();
        (await engineer.Post(path + "/resolve", new { solution = "换了电源" })).Ok();
        await Until(() => Task.FromResult(_http.Requests.Count == 1));
        var message = _http.Requests[0];
        var body = JsonNode.Parse(message.Body)!;
        Assert.Equal(("/sms", "k", "13800005678"), (message.Path, message.Headers["X-Key"], body["to"]!.GetValue<string>()));
        var link = body["text"]!.GetValue<string>().Split("https://desk.example.org")[1];
        Assert.Equal(path[12..], (await _desk.Nobody().Get(link)).Ok().Word("number"));

        var log = await Ended(admin, 2);
        Assert.All(log.Items, d => Assert.Equal("sent", d!["state"]!.GetValue<string>()));
        Assert.DoesNotContain("13800005678", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("li@example.org", log.Text, StringComparison.Ordinal);
        (await (await _desk.Agent()).Get("/deliveries")).Problem(403, "forbidden");
        Assert.Empty((await (await _desk.As("bj-admin-1")).Get("/deliveries")).Ok().Items);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_a_dead_letter_until_it_is_mended_and_sent_again()
    {
        var admin = await _desk.As("sh-admin-1");
        _smtp.Refusal = "550 <li@example.org>: no such mailbox";
        await Reach("sh-engineer-1", "li@example.org");
        await Offered("sh-engineer-1");
        await Until(async () => (await admin.Get("/deliveries?state=dead")).Ok().Items.Count == 1);
        var dead = (await admin.Get("/deliveries?site=SH&state=dead")).Ok().Items[0]!;
        Assert.Equal(("SMTP 550", "sh-engineer-1"), (dead["lastError"]!.GetValue<string>(), dead["target"]!.GetValue<string>()));
        var retry = $"/deliveries/{dead["id"]}/retry";
        (await (await _desk.As("bj-admin-1")).Post(retry)).Problem(404, "no_such_delivery");
        (await (await _desk.Agent()).Post(retry)).Problem(403, "forbidden");
        _smtp.Refusal = null;
        (await admin.Post(retry)).Ok();
        await Until(() => Task.FromResult(_smtp.Mails.Count == 1));
        await Ended(admin, 1);
    }

    [Fact]
    public async Task A_mail_server_that_is_busy_is_tried_again_and_the_mail_keeps_its_id()
    {
        var admin = await _desk.As("sh-admin-1");
        _smtp.Refusal = "451 later";
        await Reach("sh-engineer-1", "li@example.org");
        await Offered("sh-engineer-1");
        await Until(async () => (await admin.Get("/deliveries?state=waiting")).Ok().Items is [{ } waiting] && waiting["attempts"]!.GetValue<int>() >= 2);
        _smtp.Refusal = null;
        Assert.True((await Ended(admin, 1)).Items[0]!["attempts"]!.GetValue<int>() >= 2);
        Assert.Single(_smtp.Mails);
    }

    [Fact]
    public async Task One_outage_is_one_digest_for_the_director_and_every_ticket_is_in_it()
    {
        var director = await _desk.As("sh-director-1");
        var supervisor = await _desk.As("sh-supervisor-1");
        var paths = new List<string>();
        foreach (var _ in Enumerable.Range(0, 12)) paths.Add((await (await _desk.Agent()).Take()).Path);
        await Task.WhenAll(paths.Select(path => supervisor.Post(path + "/escalate", new { level = 2, reason = "停电" })));
        await Until(async () => (await director.Get("/notices")).Ok().Items is { Count: 4 } items && items.Any(i => i!["data"]!["count"]?.GetValue<int>() == 12));
        var digest = (await director.Get("/notices", ("Accept-Language", "en"))).Ok().Items.Single(i => i!["kind"]!.GetValue<string>() == "digest")!;
        Assert.Equal("12 × escalations at Shanghai After-Sales 上海售后服务中心", digest["title"]!.GetValue<string>());
        var folded = (await director.Get($"/notices?digest={digest["id"]}&limit=100")).Ok().Items;
        var alone = (await director.Get("/notices")).Ok().Items.Where(i => i!["kind"]!.GetValue<string>() == "escalated");
        Assert.Equal(paths.Order(), folded.Concat(alone).Select(i => $"/tickets/{i!["site"]}/{i["number"]}").Order());
        Assert.Equal(204, (int)(await director.Post($"/notices/{digest["id"]}/read")).Status);
        Assert.Equal(3, (await director.Get("/notices/unread")).Ok()["unread"]!.GetValue<int>());
    }

    [Fact]
    public async Task Everybody_chooses_how_they_are_told()
    {
        var engineer = await _desk.As("sh-engineer-1");
        Assert.Equal("urgent", (await engineer.Get("/me/notices")).Ok().Word("bySms"));
        var wish = new { email = "li@example.org", byEmail = "none", quiet = new { from = "22:00", to = "07:30", timeZone = "Asia/Shanghai" }, language = "en" };
        (await engineer.Put("/me/notices", wish)).Ok();
        var kept = (await engineer.Get("/me/notices")).Ok();
        Assert.Equal(("li@example.org", "none", "07:30"), (kept.Word("email"), kept.Word("byEmail"), kept["quiet"]!["to"]!.GetValue<string>()));
        (await engineer.Put("/me/notices", new { email = "nothing", quiet = new { from = "25:00", to = "07:30", timeZone = "Asia/Shanghai" } })).Invalid("/email", "/quiet/from");
        (await engineer.Put("/me/notices", new { quiet = new { from = "22:00", to = "07:30", timeZone = "Moon/Sea" } })).Invalid("/quiet/timeZone");
        await Offered("sh-engineer-1");
        await Until(async () => (await engineer.Get("/notices/unread")).Ok()["unread"]!.GetValue<int>() == 1);
        Assert.Empty((await (await _desk.As("sh-admin-1")).Get("/deliveries")).Ok().Items);
    }

    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    private static Task Until(Func<Task<bool>> condition) => DeskHostProcess.Until(TimeSpan.FromSeconds(60), condition);

    /// <summary>A new ticket, offered to somebody by their supervisor.</summary>
    private async Task<string> Offered(string owner)
    {
        var path = (await (await _desk.Agent()).Take()).Path;
        (await (await _desk.As("sh-supervisor-1")).Post(path + "/assign", new { owner, reason = "空闲" })).Ok();
        return path;
    }

    private async Task Reach(string agent, string email) => (await (await _desk.As("sh-admin-1")).Put(
        $"/agents/{agent}", new { name = "李", sites = new[] { "SH" }, roles = new[] { "engineer" }, skills = Array.Empty<string>(), supervisor = "sh-supervisor-1", email })).Ok();

    /// <summary>The log once so many deliveries have ended well.</summary>
    private static async Task<Answer> Ended(DeskClient admin, int count)
    {
        await Until(async () => (await admin.Get("/deliveries?state=sent")).Ok().Items.Count == count);
        return (await admin.Get("/deliveries")).Ok();
    }

    private static async Task<(long Id, JsonNode Data)> Next(StreamReader stream)
    {
        var id = 0L;
        while (await stream.ReadLineAsync(Patience) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = long.Parse(line[4..]);
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (id, JsonNode.Parse(line[6..])!);
        }

        throw new EndOfStreamException();
    }
}
