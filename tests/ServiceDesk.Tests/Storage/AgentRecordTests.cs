using System.Text.Json;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Storage;

public sealed class AgentRecordTests
{
    private static readonly WorkCalendar Shifts = new(CalendarDraft.Weekdays("Asia/Shanghai", [new(9 * 60, 18 * 60)]));

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_on_duty_at_a_site_is_read_with_their_open_work(string database)
    {
        await using var desk = await StoreUnderTest.New(database);
        foreach (var (id, sites) in new[] { ("li", "SH"), ("wang", "SH"), ("chen", "BJ"), ("off", "SH"), ("gone", "SH") })
        {
            await desk.Store.Accounts.Put(new(id, id, [sites], ["engineer"], ["robots"], 5, "boss", "hash"), default);
            await desk.Store.Agents.SetPresence(id, new(id == "off" ? PresenceState.Off : PresenceState.On, StoreUnderTest.Nine, id, id == "li" ? Shifts : null));
        }

        await desk.Store.Accounts.Remove("gone", default);
        await Work(desk, "202405-0001", "li");
        await desk.Then(await Work(desk, "202405-0002", "li"), new Acknowledged("li", false));
        await desk.Then(await Work(desk, "202405-0003", "li"), new Acknowledged("li", false), new Resolved("done", null, null, null));
        await desk.Open("202405-0004");

        var here = await desk.Store.Agents.OnDuty("SH");
        Assert.Equal([("li", 2), ("wang", 0)], here.Select(agent => (agent.Id, agent.Open)).Order());
        Assert.Equal((5, StoreUnderTest.Nine), here.Select(agent => (agent.Capacity, agent.IdleSince)).First());
        Assert.Equal(["202405-0001", "202405-0002"], (await desk.Store.Agents.Work("li")).Select(ticket => ticket.Number).Order());
        Assert.Equal(Shifts, (await desk.Store.Agents.Find("li"))!.Presence.Shifts);
        var loads = await desk.Store.Loads.Read(["li", "chen", "nobody"], default);
        Assert.Equal((2, PresenceState.On, 0, PresenceState.Off), (loads["li"].Open, loads["chen"].Presence.State, loads["nobody"].Open, loads["nobody"].Presence.State));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_was_removed_is_no_account_and_comes_back_without_a_password(string database)
    {
        await using var desk = await StoreUnderTest.New(database);
        var account = new Account("li", "Li", ["SH"], ["engineer"], [], 5, null, "old hash");
        await desk.Store.Accounts.Put(account, default);
        Assert.True(await desk.Store.Accounts.Remove("li", default));
        Assert.False(await desk.Store.Accounts.Remove("li", default));
        Assert.Null(await desk.Store.Accounts.Find("li", default));
        Assert.Empty(await desk.Store.Accounts.List(null, default));
        Assert.True((await desk.Store.Agents.Find("li"))!.Profile.HasLeft);
        Assert.Null(await desk.Store.Agents.Find("nobody"));
        await desk.Store.Accounts.Put(account with { PasswordHash = null }, default);
        Assert.Null((await desk.Store.Accounts.Find("li", default))!.PasswordHash);
        Assert.False((await desk.Store.Agents.Find("li"))!.Profile.HasLeft);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_pending_is_read_for_the_queue(string database)
    {
        await using var desk = await StoreUnderTest.New(database);
        await desk.Open("202405-0001");
        await Work(desk, "202405-0002", "li");
        await desk.Then(await Work(desk, "202405-0003", "li"), new Acknowledged("li", false));
        await desk.Then(await Work(desk, "202405-0004", "li"), new Declined("li", "busy"));
        await desk.Open("202405-0005", site: "BJ");
        await desk.Then(await Work(desk, "202405-0006", "li"), new Declined("li", "busy"), new Escalated(1, Assignments.DeclinedCause, "nobody took it", null));

        var pending = (await desk.Store.Pending.Read("SH")).OrderBy(ticket => ticket.Number, StringComparer.Ordinal).ToList();
        Assert.Equal([("202405-0001", null), ("202405-0002", "li"), ("202405-0004", null), ("202405-0006", null)], pending.Select(ticket => (ticket.Number, ticket.Owner)));
        Assert.Equal(["li"], pending[3].DeclinedBy);
        Assert.True(pending[3].Called);
        foreach (var ticket in pending)
            Assert.Equal(
                JsonSerializer.Serialize(QueuedTicket.Of((await desk.Store.Journal.Load(new("SH", ticket.Number)))!.Ticket)), JsonSerializer.Serialize(ticket));
        Assert.Equal(pending.ToDictionary(ticket => ticket.Number, ticket => ticket.Version), await desk.Store.Pending.Versions("SH"));
        Assert.Empty(await desk.Verify());
    }

    private static async Task<ServiceDesk.Grains.Tickets.TicketHead> Work(StoreUnderTest desk, string number, string owner) =>
        await desk.Then(await desk.Open(number), new Assigned(owner, null, null));
}
