using ServiceDesk.Domain.Boards;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Tests.Domain.Tickets;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

public sealed class BoardTests
{
    private static readonly DateTimeOffset Now = Nine.AddHours(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task Load_is_told_of_those_on_duty_and_of_those_with_work(string database)
    {
        await using var desk = await New(database);
        foreach (var (id, site, state) in new[] { ("li", "SH", PresenceState.On), ("wang", "SH", PresenceState.Away), ("chen", "BJ", PresenceState.On), ("off", "SH", PresenceState.Off), ("late", "SH", PresenceState.Off) })
        {
            await desk.Store.Accounts.Put(new(id, "Name of " + id, [site], ["engineer"], [], 5, null, null), default);
            await desk.Store.Agents.SetPresence(id, new(state, Nine, id));
        }

        await desk.Then(await desk.Open("202405-0001"), new Assigned("li", null, null));
        await desk.Then(await desk.Open("202405-0002"), new Assigned("li", null, null), new Acknowledged("li", false));
        await desk.Then(await desk.Open("202405-0003"), new Assigned("late", null, null), new Acknowledged("late", false));
        await desk.Then(await desk.Open("202405-0004", site: "BJ"), new Assigned("li", null, null));
        var board = await Read(desk);
        Assert.Equal(
            [("late", PresenceState.Off, 1, 0), ("li", PresenceState.On, 3, 1), ("wang", PresenceState.Away, 0, 0)],
            board.Agents.Select(agent => (agent.Id, agent.Presence, agent.Open, agent.Unaccepted)));
        Assert.Equal(("Name of li", 5, Nine), (board.Agents[1].Name, board.Agents[1].Capacity, board.Agents[1].Since));
        Assert.Equal(await desk.Store.Feed.Last(default), board.Position);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_waits_is_counted_by_priority_with_its_oldest(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001", at: Nine.AddMinutes(5));
        await desk.Open("202405-0002", at: Nine.AddMinutes(3));
        await desk.Open("202405-0003", e => e with { Priority = new(Priority.High, "test", false) }, Nine.AddMinutes(9));
        await desk.Then(await desk.Open("202405-0004", at: Nine), new Assigned("li", null, null));
        await desk.Open("202405-0005", site: "BJ");
        var line = new NeedLine("engineer", [], 3, Nine, 1, 2);
        var board = await Read(desk, new([line], ["202405-0002", "202405-0004", "202405-0099"]));
        Assert.Equal(
            [new(Priority.High, 1, Nine.AddMinutes(9)), new(Priority.Medium, 2, Nine.AddMinutes(3)), new(Priority.Low, 0, null)], board.Waiting.ByPriority);
        Assert.Equal([line], board.Waiting.ByNeed);
        Assert.Equal((1, "202405-0002"), (board.SecondHandling.Count, board.SecondHandling.Tickets.Single().Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deadlines_near_and_past_are_told_apart(string database)
    {
        await using var desk = await New(database);
        Task<TicketHead> Due(string number, double hours, params string[] done) =>
            desk.Open(number, e => e with { Clocks = [Running(Now.AddHours(hours)) with { Done = done }] });
        await Due("202405-0001", 3);
        await Due("202405-0002", 1);
        await Due("202405-0003", 5);
        await Due("202405-0004", 30, "warning");
        async Task<TicketHead> Missed(string number, DateTimeOffset? answered, Priority priority) => await desk.Then(
            await desk.Open(number, e => e with { Priority = new(priority, "test", false), Clocks = [Running(Nine)] }),
            new Breached(Running(Nine).Id, Nine) { Clocks = [Running(Nine) with { State = ClockState.Breached, BreachedAt = Nine, EndedAt = answered }] });
        await Missed("202405-0005", null, Priority.Low);
        await Missed("202405-0006", null, Priority.High);
        await Missed("202405-0007", Now, Priority.High);
        await desk.Then(await Missed("202405-0008", null, Priority.High), new Closed(ClosingReason.TimedOut, false));
        var board = await Read(desk);
        Assert.Equal(["202405-0002", "202405-0001", "202405-0004"], board.Near.Tickets.Select(ticket => ticket.Number));
        Assert.Equal((3, false, true), (board.Near.Count, board.Near.More, board.Near.Tickets[2].Clocks.Single().Warned));
        Assert.Equal(["202405-0006", "202405-0005"], board.Past.Tickets.Select(ticket => ticket.Number));
        Assert.Equal((ClockKind.Resolution, Nine), (board.Past.Tickets[0].Clocks.Single().Clock, board.Past.Tickets[0].Clocks.Single().Due));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Open_escalations_stand_at_their_level_and_the_day_is_the_sites_own(string database)
    {
        await using var desk = await New(database);
        var midnight = new DateTimeOffset(2024, 5, 6, 0, 0, 0, TimeSpan.FromHours(8)).ToUniversalTime();
        await desk.Then(await desk.Open("202405-0001", at: midnight.AddSeconds(-1)), new Escalated(1, "manual", null, null));
        await desk.Then(await desk.Open("202405-0002", at: midnight), new Escalated(1, "manual", null, null), new Escalated(2, "manual", null, null));
        await desk.Then(await desk.Open("202405-0003"), new Escalated(1, "manual", null, null), new EscalationAcknowledged(1, null));
        await desk.Then(await desk.Open("202405-0004"), new Assigned("li", null, null), new Acknowledged("li", false), new Resolved("done", null, null, null));
        var board = await Read(desk);
        Assert.Equal([(1, 2), (2, 1)], board.Escalations.Select(level => (level.Level, level.Count)));
        Assert.Equal(["202405-0001", "202405-0002"], board.Escalations[0].Tickets.Select(ticket => ticket.Number));
        Assert.Equal(new(new(2024, 5, 6), 3, 1), board.Today);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_flood_is_counted_so_far_and_said_to_be_more(string database)
    {
        await using var desk = await New(database);
        await Task.WhenAll(Enumerable.Range(1, BoardRules.Counted + 1).Select(i => desk.Open($"202405-{i:0000}", e => e with { Clocks = [Running(Now)] })));
        var near = (await Read(desk)).Near;
        Assert.Equal((BoardRules.Counted, true, BoardRules.Listed), (near.Count, near.More, near.Tickets.Count));
    }

    private static Task<SiteBoard> Read(StoreUnderTest desk, QueueLook? queue = null) =>
        desk.Store.Boards.Read(TicketStory.AfterSales with { Site = "SH", TimeZone = "Asia/Shanghai" }, queue ?? QueueLook.Empty, Now, default);
}
