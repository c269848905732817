using ServiceDesk.Domain.Notices;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

/// <summary>Inboxes, deliveries and webhooks, on both databases.</summary>
public sealed class NoticeTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_deliveries_and_the_place_in_the_feed_are_written_together_and_only_by_who_read_the_latest(string database)
    {
        await using var desk = await New(database);
        var store = desk.Store.Notices;
        var head = await store.Head();
        Assert.Equal(new(0, 0), head);
        Assert.True(await store.Commit(head, new(5, 1), [Row(1, "li", "event:5")], [Mail("li", "event:5")]));
        Assert.False(await store.Commit(head, new(6, 2), [Row(1, "li", "event:6")], [Mail("li", "event:6")]));
        Assert.Equal(new(5, 1), await store.Head());
        Assert.Single(await desk.Store.Inboxes.Read("li", unread: false, null, null, 10, default));
        Assert.Single(await desk.Store.Deliveries.List(null, null, null, null, 10, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_cause_is_one_row_however_often_it_is_written(string database)
    {
        await using var desk = await New(database);
        await Write(desk, [Row(1, "li", "event:5"), Row(2, "wang", "event:5")], [Mail("li", "event:5")]);
        await Write(desk, [Row(3, "li", "event:5"), Row(4, "li", "event:6")], [Mail("li", "event:5"), Mail("li", "event:6")]);
        Assert.Equal([4, 1], (await desk.Store.Inboxes.Read("li", unread: false, null, null, 10, default)).Select(i => i.Seq));
        Assert.Equal(2, (await desk.Store.Deliveries.List(null, null, null, null, 10, default)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_that_cannot_be_written_leaves_nothing_of_its_batch_and_all_of_its_neighbours(string database)
    {
        await using var desk = await New(database);
        var head = await desk.Store.Notices.Head();
        await Assert.ThrowsAnyAsync<Exception>(() => desk.Store.Notices.Commit(head, new(1, 1), [Row(1, "li", "event:1"), Row(2, null!, "event:1")], []));
        Assert.Equal(head, await desk.Store.Notices.Head());
        Assert.Empty(await desk.Store.Inboxes.Read("li", unread: false, null, null, 10, default));
        await Write(desk, [Row(1, "li", "event:1")], []);
        Assert.Single(await desk.Store.Inboxes.Read("li", unread: false, null, null, 10, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_ends_in_the_middle_of_writing_holds_nobody_up(string database)
    {
        await using var desk = await New(database);
        var store = desk.Store.Notices;
        var head = await store.Head();
        Abandoned.Begin(() => store.Commit(head, new(5, 1), [Row(1, "li", "event:5")], []));
        await DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () => (await store.Head()).Position == 5);
        Assert.True(await store.Commit(new(5, 1), new(6, 2), [Row(2, "li", "event:6")], []).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory, OnPostgres]
    public async Task A_server_gives_up_a_desk_that_has_vanished_within_half_a_minute(string database)
    {
        await using var desk = await New(database);
        await using var reading = await desk.Store.Read(default);
        var settings = await reading.Rows(
            new("SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp_keepalives_%' OR name = 'idle_in_transaction_session_timeout'"),
            row => (row.GetString(0), int.Parse(row.GetString(1), System.Globalization.CultureInfo.InvariantCulture)), default);
        var of = settings.ToDictionary(s => s.Item1, s => s.Item2);
        Assert.InRange(of["tcp_keepalives_idle"] + of["tcp_keepalives_interval"] * of["tcp_keepalives_count"], 1, 30);
        Assert.InRange(of["idle_in_transaction_session_timeout"], 1, 30_000);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_inbox_is_read_in_pages_followed_and_marked(string database)
    {
        await using var desk = await New(database);
        await Write(desk, [.. Enumerable.Range(1, 5).Select(i => Row(i, "li", $"event:{i}")), Row(6, "wang", "event:6")], []);
        var inbox = desk.Store.Inboxes;
        Assert.Equal([5, 4], (await inbox.Read("li", unread: false, null, null, 2, default)).Select(i => i.Id));
        Assert.Equal([3, 2], (await inbox.Read("li", unread: false, null, before: 4, 2, default)).Select(i => i.Id));
        Assert.Equal([4, 5], (await inbox.Beyond("li", 3, 10, default)).Select(i => i.Id));
        Assert.True(await inbox.MarkRead("li", 5, Nine, default));
        Assert.False(await inbox.MarkRead("li", 6, Nine, default));
        Assert.Equal(4, await inbox.CountUnread("li", default));
        Assert.Equal([4, 3, 2, 1], (await inbox.Read("li", unread: true, null, null, 10, default)).Select(i => i.Id));
        Assert.Equal(Nine, (await inbox.Read("li", unread: false, null, null, 1, default))[0].ReadAt);
        Assert.Equal(4, await inbox.MarkAllRead("li", Nine, default));
        Assert.Equal((0, 1), (await inbox.CountUnread("li", default), await inbox.CountUnread("wang", default)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_digest_grows_comes_unread_again_and_stands_for_what_folded_into_it(string database)
    {
        await using var desk = await New(database);
        const string Group = "escalated|SH|0";
        await Write(desk, [Row(1, "zhao", "event:1", Group), Row(2, "zhao", "event:2", Group, folded: true), Digest(3, Group, 2)], []);
        var inbox = desk.Store.Inboxes;
        var digest = Assert.Single(await inbox.Read("zhao", unread: true, null, before: null, 10, default), i => i.Kind is NoticeKind.Digest);
        Assert.Equal(["event:2"], await Causes(desk, digest.Id));
        Assert.True(await inbox.MarkRead("zhao", digest.Id, Nine, default));
        Assert.Equal(1, await inbox.CountUnread("zhao", default));

        await Write(desk, [Row(4, "zhao", "event:4", Group, folded: true), Digest(5, Group, 3)], []);
        var grown = Assert.Single(await inbox.Beyond("zhao", 3, 10, default));
        Assert.Equal((digest.Id, 5, 3, (DateTimeOffset?)null), (grown.Id, grown.Seq, grown.Data.Count!.Value, grown.ReadAt));
        Assert.Equal(2, (await inbox.Read("zhao", unread: false, digest.Id, null, 10, default)).Count);
        Assert.Empty(await inbox.Read("wang", unread: false, digest.Id, null, 10, default));
        var folds = await desk.Store.Notices.Folds([new("zhao", Group), new("wang", Group)]);
        Assert.Equal(3, Assert.Single(folds).Value.Count);
        Assert.Equal(["7"], folds.Single().Value.Numbers);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_due_is_taken_by_one_alone_and_comes_up_again_when_it_was_left_undone(string database)
    {
        await using var desk = await New(database);
        var other = desk.Another();
        await other.Open();
        await Write(desk, [], [.. Enumerable.Range(1, 40).Select(i => Mail("li", $"event:{i}"))]);
        var taken = (await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => (i % 2 == 0 ? desk.Store : other).Deliveries.Claim(Nine.AddMinutes(1), 10, default))))).SelectMany(list => list).ToList();
        Assert.Equal(taken.Count, taken.Select(d => d.Id).Distinct().Count());
        while (await desk.Store.Deliveries.Claim(Nine.AddMinutes(1), 10, default) is { Count: > 0 } more) taken.AddRange(more);
        Assert.Equal(40, taken.Select(d => d.Id).Distinct().Count());
        Assert.Equal(40, taken.Count);
        await desk.Store.Deliveries.End(taken[0], DeliveryState.Sent, null, default);
        desk.Time.Now = Nine.AddMinutes(1);
        var again = await desk.Store.Deliveries.Claim(Nine.AddMinutes(2), 100, default);
        Assert.Equal(39, again.Count);
        Assert.All(again, d => Assert.Equal(2, d.Attempts));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failed_delivery_waits_a_dead_one_is_seen_and_can_be_put_up_again(string database)
    {
        await using var desk = await New(database);
        var store = desk.Store.Deliveries;
        await Write(desk, [], [Mail("li", "event:1"), Mail("li", "event:2") with { Site = "BJ" }]);
        var taken = await store.Claim(Nine.AddMinutes(1), 10, default);
        await store.Again(taken[0], Nine.AddSeconds(5), "SMTP 451", default);
        await store.End(taken[1], DeliveryState.Dead, "SMTP 550", default);
        Assert.Empty(await store.Claim(Nine.AddMinutes(1), 10, default));
        desk.Time.Now = Nine.AddSeconds(5);
        Assert.Equal("SMTP 451", Assert.Single(await store.Claim(Nine.AddMinutes(1), 10, default)).Error);

        var dead = Assert.Single(await store.List(null, DeliveryState.Dead, null, null, 10, default));
        Assert.Equal(("SMTP 550", "BJ", Nine), (dead.Error, dead.Site, dead.DoneAt));
        Assert.Empty(await store.List(["SH"], DeliveryState.Dead, null, null, 10, default));
        Assert.Empty(await store.List([], null, null, null, 10, default));
        Assert.False(await store.Retry(taken[0].Id, default));
        Assert.True(await store.Retry(dead.Id, default));
        Assert.Equal(1, Assert.Single(await store.Claim(Nine.AddMinutes(1), 10, default)).Attempts);
        await store.End(dead, DeliveryState.Sent, null, default);
        Assert.Equal(0, await store.Prune(desk.Time.Now, default));
        Assert.Equal(1, await store.Prune(desk.Time.Now.AddSeconds(1), default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_webhook_is_held_by_one_and_its_events_come_by_position_also_when_they_are_sent_again(string database)
    {
        await using var desk = await New(database);
        var (webhooks, deliveries) = (desk.Store.Webhooks, desk.Store.Deliveries);
        await webhooks.Put(new("wh", "https://example.org", ["SH"], ["opened"], "sealed", true, "admin", Nine), default);
        Assert.Equal(["wh"], (await desk.Store.Notices.Webhooks()).Select(w => w.Id));
        Assert.Empty(await webhooks.Claim(Nine.AddMinutes(1), 10, default));
        await Write(desk, [], [Event(7), Event(9), Event(8)]);
        var held = Assert.Single(await webhooks.Claim(Nine.AddMinutes(1), 10, default));
        Assert.Empty(await webhooks.Claim(Nine.AddMinutes(1), 10, default));
        Assert.Empty(await deliveries.Claim(Nine.AddMinutes(1), 10, default));
        var waiting = await deliveries.OfWebhook("wh", 10, default);
        Assert.Equal([7, 8, 9], waiting.Select(d => d.Position));
        foreach (var delivery in waiting) await deliveries.End(delivery, DeliveryState.Sent, null, default);
        await webhooks.Succeeded(held, default);

        await deliveries.Replay([Event(7), Event(6)], default);
        Assert.Equal([6, 7], (await deliveries.OfWebhook("wh", 10, default)).Select(d => d.Position));
        var again = Assert.Single(await webhooks.Claim(Nine.AddMinutes(1), 10, default));
        await webhooks.Failed(again, Nine.AddMinutes(3), default);
        Assert.False(await webhooks.Hold(again, Nine.AddHours(1), default));
        Assert.Equal(Nine, (await webhooks.Find("wh", default))!.FailingSince);
        desk.Time.Now = Nine.AddMinutes(3);
        var third = Assert.Single(await webhooks.Claim(Nine.AddMinutes(4), 10, default));
        Assert.Equal(1, third.Attempts);
        Assert.True(await webhooks.Disable(third, "HTTP 500", default));
        Assert.Empty(await desk.Store.Notices.Webhooks());
        Assert.Equal("HTTP 500", (await webhooks.Find("wh", default))!.Disabled);
        Assert.True(await webhooks.Remove("wh", default));
        Assert.False(await webhooks.Remove("wh", default));
        Assert.Empty(await deliveries.List(null, null, "wh", null, 10, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task People_are_read_with_the_ways_that_lead_to_them(string database)
    {
        await using var desk = await New(database);
        await desk.Store.Accounts.Put(new("li", "李", ["SH"], ["engineer"], ["电源"], 5, "wang", null), default);
        await desk.Store.Accounts.Put(new("wang", "王", ["SH"], ["supervisor"], [], 5, null, null), default);
        var quiet = new NoticePreferences(Email: ChannelUse.Urgent, Quiet: new("22:00", "07:00", "Asia/Shanghai"), Language: "en");
        await desk.Store.PersonContacts.Put("li", new("sealed", null, quiet), default);
        var people = (await desk.Store.NoticePeople.All()).ToDictionary(p => p.Id);
        Assert.Equal((quiet, "wang"), (people["li"].Preferences, people["li"].Supervisor));
        Assert.Equal([Channel.Email, Channel.Chat], people["li"].Channels);
        Assert.Equal([Channel.Chat], people["wang"].Channels);
        Assert.Equal(NoticePreferences.Standard, people["wang"].Preferences);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_events_that_notices_follow_are_those_of_the_feed(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001");
        await desk.Open("202405-0002");
        var events = await desk.Store.NoticeFeed.Read(1, 10);
        var last = Assert.Single(events);
        Assert.Equal((2, "202405-0002", "opened", "staff:li.na"), (last.Position, last.Number, last.Kind, last.Actor));
    }

    private static async Task Write(StoreUnderTest desk, IReadOnlyList<NoticeRow> rows, IReadOnlyList<DeliveryPlan> deliveries)
    {
        var head = await desk.Store.Notices.Head();
        Assert.True(await desk.Store.Notices.Commit(head, new(head.Position + 1, Math.Max(head.Seq, rows.Count > 0 ? rows[^1].Seq : 0)), rows, deliveries));
    }

    private static async Task<IEnumerable<string>> Causes(StoreUnderTest desk, long digest) =>
        (await desk.Store.Inboxes.Read("zhao", unread: false, digest, null, 10, default)).Select(i => $"event:{i.Id}");

    private static NoticeRow Row(long seq, string person, string cause, string group = "offered|SH|0", bool folded = false) =>
        new(seq, person, cause, "SH", "7", NoticeKind.Offered, Urgent: false, Nine, new() { By = "wei" }, group, folded);

    private static NoticeRow Digest(long seq, string group, int count) => new(
        seq, "zhao", NoticePlan.CauseOf(group), "SH", null, NoticeKind.Digest, Urgent: true, Nine, new() { Of = NoticeKind.Escalated, Count = count, Numbers = ["7"] }, "",
        Folded: false);

    private static DeliveryPlan Mail(string person, string cause) =>
        new($"{person}:{cause}:email", Channel.Email, person, "SH", "7", "offered", new() { By = "wei" }, cause, 0, Nine);

    private static DeliveryPlan Event(long position) => WebhookDelivery.Of("wh", position, "SH", "7", "opened", Nine);

    /// <summary>Where nothing goes on after its first wait, as in a process that was killed just then.</summary>
    private sealed class Abandoned : SynchronizationContext
    {
        public static void Begin(Func<Task> work)
        {
            var before = Current;
            SetSynchronizationContext(new Abandoned());
            try { _ = work(); }
            finally { SetSynchronizationContext(before); }
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
