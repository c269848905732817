using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Verification;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Storage;

/// <summary>A store on a new, empty database, with short words for what tests do to it.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    public static readonly DateTimeOffset Nine = new(2024, 5, 6, 9, 0, 0, TimeSpan.Zero);

    private readonly List<Store> _others = [];
    private readonly string? _folder;

    private StoreUnderTest(StoreAddress address, string? folder) => (Address, _folder) = (address, folder);

    public StoreAddress Address { get; }

    public MovableTime Time { get; } = new();

    public Store Store { get; private set; } = null!;

    public ITicketJournal Journal => Store.Journal;

    public static async Task<StoreUnderTest> New(string database, int capacity = 20_000, bool open = true)
    {
        var folder = database == "sqlite" ? Directory.CreateTempSubdirectory("desk-store-").FullName : null;
        var place = folder is null ? await (await PostgresServer.Shared).NewDatabase() + ";Pooling=true;Maximum Pool Size=8" : folder + "/desk.db";
        var desk = new StoreUnderTest(StoreAddress.Parse($"{database}:{place}"), folder);
        desk.Store = new(desk.Address, desk.Time, capacity: capacity);
        if (open) await desk.Store.Open();
        return desk;
    }

    /// <summary>Another store on the same database, as of another process.</summary>
    public Store Another()
    {
        _others.Add(new(Address, Time));
        return _others[^1];
    }

    /// <summary>Runs SQL behind the store's back.</summary>
    public async Task<int> Meddle(string sql)
    {
        await using DbConnection connection = Address.Kind is StoreKind.Sqlite
            ? new SqliteConnection($"Data Source={Address.Place};Pooling=false") : new NpgsqlConnection(Address.Place);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Comes back when the audit log's head stands where its rows end.</summary>
    public Task Settled() => Faults.DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () =>
        await Meddle("UPDATE audit_head SET one = one WHERE seq = (SELECT max(seq) FROM audit)") > 0);

    public async Task<List<Finding>> Verify()
    {
        var findings = new List<Finding>();
        var result = await new StoreVerifier(Store).Run(findings.Add);
        Assert.Equal(findings.Count, result.Findings);
        Assert.Equal(findings.FirstOrDefault(), result.First);
        return findings;
    }

    public async Task<TicketHead> Open(string number, Func<Opened, Opened>? change = null, DateTimeOffset? at = null, string site = "SH")
    {
        var append = Opening(number, change, at, site: site);
        return new(append.Next, await Committed(append));
    }

    public async Task<TicketHead> Then(TicketHead head, params TicketEvent[] events)
    {
        var append = Next(head, events);
        return new(append.Next, await Committed(append));
    }

    public async Task<string> Committed(Append append)
    {
        var commit = await Journal.Append(append);
        Assert.Equal(CommitOutcome.Committed, commit.Outcome);
        return commit.Hash;
    }

    public static Append Opening(
        string number, Func<Opened, Opened>? change = null, DateTimeOffset? at = null, RequestMark? request = null, string site = "SH")
    {
        var key = new TicketKey(site, number);
        var moment = at ?? Nine;
        var opened = new Opened(
            Source.Phone, moment, null, new("华东精密", "王工", null, null, null, Tier.Regular, []), null, null, null, "打印机卡纸", null, Urgency.Medium,
            Impact.Single, new(Priority.Medium, "default", false), null, [], null);
        var happening = new Happening(1, moment, Actor.Staff("li.na"), "request", "10.0.0.1", change?.Invoke(opened) ?? opened);
        return new(key, 0, HashChain.Start, [happening], TicketHistory.Evolve(key, null, happening), request, "{yyyy}{MM}-{serial:4}");
    }

    public static Append Next(TicketHead head, IReadOnlyList<TicketEvent> events, RequestMark? request = null)
    {
        var happenings = events.Select((e, i) => new Happening(
            head.Ticket.Version + i + 1, head.Ticket.OpenedAt.AddMinutes(head.Ticket.Version + i),
            e is Breached ? Actor.Clock : Actor.Staff("li.na"), e is Breached ? "clock:resolution" : "request", null, e)).ToArray();
        var next = happenings.Aggregate(head.Ticket, (ticket, happening) => TicketHistory.Evolve(head.Ticket.Key, ticket, happening));
        return new(head.Ticket.Key, head.Ticket.Version, head.Hash, happenings, next, request);
    }

    public static Clock Running(DateTimeOffset due) => new(new(ClockKind.Resolution, 0, 1), ClockState.Running, Nine, due, new("breach", due));

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        await Store.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The clock's hands can be moved; timers run as ever.</summary>
internal sealed class MovableTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = StoreUnderTest.Nine;

    public override DateTimeOffset GetUtcNow() => Now;
}
