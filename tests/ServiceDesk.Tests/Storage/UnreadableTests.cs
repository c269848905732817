using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Verification;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

/// <summary>What is stored of one ticket is damaged; the others must not suffer.</summary>
public sealed class UnreadableTests
{
    private const string Damaged = "202405-0001";
    private const string CutRow = $"UPDATE ticket SET state = substr(state, 1, 60) WHERE number = '{Damaged}'";
    private const string NewerRow = $"UPDATE ticket SET state = replace(state, '\"status\":\"pending\"', '\"status\":\"teleported\"') WHERE number = '{Damaged}'";
    private const string CutEvent = $"UPDATE event SET body = substr(body, 1, 60) WHERE number = '{Damaged}'";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_damaged_row_is_made_again_from_the_tickets_events(string database)
    {
        await using var desk = await New(database);
        var head = await desk.Open(Damaged, opened => opened with { Customer = opened.Customer with { Name = "张三", ContactPerson = "李四", Salt = "0123abcd" } });
        Assert.Equal(1, await desk.Meddle(CutRow));

        var read = await desk.Journal.Load(head.Ticket.Key);
        Assert.Equal((head.Ticket.Version, head.Hash, head.Ticket.Verbatim), (read!.Ticket.Version, read.Hash, read.Ticket.Verbatim));
        // The name has a column of its own, which is left; who speaks for the customer was in the row alone.
        Assert.Equal(("张三", null), (read.Ticket.Customer.Name, read.Ticket.Customer.ContactPerson));
        Assert.NotNull(await desk.Store.Queries.Find(head.Ticket.Key, default));

        await desk.Then(read, new Acknowledged("li.na", true));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_ticket_without_a_readable_row_or_event_says_so_and_the_verifier_names_it(string database)
    {
        await using var desk = await New(database);
        var key = (await desk.Open(Damaged)).Ticket.Key;
        await desk.Meddle(NewerRow);
        await desk.Meddle(CutEvent);

        await Assert.ThrowsAsync<TicketUnreadableException>(() => desk.Journal.Load(key));
        await Assert.ThrowsAsync<TicketUnreadableException>(() => desk.Journal.LoadAt(key, 1));
        await Assert.ThrowsAsync<TicketUnreadableException>(() => desk.Store.Queries.Find(key, default));
        await Assert.ThrowsAsync<TicketUnreadableException>(() => desk.Store.Queries.AsOf(key, Nine.AddHours(1), default));
        Assert.Equal(FindingKind.BrokenHash, Assert.Single(await desk.Verify()).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Lists_leave_out_what_cannot_be_read_and_show_the_others(string database)
    {
        await using var desk = await New(database);
        foreach (var number in (string[])[Damaged, "202405-0002"])
            await desk.Then(await desk.Open(number), new Assigned("li.na", null, "test"));
        await desk.Meddle(CutRow);

        Assert.Equal(["202405-0002"], (await desk.Store.Queries.Queue("SH", null, 10, default)).Items.Select(ticket => ticket.Number));
        Assert.Equal(["202405-0002"], (await desk.Store.Pending.Read("SH")).Select(ticket => ticket.Number));
        Assert.Equal(["202405-0002"], (await desk.Store.OpenTickets.Read("SH", "", 10)).Select(ticket => ticket.Number));
        Assert.Equal(["202405-0002"], (await desk.Store.Agents.Work("li.na")).Select(ticket => ticket.Number));
    }
}
