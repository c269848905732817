using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Notices;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Servers;
using ServiceDesk.Tests.Storage;

namespace ServiceDesk.Tests.Grains;

/// <summary>The notifier over a real store, on a real clock.</summary>
public sealed class NotifierTests
{
    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task After_ten_thousand_events_without_it_the_notifier_tells_each_cause_once_though_it_is_killed_on_the_way(string database)
    {
        const int Tickets = 2_500;
        await using var desk = await StoreUnderTest.New(database);
        await Hire(desk.Store);
        await Task.WhenAll(Enumerable.Range(1, Tickets).Select(async i =>
        {
            var head = await desk.Open($"202405-{i:D4}");
            await desk.Then(head, new Assigned("li", null, null), new Progressed("checked", null), new Escalated(1, "manual", null, null));
        }));

        for (var killed = 0; killed < 3; killed++)
        {
            await using var first = await Grains(desk);
            var place = (await desk.Store.Notices.Head()).Position;
            await first.Grain<INotifierGrain>(INotifierGrain.Key).Start();
            await Until(async () => (await desk.Store.Notices.Head()).Position is var now && (now > place || now == Tickets * 4));
            await first.Kill();
        }

        await using (var last = await Grains(desk))
        {
            await last.Grain<INotifierGrain>(INotifierGrain.Key).Start();
            await Until(async () => (await desk.Store.Notices.Head()).Position == Tickets * 4);
        }

        Assert.Equal(Tickets, await Told(desk.Store, "li", NoticeKind.Offered));
        Assert.Equal(Tickets, await Told(desk.Store, "wang", NoticeKind.Escalated));
    }

    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task An_event_that_cannot_be_read_is_told_to_the_admins_and_those_behind_it_go_on(string database)
    {
        await using var desk = await StoreUnderTest.New(database);
        await Hire(desk.Store);
        var head = await desk.Open("202405-0001");
        head = await desk.Then(head, new Assigned("li", null, null));
        await desk.Then(head, new Escalated(1, "manual", null, null));
        await desk.Meddle("UPDATE event SET body = '{\"kind\":\"assigned\"' WHERE position = 2");
        await using (var grains = await Grains(desk))
        {
            await grains.Grain<INotifierGrain>(INotifierGrain.Key).Start();
            await Until(async () => (await desk.Store.Notices.Head()).Position == 3);
        }

        var unreadable = Assert.Single(await desk.Store.Inboxes.Read("qian", unread: false, null, null, 10, default));
        Assert.Equal((NoticeKind.EventUnreadable, "2"), (unreadable.Kind, unreadable.Data.Subject));
        Assert.Equal(NoticeKind.Escalated, Assert.Single(await desk.Store.Inboxes.Read("wang", unread: false, null, null, 10, default)).Kind);
        Assert.Empty(await desk.Store.Inboxes.Read("li", unread: false, null, null, 10, default));
    }

    /// <summary>What stands by itself, and what digests hold.</summary>
    private static async Task<int> Told(Store store, string person, NoticeKind kind)
    {
        var all = new List<string>();
        var top = await store.Inboxes.Read(person, unread: false, null, null, 100, default);
        foreach (var item in top)
        {
            if (item.Kind is not NoticeKind.Digest) all.Add($"{item.Kind} {item.Number}");
            else
                for (long? before = null; await store.Inboxes.Read(person, unread: false, item.Id, before, 500, default) is { Count: > 0 } page; before = page[^1].Seq)
                    all.AddRange(page.Select(n => $"{n.Kind} {n.Number}"));
        }

        Assert.Equal(all.Count, all.Distinct().Count());
        var digest = Assert.Single(top, i => i.Kind is NoticeKind.Digest && i.Data.Of == kind);
        var ofKind = all.Count(text => text.StartsWith($"{kind} ", StringComparison.Ordinal));
        Assert.Equal(ofKind, digest.Data.Count);
        return ofKind;
    }

    private static async Task Hire(Store store)
    {
        foreach (var (id, role, supervisor) in ((string, string, string?)[])[("li", "engineer", "wang"), ("wang", "supervisor", null), ("qian", "site_admin", null)])
            await store.Accounts.Put(new(id, id, ["SH"], [role], [], 5, supervisor, null), default);
    }

    private static Task<StoreGrains> Grains(StoreUnderTest desk) => StoreGrains.Start(desk.Address, services => services
        .AddSingleton(desk.Store.Journal).AddSingleton(desk.Store.Notices).AddSingleton(desk.Store.NoticeFeed).AddSingleton(desk.Store.NoticePeople)
        .AddSingleton(new NoticePlan(new(3, TimeSpan.FromDays(3_000)), [], new(Sms: false, Email: false))));

    private static Task Until(Func<Task<bool>> condition) => DeskHostProcess.Until(TimeSpan.FromSeconds(120), condition);
}
