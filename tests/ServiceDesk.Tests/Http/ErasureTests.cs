using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Materials;
using ServiceDesk.Storage.Tickets;
using ServiceDesk.Storage.Verification;

namespace ServiceDesk.Tests.Http;

public sealed class ErasureTests
{
    private static readonly object Her = new { name = "李慧敏", contactPerson = "李慧敏", phone = "137 1234 9876", email = "huimin@planted.example", tags = new[] { "历史投诉客户" } };
    private static readonly object Him = new { name = "王建国", phone = "13911112222" };

    [Fact]
    public async Task A_customer_who_is_erased_is_gone_and_the_history_is_whole()
    {
        await using var desk = await DeskUnderTest.Started();
        var (agent, admin) = (await desk.Agent(), await desk.As("sh-admin-1"));
        var key = ("Idempotency-Key", "intake-1");
        var first = await agent.Take(new { customer = Her }, key);
        var second = await agent.Take(new { customer = Her });
        var other = await agent.Take(new { customer = Him });
        var opened = DateTimeOffset.UtcNow;
        (await agent.Post(second.Path + "/acknowledge")).Ok();
        (await agent.Post(second.Path + "/split", new { verbatim = "a part" })).Ok();
        var before = await Find(desk, first);
        Assert.Equal("137 1234 9876", await Opened(desk, before));
        var heardBefore = agent.Heard.Count;

        var report = (await admin.Post("/customers/erase", new { site = "SH", phone = "+8613712349876", reason = "asked to be forgotten" })).Ok();
        Assert.Equal((3, 2, 0), (report["tickets"]!.AsArray().Count, report["keysDestroyed"]!.GetValue<int>(), report["underRing"]!.GetValue<int>()));

        Assert.Null(await Opened(desk, before));
        foreach (var query in (string[])["phone=13712349876", "phone=huimin@planted.example", "customer=李慧敏", "q=李慧敏"])
            Assert.Empty((await agent.Get($"/tickets?site=SH&{query}")).Ok().Items);
        (await agent.Get("/customers?site=SH&phone=13712349876")).Problem(404, "no_such_customer");
        foreach (var made in (Answer[])[first, second])
        {
            var now = (await agent.Get(made.Path)).Ok();
            Assert.Equal((Customer.NoName, null, null), (Field(now, "name"), Field(now, "phone"), Field(now, "contactPerson")));
            Assert.Equal(Customer.NoName, Field((await agent.Get($"{made.Path}?asOf={opened:O}".Replace("+", "%2B", StringComparison.Ordinal))).Ok(), "name"));
            Assert.Equal(["opened", "customer_erased"], Kinds((await agent.Get(made.Path + "/timeline")).Ok()).Where(k => k is "opened" or "customer_erased"));
            Assert.Null(Field((await agent.Post(made.Path + "/contact/reveal", new { reason = "curious" })).Ok(), "phone"));
        }

        Assert.Equal(Customer.NoName, Field(await agent.Take(new { customer = Her }, key), "name"));       // the answer of then, repeated
        (await agent.Get("/events?limit=100")).Ok();
        foreach (var trace in (string[])["李慧敏", "137****9876", "h***@planted.example", "1234 9876"])
            Assert.DoesNotContain(agent.Heard.Skip(heardBefore), text => text.Contains(trace, StringComparison.Ordinal));

        Assert.Equal("139****2222", Field((await agent.Get(other.Path)).Ok(), "phone"));
        Assert.Equal("13911112222", Field((await agent.Post(other.Path + "/contact/reveal", new { reason = "to call back" })).Ok(), "phone"));
        Assert.Empty((await admin.Post("/customers/erase", new { site = "SH", phone = "13712349876", reason = "once more" })).Ok()["tickets"]!.AsArray());
        var entry = Assert.Single((await admin.Get("/audit?site=SH&kind=customer_erased")).Ok().Items)!;
        entry.AsObject().Remove("hash");       // any digits may be in it
        Assert.DoesNotContain("9876", entry.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, (await new StoreVerifier(desk.Services.GetRequiredService<Store>()).Run()).Findings);

        await desk.Restart();
        Assert.DoesNotContain("李慧敏", (await (await desk.Agent()).Get("/events?limit=100")).Ok().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_no_other_ticket_has_go_with_the_customer(bool inFolder)
    {
        var folder = inFolder ? Directory.CreateTempSubdirectory("desk-files-").FullName : null;
        var time = new ShiftedTime();
        await using var desk = await DeskUnderTest.Started(options => options with { Files = folder, Time = time });
        var (agent, admin) = (await desk.Agent(), await desk.As("sh-admin-1"));
        var (hers, alsoHers, his) = (await agent.Take(new { customer = Her }), await agent.Take(new { customer = Her }), await agent.Take(new { customer = Him }));
        async Task<string> Add(Answer ticket, string text) =>
            (await agent.Send("POST", ticket.Path + "/materials", AttachmentTests.Form(System.Text.Encoding.UTF8.GetBytes(text)))).Ok()["materials"]!.AsArray()[^1]!["file"]!.GetValue<string>();
        var (own, twice, shared) = (await Add(hers, "only hers"), await Add(hers, "in two of hers"), await Add(hers, "hers and his"));
        await Add(alsoHers, "in two of hers");
        await Add(his, "hers and his");

        time.Shift = IMaterialStore.UnderWay * 2;
        var late = await Add(hers, "sent a moment ago");
        var report = (await admin.Post("/customers/erase", new { site = "SH", phone = "13712349876", reason = "asked to be forgotten" })).Ok();
        Assert.Equal(2, report["filesDeleted"]!.GetValue<int>());
        foreach (var file in (string[])[own, twice]) (await agent.Get($"{hers.Path}/materials/{file}")).Problem(404, "no_such_material");
        Assert.Equal("hers and his", (await agent.Get($"{his.Path}/materials/{shared}")).Ok().Text);
        (await agent.Get($"{hers.Path}/materials/{late}")).Ok();

        time.Shift = IMaterialStore.UnderWay * 4;
        var store = desk.Services.GetRequiredService<IMaterialStore>();
        Assert.Equal((1, 0), (await store.DeleteForgotten(default), await store.DeleteForgotten(default)));
        (await agent.Get($"{hers.Path}/materials/{late}")).Problem(404, "no_such_material");
        Assert.Equal("only hers", (await agent.Get($"{his.Path}/materials/{await Add(his, "only hers")}")).Ok().Text);
        if (folder is null) return;
        Assert.Equal(2, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_an_older_desk_had_sealed_is_counted_apart()
    {
        await using var desk = await DeskUnderTest.Started();
        var path = await KeyRotationTests.SealedByTheRing(desk);
        var report = (await (await desk.As("sh-admin-1")).Post("/customers/erase", new { site = "SH", name = "华东电子", reason = "asked to be forgotten" })).Ok();
        Assert.Equal((1, 0, 1), (report["tickets"]!.AsArray().Count, report["keysDestroyed"]!.GetValue<int>(), report["underRing"]!.GetValue<int>()));
        Assert.Equal(Customer.NoName, Field((await (await desk.Agent()).Get(path)).Ok(), "name"));
        Assert.Empty((await (await desk.As("sh-admin-1")).Post("/customers/erase", new { site = "SH", name = Customer.NoName, reason = "none" })).Ok()["tickets"]!.AsArray());
    }

    [Fact]
    public async Task Erasing_is_for_the_admins_of_the_site()
    {
        await using var desk = await DeskUnderTest.Started();
        await (await desk.Agent()).Take(new { customer = Her });
        var body = new { site = "SH", phone = "13712349876", reason = "asked to be forgotten" };
        foreach (var user in (string[])["sh-agent-1", "sh-supervisor-1", "sh-director-1"])
            (await (await desk.As(user)).Post("/customers/erase", body)).Problem(403, "forbidden");
        (await (await desk.As("bj-admin-1")).Post("/customers/erase", body)).Problem(404, "no_such_site");
        var admin = await desk.As("sh-admin-1");
        (await admin.Post("/customers/erase", new { site = "SH", reason = "whom?" })).Invalid("");
        (await admin.Post("/customers/erase", new { site = "SH", phone = "13712349876", name = "x", reason = "both" })).Invalid("");
        (await admin.Post("/customers/erase", new { site = "SH", phone = "13712349876" })).Invalid("/reason");
        Assert.Single((await admin.Get("/tickets?site=SH&phone=13712349876")).Ok().Items);
    }

    [Fact]
    public async Task A_customer_has_a_page_with_all_tickets()
    {
        await using var desk = await DeskUnderTest.Started();
        var agent = await desk.Agent();
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++) numbers.Insert(0, (await agent.Take(new { customer = Her })).Word("number"));
        await agent.Take(new { customer = Him });
        foreach (var query in (string[])["phone=%2B86-137-1234-9876", "email=HUIMIN@planted.example", "name=李慧敏"])
        {
            var page = (await agent.Get($"/customers?site=SH&limit=2&{query}")).Ok();
            Assert.Equal(("李慧敏", "137****9876"), (page["customer"]!["name"]!.GetValue<string>(), page["customer"]!["phone"]!.GetValue<string>()));
            var rest = (await agent.Get($"/customers?site=SH&limit=2&{query}&cursor={page.Word("next")}")).Ok();
            Assert.Equal(numbers, page.Items.Concat(rest.Items).Select(ticket => ticket!["number"]!.GetValue<string>()));
        }

        (await agent.Get("/customers?site=SH")).Invalid("?phone");
        (await agent.Get("/customers?site=SH&phone=1&name=x")).Invalid("?phone");
        (await agent.Get($"/customers?site=SH&phone=1&ticket={numbers[0]}")).Invalid("?phone");
        (await agent.Get("/customers?site=BJ&name=李慧敏")).Problem(404, "no_such_site");
        (await agent.Get("/customers?site=SH&name=nobody")).Problem(404, "no_such_customer");
    }

    [Fact]
    public async Task A_ticket_leads_to_its_customer_by_any_contact_it_has_by_name_without_one_and_nowhere_once_they_are_forgotten()
    {
        await using var desk = await DeskUnderTest.Started();
        var agent = await desk.Agent();
        async Task<string> Take(string name, string? phone, string? email) =>
            (await agent.Take(new { customer = new { name, contactPerson = (string?)null, phone, email, industry = (string?)null, tier = "regular", tags = Array.Empty<string>() } })).Word("number");
        async Task<IEnumerable<string>> Of(string number) =>
            (await agent.Get($"/customers?site=SH&ticket={number}")).Ok().Items.Select(ticket => ticket!["number"]!.GetValue<string>()).Order();

        string[] hers = [await Take("Both", "13512340001", "both@planted.example"), await Take("By phone", "13512340001", null), await Take("By mail", null, "both@planted.example")];
        string[] nameless = [await Take("Same name", null, null), await Take("Same name", null, null)];
        await Take("Same name", "13512340002", null);
        Assert.Equal(hers.Order(), await Of(hers[0]));
        Assert.Equal(hers[..2].Order(), await Of(hers[1]));
        Assert.Superset(nameless.ToHashSet(), (await Of(nameless[0])).ToHashSet());
        (await agent.Get("/customers?site=SH&ticket=202001-0001")).Problem(404, "no_such_customer");

        (await (await desk.As("sh-admin-1")).Post("/customers/erase", new { site = "SH", phone = "13512340001", reason = "asked to be forgotten" })).Ok();
        (await agent.Get($"/customers?site=SH&ticket={hers[0]}")).Problem(404, "no_such_customer");
    }

    private static string? Field(Answer answer, string name) => answer["customer"]![name]?.GetValue<string>();

    private static IEnumerable<string> Kinds(Answer timeline) => timeline.Items.Select(e => e!["kind"]!.GetValue<string>());

    private static async Task<Ticket> Find(DeskUnderTest desk, Answer made) =>
        (await desk.Services.GetRequiredService<ITicketQueries>().Find(new("SH", made.Word("number")), default))!;

    private static async Task<string?> Opened(DeskUnderTest desk, Ticket ticket) =>
        await desk.Services.GetRequiredService<ContactVault>().OpenContact("SH", ticket.Customer.Phone!, default);
}
