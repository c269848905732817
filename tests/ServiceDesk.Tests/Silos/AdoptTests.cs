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

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-adopt-").FullName;
    private string _database = "";

    [PostgresFact]
    public async Task A_cluster_takes_over_the_desk_of_one_process_that_was_killed_and_gives_it_back()
    {
        if (!File.Exists(Embedded)) throw new InvalidOperationException("The embedded host is not built: './desk test --engine orleans' does it.");
        await using var smtp = SmtpSink.Start();
        _database = await (await PostgresServer.Shared).NewDatabase();
        await using var one = Process("all", smtp, Embedded);
        await one.Start();
        var before = await Prepare(one);
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

        var onCluster = await GoOnAsCluster(silo, smtp, before);
        Assert.Equal(0, (await silo.Ran("verify")).Code);

        var back = await silo.Ran("adopt", "--to", "embedded");
        Assert.True(back.Code == 0, back.Said);
        await one.Start();
        var admin = new DeskClient(one.Address, before.Token);
        Assert.True(Serial(await admin.Take()) > onCluster);
        Assert.Equal(["Zero", "Ten", "Shanghai"], await Names(admin));
        await one.Stop();
        Assert.Equal(0, (await silo.Ran("verify")).Code);
    }

    /// <summary>Three sites, of which two have codes of the same number; an engineer with room for two, and three tickets: one waits.</summary>
    private static async Task<Before> Prepare(DeskHostProcess one)
    {
        var admin = await new DeskClient(one.Address).SignIn("admin", DeskHostProcess.Password);
        foreach (var (code, name) in ((string, string)[])[("SH", "Shanghai"), ("A", "Ten"), ("0A", "Zero")])
            (await admin.Put($"/sites/{code}", new { name, timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        var policy = (await admin.Get("/sites/SH/policy")).Json;
        policy["targets"]!["high"] = new JsonObject { ["response"] = "PT2H", ["resolution"] = "PT90S", ["update"] = "PT2H", ["customerSync"] = "PT2H" };
        (await admin.Put("/sites/SH/policy", policy)).Ok();
        await DeskHostProcess.Until(Patience, async () =>
            await admin.Get("/sites/SH/replan") is { Status: HttpStatusCode.OK } plan && plan["finishedAt"] is not null);
        await Engineer(admin, "li", capacity: 2);
        var tickets = new List<Answer>();
        for (var i = 0; i < 3; i++) tickets.Add(await admin.Take());
        await DeskHostProcess.Until(Patience, async () => await Owned(admin, tickets) == 2);
        return new(admin.Token!, tickets);
    }

    private async Task<int> GoOnAsCluster(DeskHostProcess silo, SmtpSink smtp, Before before)
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
            [("DESK_ROLE", role), ("DESK_SMTP", $"127.0.0.1:{smtp.Port}"), ("DESK_SMTP_TLS", "none"), ("DESK_MAIL_FROM", "desk@example.org")];
        return program is null ? new($"postgres:{_database}", _folder, settings) : new($"postgres:{_database}", _folder, settings) { Program = program };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="Token">The admin's, of a session that goes on.</param>
    private sealed record Before(string Token, IReadOnlyList<Answer> Tickets);
}
