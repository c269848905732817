using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Engines;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;
using ServiceDesk.Tests.Tidy;

namespace ServiceDesk.Tests.Faults;

/// <summary>A store that changes its engine, there and back, on real processes: one of the embedded build, three silos and two gateways.</summary>
public sealed class AdoptTests : IDisposable
{
    private static readonly string Embedded = Path.Combine(Repository.Root, "artifacts/embedded/bin/ServiceDesk.Host/release/ServiceDesk.Host.dll");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly byte[] Photo = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-adopt-").FullName;
    private string _database = "";

    [PostgresFact]
    public async Task A_cluster_takes_over_the_desk_of_one_process_that_was_killed_and_gives_it_back()
    {
        await using var smtp = SmtpSink.Start();
        await using var hooks = await HttpSink.Start();
        await using var one = await OfOneProcess(smtp);
        var before = await Prepare(one, hooks);
        await using var silo = Process("silo", smtp);
        Assert.Contains("still at work", (await silo.Ran("adopt")).Said, StringComparison.Ordinal);
        await one.Kill();

        Assert.Equal((1, true), await silo.Ran("run") is var run ? (run.Code, run.Said.Contains("desk adopt", StringComparison.Ordinal)) : default);
        await BreakOff();
        Assert.Contains("run it again", (await one.Ran("run")).Said, StringComparison.Ordinal);
        var (code, said) = await silo.Ran("adopt");
        Assert.True(code == 0, said);
        foreach (var line in (string[])["site/site: 3 documents", "sitelist/sites: 1 documents", "ticketnumbers/numbers: 1 documents", "slaclock: 3 reminders"])
            Assert.Contains(line, said.Split('\n'));
        Assert.Equal(await Count("SELECT count(*) FROM reminder"), await Count("SELECT count(*) FROM orleansreminderstable"));
        Assert.Contains("nothing is to be carried", (await silo.Ran("adopt")).Said, StringComparison.Ordinal);
        Assert.Contains("desk adopt --to embedded", (await one.Ran("run")).Said, StringComparison.Ordinal);

        var onCluster = await GoOnAsCluster(silo, smtp, hooks, before);
        Assert.Equal(0, (await silo.Ran("verify")).Code);

        var back = await silo.Ran("adopt", "--to", "embedded");
        Assert.True(back.Code == 0, back.Said);
        await one.Start();
        var admin = new DeskClient(one.Address, before.Token);
        Assert.True(Serial(await admin.Take()) > onCluster);
        Assert.Equal(["Zero", "Ten", "Shanghai"], await Names(admin));
        await IsStillThere(one.Address, before);
        await one.Stop();
        Assert.Equal(0, (await silo.Ran("verify")).Code);
    }

    [PostgresFact]
    public async Task A_move_that_is_killed_half_way_can_be_called_off_and_begun_again()
    {
        await using var smtp = SmtpSink.Start();
        await using var one = await OfOneProcess(smtp);
        var (admin, first) = await TakeOne(one);
        await using var silo = Process("silo", smtp);
        await KillHalfWay(silo);
        Assert.Contains("run it again", (await one.Ran("run")).Said, StringComparison.Ordinal);
        Assert.Contains("run it again", (await silo.Ran("run")).Said, StringComparison.Ordinal);

        var (code, said) = await silo.Ran("adopt", "--to", "embedded");
        Assert.Equal((0, "The move was called off: the documents stay with Embedded."), (code, said));
        await one.Start();
        var second = await new DeskClient(one.Address, admin.Token).Take();
        Assert.True(Serial(second) > Serial(first));
        await one.Stop();

        var reminders = await Count("SELECT count(*) FROM reminder");
        Assert.Equal(0, (await silo.Ran("adopt")).Code);
        Assert.Equal(reminders, await Count("SELECT count(*) FROM orleansreminderstable"));
        Assert.Equal(await Count("SELECT count(*) FROM document"), await Count("SELECT count(*) FROM orleansstorage"));
    }

    [PostgresFact]
    public async Task Where_both_engines_have_documents_and_nothing_says_whose_count_the_one_that_is_named_is_believed()
    {
        await using var smtp = SmtpSink.Start();
        await using var one = await OfOneProcess(smtp);
        var (admin, first) = await TakeOne(one);
        await using var silo = Process("silo", smtp);
        Assert.Equal(0, (await silo.Ran("adopt")).Code);
        await Do("DELETE FROM engine");
        await Do("UPDATE document SET body = replace(body, 'Repairs', 'Elsewhere') WHERE kind = 'site/site'");

        foreach (var process in (DeskHostProcess[])[one, silo])
            Assert.Contains("--from embedded|orleans", Assert.Single((await process.Ran("run")).Said.Split('\n')), StringComparison.Ordinal);
        var (code, said) = await silo.Ran("adopt");
        Assert.Equal(1, code);
        Assert.Contains("site/site of SH: not the same with both", said.Split('\n'));
        Assert.Contains("ticketnumbers/numbers of SH: the same with both", said.Split('\n'));

        Assert.Equal(0, (await silo.Ran("adopt", "--to", "embedded", "--from", "orleans")).Code);
        Assert.Contains("with Embedded, not with Orleans", (await silo.Ran("adopt", "--from", "orleans")).Said, StringComparison.Ordinal);
        await one.Start();
        admin = new(one.Address, admin.Token);
        Assert.Equal(["Repairs"], await Names(admin));
        Assert.True(Serial(await admin.Take()) > Serial(first));
    }

    /// <summary>A desk of the embedded build on a store of its own, started.</summary>
    private async Task<DeskHostProcess> OfOneProcess(SmtpSink smtp)
    {
        if (!File.Exists(Embedded)) throw new InvalidOperationException("The embedded host is not built: './desk test --engine orleans' does it.");
        _database = await (await PostgresServer.Shared).NewDatabase();
        var one = Process("all", smtp, Embedded);
        await one.Start();
        return one;
    }

    /// <summary>The desk makes a site, takes a ticket and stops.</summary>
    private static async Task<(DeskClient Admin, Answer First)> TakeOne(DeskHostProcess one)
    {
        var admin = await new DeskClient(one.Address).SignIn("admin", DeskHostProcess.Password);
        (await admin.Put("/sites/SH", new { name = "Repairs", timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        var first = await admin.Take();
        await one.Stop();
        return (admin, first);
    }

    /// <summary>'adopt' dies when the documents are copied, and before the first reminder is.</summary>
    private async Task KillHalfWay(DeskHostProcess silo)
    {
        await Do("""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END';
            CREATE TRIGGER hold BEFORE INSERT ON orleansreminderstable FOR EACH ROW EXECUTE FUNCTION hold()
            """);
        await using (var held = new NpgsqlConnection(_database + ";Application Name=test;Pooling=false"))
        {
            await held.OpenAsync();
            await using var hold = new NpgsqlCommand("SELECT pg_advisory_lock(7)", held);
            await hold.ExecuteNonQueryAsync();
            using var adopt = silo.Run("adopt");
            await DeskHostProcess.Until(
                Patience, async () => await Count("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted") > 0);
            Assert.Equal(1, await Count("SELECT count(*) FROM engine WHERE name = 'to_orleans'"));
            adopt.Kill();
            await adopt.WaitForExitAsync();
        }

        await Do("DROP TRIGGER hold ON orleansreminderstable");
    }

    /// <summary>Three sites, of which two have codes of the same number; an engineer with room for two, and three tickets: one waits.</summary>
    private static async Task<Before> Prepare(DeskHostProcess one, HttpSink hooks)
    {
        var admin = await new DeskClient(one.Address).SignIn("admin", DeskHostProcess.Password);
        foreach (var (code, name) in ((string, string)[])[("SH", "Shanghai"), ("A", "Ten"), ("0A", "Zero")])
            (await admin.Put($"/sites/{code}", new { name, timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        var policy = (await admin.Get("/sites/SH/policy")).Json;
        policy["targets"]!["high"] = new JsonObject { ["response"] = "PT2H", ["resolution"] = "PT90S", ["update"] = "PT2H", ["customerSync"] = "PT2H" };
        (await admin.Put("/sites/SH/policy", policy)).Ok();
        await DeskHostProcess.Until(Patience, async () =>
            await admin.Get("/sites/SH/replan") is { Status: HttpStatusCode.OK } plan && plan["finishedAt"] is not null);
        Assert.Equal(HttpStatusCode.Created, (await admin.Post("/webhooks", new { url = new Uri(hooks.Address, "/hook"), sites = new[] { "SH" } })).Status);
        await Engineer(admin, "li", capacity: 2);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Post("/agents/li/credentials", new { password = DeskHostProcess.Password })).Status);
        var tickets = new List<Answer>();
        for (var i = 0; i < 3; i++) tickets.Add(await admin.Take());
        await DeskHostProcess.Until(Patience, async () => await Owned(admin, tickets) == 2);
        (await admin.Send("POST", tickets[0].Path + "/materials", AttachmentTests.Form(Photo))).Ok();
        var li = await new DeskClient(one.Address).SignIn("li", DeskHostProcess.Password);
        await DeskHostProcess.Until(Patience, async () => (await li.Get("/notices")).Items.Count >= 2 && hooks.Requests.Count >= 3);
        return new(admin.Token!, li.Token!, tickets, await Inbox(li));
    }

    /// <summary>The attached file, byte for byte, and what stood in the inbox.</summary>
    private static async Task IsStillThere(Uri address, Before before)
    {
        var (admin, path) = (new DeskClient(address, before.Token), before.Tickets[0].Path);
        var materials = (await Served(() => admin.Get(path)))["materials"]!.AsArray();
        var file = materials.Select(material => material!["file"]?.GetValue<string>()).OfType<string>().Single();
        using var response = await admin.Open($"{path}/materials/{file}");
        Assert.Equal(Photo, await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(before.Inbox.Except(await Inbox(new(address, before.Engineer))));
    }

    /// <summary>Each event of the site came once under its id, but for what was under way when the process was killed, and in their order.</summary>
    private static async Task IsToldOfAll(DeskClient admin, HttpSink hooks, Answer last)
    {
        var number = last.Word("number");
        await DeskHostProcess.Until(Patience, () => Task.FromResult(hooks.Requests.Any(told => told.Body.Contains(number, StringComparison.Ordinal))));
        var told = hooks.Requests.Select(request => request.Headers["webhook-id"]).Distinct().ToArray();
        var events = (await Served(() => admin.Get("/events?limit=100"))).Items
            .Where(item => item!["site"]!.GetValue<string>() == "SH").Select(item => $"evt-{item!["position"]}").ToArray();
        Assert.True(told.Length >= 4, $"{told.Length}");
        Assert.Equal(events.Take(told.Length), told.Take(events.Length));
    }

    private static async Task<string[]> Inbox(DeskClient owner) =>
        [.. (await Served(() => owner.Get("/notices?limit=100"))).Items.Select(notice => $"{notice!["id"]} {notice["kind"]} {notice["number"]}")];

    private async Task<int> GoOnAsCluster(DeskHostProcess silo, SmtpSink smtp, HttpSink hooks, Before before)
    {
        await using DeskHostProcess second = Process("silo", smtp), third = Process("silo", smtp);
        await using DeskHostProcess front = Process("gateway", smtp), other = Process("gateway", smtp);
        DeskHostProcess[] all = [silo, second, third, front, other];
        foreach (var process in all) await StartOnBusyMachine(process);
        var (admin, besides) = (new DeskClient(front.Address, before.Token), new DeskClient(other.Address, before.Token));
        Assert.Equal(["Zero", "Ten", "Shanghai"], await Names(admin));

        var next = await Served(() => besides.Post("/tickets", DeskClient.Ticket(), ("Idempotency-Key", "next")));
        Assert.True(Serial(next) > before.Tickets.Max(Serial));
        foreach (var ticket in before.Tickets)
            (await Served(() => admin.Post($"{ticket.Path}/communications", new { method = "phone", summary = "goes on" }, ("Idempotency-Key", ticket.Word("number"))))).Ok();

        // What waited, and what came since, is for whoever comes on duty now.
        await Engineer(admin, "wang", capacity: 5);
        await DeskHostProcess.Until(Patience, async () => await Owned(admin, [.. before.Tickets, next]) == 4);
        foreach (var ticket in before.Tickets)
        {
            await DeskHostProcess.Until(Patience, async () => (await Breaches(admin, ticket)).Count > 0);
            var breach = Assert.Single(await Breaches(admin, ticket));
            Assert.True(breach["at"]!.GetValue<DateTimeOffset>() >= breach["data"]!["due"]!.GetValue<DateTimeOffset>());
        }

        // By the mail's id each cause came once, though its delivery may have been under way when the process was killed.
        var numbers = before.Tickets.Append(next).Select(ticket => ticket.Word("number")).ToArray();
        await DeskHostProcess.Until(Patience, () => Task.FromResult(!numbers.Except(smtp.Mails.Select(mail => mail.Subject.Split(' ')[0])).Any()));
        Assert.All(smtp.Mails.GroupBy(mail => mail.Id), same => Assert.Single(same.Select(mail => (mail.To, mail.Subject)).Distinct()));
        await IsStillThere(front.Address, before);
        await IsToldOfAll(besides, hooks, next);
        foreach (var process in all.Reverse()) await process.Stop();
        return Serial(next);
    }

    /// <summary>A silo that has no processor for ten seconds is declared dead, ends itself, and is started again by whoever looks after it.</summary>
    private static async Task StartOnBusyMachine(DeskHostProcess process)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await process.Start();
                return;
            }
            catch (InvalidOperationException) when (attempt < 4)
            {
                // It has ended: once more.
            }
        }
    }

    /// <summary>As 'adopt' leaves the store when it is killed after its first step.</summary>
    private async Task BreakOff()
    {
        await using var store = new Store(new(StoreKind.Postgres, _database + ";Application Name=test"), TimeProvider.System);
        await store.Open();
        await new EngineMove(store).Begin(DeskEngine.Orleans, default);
    }

    private async Task Do(string text)
    {
        await using var connection = new NpgsqlConnection(_database + ";Application Name=test");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> Count(string query)
    {
        await using var connection = new NpgsqlConnection(_database + ";Application Name=test");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task Engineer(DeskClient admin, string id, int capacity)
    {
        (await Served(() => admin.Put($"/agents/{id}", new { name = id, sites = new[] { "SH" }, roles = new[] { "engineer" }, capacity, email = $"{id}@example.org" }))).Ok();
        (await Served(() => admin.Post($"/agents/{id}/presence", new { presence = "on" }))).Ok();
    }

    private static async Task<int> Owned(DeskClient admin, IReadOnlyList<Answer> tickets)
    {
        var owned = 0;
        foreach (var ticket in tickets)
            if ((await admin.Get(ticket.Path))["owner"] is not null) owned++;
        return owned;
    }

    /// <summary>The answer, once it is not "busy" any more: a silo may have gone, and its grains come back on another.</summary>
    private static async Task<Answer> Served(Func<Task<Answer>> ask)
    {
        Answer? answer = null;
        await DeskHostProcess.Until(Patience, async () => (answer = await ask()).Status is not HttpStatusCode.ServiceUnavailable);
        return answer!;
    }

    private static async Task<List<JsonNode>> Breaches(DeskClient admin, Answer ticket) =>
        [.. (await Served(() => admin.Get($"{ticket.Path}/timeline?limit=100"))).Items.Select(e => e!).Where(e => e["kind"]!.GetValue<string>() == "breached")];

    private static async Task<string[]> Names(DeskClient admin) => [.. (await Served(() => admin.Get("/sites"))).Items.Select(site => site!["name"]!.GetValue<string>())];

    private static int Serial(Answer ticket) => int.Parse(ticket.Word("number").Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private DeskHostProcess Process(string role, SmtpSink smtp, string? program = null)
    {
        (string, string)[] settings =
        [
            ("DESK_ROLE", role), ("DESK_SMTP", $"127.0.0.1:{smtp.Port}"), ("DESK_SMTP_TLS", "none"), ("DESK_MAIL_FROM", "desk@example.org"),
            ("DESK_WEBHOOK_ALLOW", "127.0.0.0/8"),
        ];
        return program is null ? new($"postgres:{_database}", _folder, settings) : new($"postgres:{_database}", _folder, settings) { Program = program };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="Token">The admin's, of a session that goes on.</param>
    /// <param name="Engineer">The engineer's.</param>
    /// <param name="Inbox">What the engineer was told.</param>
    private sealed record Before(string Token, string Engineer, IReadOnlyList<Answer> Tickets, string[] Inbox);
}
