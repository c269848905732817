using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

public sealed class JournalTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_history_holds_no_name_and_is_read_with_the_one_that_the_ticket_has(string database)
    {
        await using var desk = await New(database);
        var key = new TicketKey("SH", "202405-0001");
        var head = await desk.Open(key.Number, opened => opened with { Customer = opened.Customer with { Name = "张三", ContactPerson = "李四", Salt = "0123abcd" } });
        head = await desk.Then(head, new Acknowledged("li.na", true));
        Assert.Equal(0, await desk.Meddle("UPDATE event SET kind = kind WHERE body LIKE '%张三%' OR body LIKE '%李四%' OR body LIKE '%0123abcd%'"));
        async Task<List<string?>> Told() =>
        [
            (await desk.Journal.LoadAt(key, 1))!.Customer.Name, (await desk.Store.Queries.AsOf(key, Nine, default))!.Customer.Name,
            NameIn((await desk.Store.Queries.Timeline(key, 0, 9, default))[0].Body), NameIn((await desk.Store.Feed.Read(0, ["SH"], 9, default))[0].Body),
        ];
        Assert.All(await Told(), name => Assert.Equal("张三", name));
        Assert.Equal(head.Ticket, await desk.Journal.LoadAt(key, 2), (a, b) => a!.Customer with { Tags = [] } == b!.Customer with { Tags = [] });
        Assert.Empty(await desk.Verify());

        await desk.Then(head, new CustomerErased("asked to be forgotten"));
        Assert.All(await Told(), name => Assert.Equal(Customer.NoName, name));
        Assert.Equal(0, await desk.Meddle("UPDATE ticket SET number = number WHERE state LIKE '%张三%' OR state LIKE '%0123abcd%' OR customer = '张三'"));
        Assert.Empty(await desk.Verify());

        static string? NameIn(string body) => System.Text.Json.Nodes.JsonNode.Parse(body)!["customer"]!["name"]!.GetValue<string>();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_that_an_older_desk_has_written_meanwhile_is_no_lie(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001", opened => opened with { Customer = opened.Customer with { Name = "张三", Salt = "0123abcd" } });
        Assert.Equal(1, await desk.Meddle("UPDATE ticket SET state = replace(state, ',\"salt\":\"0123abcd\"', '')"));
        Assert.Empty(await desk.Verify());
        Assert.Equal("张三", (await desk.Journal.LoadAt(new("SH", "202405-0001"), 1))!.Customer.Name);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_appended_is_loaded_and_every_version_can_be_had_again(string database)
    {
        await using var desk = await New(database);
        var opened = await desk.Open("202405-0001");
        var taken = await desk.Then(opened, new Acknowledged("li.na", true), new Progressed("site_visit", "带上 \"零件\" \\ 工具\n🛠"));

        var loaded = await desk.Journal.Load(opened.Ticket.Key);
        Assert.Equal(taken.Hash, loaded!.Hash);
        Assert.Equal(Json(taken.Ticket), Json(loaded.Ticket));
        Assert.Equal(Json(opened.Ticket), Json((await desk.Journal.LoadAt(opened.Ticket.Key, 1))!));
        Assert.Equal(Json(taken.Ticket), Json((await desk.Journal.LoadAt(opened.Ticket.Key, 3))!));
        Assert.Null(await desk.Journal.LoadAt(opened.Ticket.Key, 4));
        Assert.Null(await desk.Journal.Load(new("SH", "202405-0002")));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_many_at_once_only_the_one_with_a_stale_version_is_refused(string database)
    {
        await using var desk = await New(database);
        var stale = await desk.Open("202405-0001");
        await desk.Then(stale, new Acknowledged("li.na", true));

        var appends = Enumerable.Range(2, 50).Select(i => Opening($"202405-{i:0000}")).Append(Next(stale, [new Acknowledged("wang.wei", true)])).ToArray();
        var commits = await Task.WhenAll(appends.Select(desk.Journal.Append));

        Assert.All(commits[..^1], commit => Assert.Equal(CommitOutcome.Committed, commit.Outcome));
        Assert.Equal(CommitOutcome.VersionConflict, commits[^1].Outcome);
        Assert.Equal("li.na", (await desk.Journal.Load(stale.Ticket.Key))!.Ticket.Owner);
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_appends_to_one_ticket_at_once_one_wins(string database)
    {
        await using var desk = await New(database);
        var head = await desk.Open("202405-0001");
        var commits = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => desk.Journal.Append(Next(head, [new Acknowledged($"agent{i}", true)]))));

        Assert.Single(commits, commit => commit.Outcome is CommitOutcome.Committed);
        Assert.Equal(19, commits.Count(commit => commit.Outcome is CommitOutcome.VersionConflict));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_repeated_request_gets_the_earlier_answer_whether_it_comes_at_once_or_later(string database)
    {
        await using var desk = await New(database);
        var mark = new RequestMark("amy:key1", "print1");
        var atOnce = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => desk.Journal.Append(Opening($"202405-{i:0000}", request: mark))));
        var later = await desk.Journal.Append(Opening("202405-0006", request: mark with { Fingerprint = "print2" }));

        Assert.Equal(CommitOutcome.Committed, atOnce[0].Outcome);
        var earlier = new Answered("print1", "202405-0001", 1, null);
        Assert.All(atOnce[1..].Append(later), commit => Assert.Equal((CommitOutcome.RequestRepeated, earlier), (commit.Outcome, commit.Earlier)));
        Assert.Equal(earlier, await desk.Journal.FindAnswer("amy:key1"));
        Assert.Equal(1, await desk.Store.Feed.Last(default));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_kept_refusal_and_a_kept_answer_stand_against_later_ones(string database)
    {
        await using var desk = await New(database);
        var key = new TicketKey("SH", "202405-0001");
        await desk.Journal.KeepRefusal(new("amy:key1", "print1"), key, Refusal.AlreadyClosed);
        await desk.Journal.KeepRefusal(new("amy:key1", "print2"), key, Refusal.NotFound);
        Assert.Equal(new Answered("print1", key.Number, 0, Refusal.AlreadyClosed), await desk.Journal.FindAnswer("amy:key1"));
        Assert.Equal(CommitOutcome.RequestRepeated, (await desk.Journal.Append(Opening(key.Number, request: new("amy:key1", "print1")))).Outcome);

        await desk.Store.Answers.Keep("amy:key2", new("print1", 201, "{\"id\":1}"), default);
        await desk.Store.Answers.Keep("amy:key2", new("print1", 500, null), default);
        Assert.Equal(new KeptAnswer("print1", 201, "{\"id\":1}"), await desk.Store.Answers.Find("amy:key2", default));
        Assert.Null(await desk.Store.Answers.Find("amy:key3", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_external_id_is_one_ticket_of_its_site_and_source(string database)
    {
        await using var desk = await New(database);
        Append From(string number, Source source, string site = "SH") => Opening(number, o => o with { Source = source, ExternalId = "A-17" }, site: site);

        var commits = await Task.WhenAll(desk.Journal.Append(From("202405-0001", Source.Api)), desk.Journal.Append(From("202405-0002", Source.Api)));
        var later = await desk.Journal.Append(From("202405-0003", Source.Api));

        Assert.Equal(CommitOutcome.Committed, commits[0].Outcome);
        Assert.All([commits[1], later], c => Assert.Equal((CommitOutcome.ExternalIdTaken, "202405-0001", 1), (c.Outcome, c.Earlier!.Number, c.Earlier.Version)));
        await desk.Committed(From("202405-0004", Source.Email));
        await desk.Committed(From("202405-0001", Source.Api, site: "BJ"));
        Assert.Equal(new TicketKey("SH", "202405-0001"), await desk.Store.Queries.FindExternal("SH", Source.Api, "A-17", default));
        Assert.Null(await desk.Store.Queries.FindExternal("SH", Source.Api, "A-18", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_the_database_refuses_does_not_take_its_neighbours_down(string database)
    {
        await using var desk = await New(database);
        await desk.Meddle(database == "sqlite"
            ? "CREATE TRIGGER poison BEFORE INSERT ON event WHEN NEW.number = 'POISON-1' BEGIN SELECT RAISE(ABORT, 'no'); END"
            : "ALTER TABLE event ADD CONSTRAINT poison CHECK (number <> 'POISON-1')");

        var good = Enumerable.Range(1, 40).Select(i => desk.Journal.Append(Opening($"202405-{i:0000}"))).ToList();
        var bad = desk.Journal.Append(Opening("POISON-1"));
        good.AddRange(Enumerable.Range(41, 40).Select(i => desk.Journal.Append(Opening($"202405-{i:0000}"))));

        await Assert.ThrowsAnyAsync<Exception>(() => bad);
        Assert.All(await Task.WhenAll(good), commit => Assert.Equal(CommitOutcome.Committed, commit.Outcome));
        Assert.Equal(80, await desk.Store.Feed.Last(default));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_text_that_would_not_come_back_as_it_was_is_refused_before_it_is_written(string database)
    {
        await using var desk = await New(database);
        await Assert.ThrowsAsync<ArgumentException>(() => desk.Journal.Append(Opening("202405-0001", o => o with { ExternalId = "a\0b" })));
        await Assert.ThrowsAsync<ArgumentException>(() => desk.Journal.Append(Opening("202405-0001", request: new("\uD800", "print"))));
        await Assert.ThrowsAsync<ArgumentException>(() => desk.Store.Answers.Keep("key", new("print", 200, "x\udc00"), default));
        await desk.Open("202405-0001");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_stores_on_one_database_share_a_feed_without_gaps(string database)
    {
        await using var desk = await New(database);
        var other = desk.Another();
        await other.Open();
        var stores = new[] { desk.Store, other };
        await Task.WhenAll(Enumerable.Range(1, 400).Select(i => Task.Run(async () =>
        {
            var commit = await stores[i % 2].Journal.Append(Opening($"202405-{i:0000}"));
            Assert.Equal(CommitOutcome.Committed, commit.Outcome);
        })));

        var feed = await other.Feed.Read(0, null, 1000, default);
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), feed.Select(item => item.Position));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task More_than_the_queue_holds_is_refused_and_what_was_taken_is_written(string database)
    {
        await using var desk = await New(database, capacity: 10);
        var tasks = new List<Task<Commit>>();
        var refused = 0;
        for (var i = 1; i <= 5000 && refused == 0; i++)
        {
            try
            {
                tasks.Add(desk.Journal.Append(Opening($"202405-{i:0000}")));
            }
            catch (StoreBusyException)
            {
                refused++;
            }
        }

        Assert.Equal(1, refused);
        await Task.WhenAll(tasks);
        Assert.Equal(tasks.Count, await desk.Store.Feed.Last(default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Alarms_and_people_have_room_of_their_own_in_the_queue(string database)
    {
        await using var desk = await New(database, capacity: 8);
        var tasks = new List<Task<Commit>>();
        Assert.True(IsFilled(i => desk.Journal.Append(Opening($"202405-{i:0000}") with { IsAlarm = true }), tasks));
        tasks.Add(desk.Journal.Append(Opening("202405-0000")));
        Assert.All(await Task.WhenAll(tasks), commit => Assert.Equal(CommitOutcome.Committed, commit.Outcome));

        Assert.True(IsFilled(i => desk.Journal.Append(Opening($"202406-{i:0000}")), tasks));
        tasks.Add(desk.Journal.Append(Opening("202406-0000") with { IsAlarm = true }));
        Assert.All(await Task.WhenAll(tasks), commit => Assert.Equal(CommitOutcome.Committed, commit.Outcome));
    }

    /// <returns>Whether one was refused at last.</returns>
    private static bool IsFilled(Func<int, Task<Commit>> append, List<Task<Commit>> taken)
    {
        try
        {
            for (var i = 1; i <= 5000; i++) taken.Add(append(i));
            return false;
        }
        catch (StoreBusyException)
        {
            return true;
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Disposing_writes_what_was_taken(string database)
    {
        await using var desk = await New(database);
        var other = desk.Another();
        await other.Open();
        var tasks = Enumerable.Range(1, 500).Select(i => other.Journal.Append(Opening($"202405-{i:0000}"))).ToArray();
        await other.DisposeAsync();
        Assert.All(await Task.WhenAll(tasks), commit => Assert.Equal(CommitOutcome.Committed, commit.Outcome));
        Assert.Equal(500, await desk.Store.Feed.Last(default));
    }

    [PostgresFact]
    public async Task After_an_unknown_outcome_the_callers_hear_of_it_and_the_writer_goes_on()
    {
        await using var server = await PostgresServer.Create();
        await using var store = new Store(new(StoreKind.Postgres, await server.NewDatabase()), TimeProvider.System);
        await store.Open();
        await store.Journal.Append(Opening("202405-0001"));

        await server.Stop(crash: true);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Journal.Append(Opening("202405-0002")));
        await server.Start();

        Assert.Equal(CommitOutcome.Committed, (await store.Journal.Append(Opening("202405-0003"))).Outcome);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answers_are_forgotten_after_three_days_and_not_before(string database)
    {
        await using var desk = await New(database);
        await desk.Store.Answers.Keep("old", new("print", 200, null), default);
        desk.Time.Now += TimeSpan.FromHours(71);
        Assert.False(await RequestPruning.Prune(desk.Store, desk.Time, default));
        Assert.NotNull(await desk.Store.Answers.Find("old", default));

        desk.Time.Now += TimeSpan.FromHours(2);
        await RequestPruning.Prune(desk.Store, desk.Time, default);
        Assert.Null(await desk.Store.Answers.Find("old", default));
    }

    private static string Json(Ticket ticket) => JsonSerializer.Serialize(ticket, DeskJson.Stored);
}
