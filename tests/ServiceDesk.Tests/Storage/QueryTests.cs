using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Tickets;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

public sealed class QueryTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_queue_holds_pending_tickets_by_urgency_then_submission_then_number(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-10000", at: Nine);
        await desk.Open("202405-9999", at: Nine);
        await desk.Open("202405-0003", o => o with { Urgency = Urgency.Low }, Nine.AddDays(-1));
        await desk.Open("202405-0004", o => o with { Urgency = Urgency.High }, Nine.AddHours(2));
        await desk.Open("202405-0005", at: Nine.AddHours(-1));
        await desk.Open("202405-0006", site: "BJ");
        await desk.Then(await desk.Open("202405-0007"), new Acknowledged("li.na", true));

        Assert.Equal(
            ["202405-0004", "202405-0005", "202405-9999", "202405-10000", "202405-0003"],
            await Pages(cursor => desk.Store.Queries.Queue("SH", cursor, 2, default)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_sort_has_its_order_across_sites(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-10000", o => o with { Priority = new(Priority.Low, "", false), Clocks = [Running(Nine.AddHours(1))] }, Nine);
        await desk.Open("202405-9999", o => o with { Priority = new(Priority.High, "", false) }, Nine.AddHours(1), "BJ");
        await desk.Open("202406-0001", o => o with { Priority = new(Priority.High, "", false), Clocks = [Running(Nine.AddHours(3))] }, Nine.AddHours(2));
        await desk.Open("202405-0002", o => o with { Clocks = [Running(Nine.AddHours(2))] }, Nine.AddHours(3), "BJ");

        Task<List<string>> Sorted(TicketSort sort) => Pages(c => desk.Store.Queries.List(new(["SH", "BJ"]) { Sort = sort }, c, 1, default));
        Assert.Equal(["202405-0002", "202406-0001", "202405-9999", "202405-10000"], await Sorted(TicketSort.Newest));
        Assert.Equal(["202405-10000", "202405-9999", "202406-0001", "202405-0002"], await Sorted(TicketSort.Oldest));
        Assert.Equal(["202405-9999", "202406-0001", "202405-0002", "202405-10000"], await Sorted(TicketSort.Priority));
        Assert.Equal(["202405-10000", "202405-0002", "202406-0001", "202405-9999"], await Sorted(TicketSort.Due));
        Assert.Equal(["202405-0002", "202405-9999", "202405-10000", "202406-0001"], await Sorted(TicketSort.Number));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_most_pressing_open_tickets_come_first_those_that_stand_still_last_and_closed_ones_not_at_all(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001", o => o with { Clocks = [Running(Nine.AddHours(3))] }, Nine);
        await desk.Open("202405-0002", at: Nine);
        await desk.Open("202405-0003", o => o with { Clocks = [Running(Nine.AddHours(1))] }, Nine);
        await desk.Open("202405-0004", o => o with { Clocks = [Running(Nine)] }, Nine, "BJ");
        await desk.Then(await desk.Open("202405-0005"), new Closed(ClosingReason.ClosedByCustomer, false));

        async Task<List<string>> First(int limit)
        {
            var numbers = new List<string>();
            await foreach (var ticket in desk.Store.Queries.MostPressing("SH", limit, default)) numbers.Add(ticket.Number);
            return numbers;
        }

        Assert.Equal(["202405-0003", "202405-0001", "202405-0002"], await First(9));
        Assert.Equal(["202405-0003", "202405-0001"], await First(2));
        Assert.Equal(3, await desk.Store.Queries.CountOpen("SH", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_serial_beside_its_date_sorts_by_the_sites_pattern(string database)
    {
        await using var desk = await New(database);
        foreach (var number in (string[])["CW20240504001", "CW202405031000", "CW20240503999"])
            await desk.Committed(Opening(number) with { NumberPattern = "CW{yyyy}{MM}{dd}{serial:3}" });

        Assert.Equal(
            ["CW20240503999", "CW202405031000", "CW20240504001"],
            await Pages(c => desk.Store.Queries.List(new(["SH"]) { Sort = TicketSort.Number }, c, 1, default)));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cursor_neither_skips_nor_repeats_when_tickets_arrive_meanwhile(string database)
    {
        await using var desk = await New(database);
        for (var i = 1; i <= 20; i++) await desk.Open($"202405-{i:0000}", at: Nine);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await desk.Store.Queries.List(new(["SH"]) { Sort = TicketSort.Newest }, cursor, 3, default);
            seen.AddRange(page.Items.Select(ticket => ticket.Number));
            cursor = page.Next;
            await desk.Open($"202405-1{seen.Count:000}", at: Nine.AddMinutes(seen.Count));
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"202405-{i:0000}"), seen.Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cursor_that_is_none_or_of_another_list_is_refused(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001");
        await desk.Open("202405-0002");
        var newest = (await desk.Store.Queries.List(new(["SH"]), null, 1, default)).Next;

        foreach (var cursor in (string?[])["x", "", "💥", "W10", "bnVsbA", newest])
            await Assert.ThrowsAsync<FormatException>(() => desk.Store.Queries.List(new(["SH"]) { Sort = TicketSort.Due }, cursor, 1, default));
        await Assert.ThrowsAsync<FormatException>(() => desk.Store.Queries.Queue("SH", newest, 1, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_condition_narrows_the_list(string database)
    {
        await using var desk = await New(database);
        var plain = await desk.Then(await desk.Open("202405-0001"), new Escalated(1, "manual", null, null));
        var other = await desk.Open("202405-0002", o => o with
        {
            Type = "fault",
            Priority = new(Priority.High, "", false),
            Customer = new("南方重工", null, new("138****0000", "", "phone-index"), new("x***@y.cn", "", "mail-index"), null, Tier.Vip, []),
            Clocks = [Running(Nine.AddDays(1))],
        }, Nine.AddDays(1));
        other = await desk.Then(
            other, new Acknowledged("li.na", true), new Escalated(1, "manual", null, null), new Breached(new(ClockKind.Resolution, 0, 1), Nine.AddDays(1)),
            new Resolved("换轴承", null, null, null), new Closed(ClosingReason.Resolved, false));
        var closedAt = other.Ticket.ClosedAt!.Value;

        async Task Only(TicketHead head, Func<TicketFilter, TicketFilter> narrow) => Assert.Equal(
            [head.Ticket.Number], await Pages(c => desk.Store.Queries.List(narrow(new(["SH"])), c, 1, default)));
        await Only(plain, f => f with { Status = TicketStatus.Pending });
        await Only(other, f => f with { Status = TicketStatus.Closed });
        await Only(other, f => f with { Owner = "li.na" });
        await Only(other, f => f with { Priority = Priority.High });
        await Only(other, f => f with { Type = "fault" });
        await Only(other, f => f with { Tier = Tier.Vip });
        await Only(other, f => f with { Customer = "南方重工" });
        await Only(other, f => f with { Contacts = ["phone-index"] });
        await Only(other, f => f with { Contacts = ["nobody's", "mail-index"] });
        await Only(other, f => f with { Contacts = ["mail-index"], Text = "轴承" });
        await Only(plain, f => f with { To = Nine.AddMilliseconds(1) });
        await Only(other, f => f with { From = Nine.AddMilliseconds(1) });
        await Only(plain, f => f with { Escalated = true });
        await Only(other, f => f with { Escalated = false });       // it was, and is closed
        await Only(other, f => f with { Breached = true });
        await Only(plain, f => f with { Breached = false });
        await Only(other, f => f with { Archived = true, ArchivedBefore = closedAt.AddMilliseconds(1) });
        await Only(plain, f => f with { Archived = false, ArchivedBefore = closedAt.AddMilliseconds(1) });
        Assert.Empty(await Pages(c => desk.Store.Queries.List(new(["SH"]) { Archived = true, ArchivedBefore = closedAt }, c, 1, default)));
        Assert.Empty(await Pages(c => desk.Store.Queries.List(new(["BJ"]), c, 1, default)));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Search_finds_Chinese_English_and_both_together(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001", o => o with { Verbatim = "打印机卡纸，ERP 无法登录", Facts = "Printer model HP-4015" });
        var second = await desk.Open(
            "202405-0002", o => o with { Verbatim = "服务器宕机 Server DOWN", Customer = o.Customer with { Name = "Acme's \"Best\" 公司" } },
            Nine.AddHours(1));

        Task<List<string>> Find(string text, TicketSort sort = TicketSort.Newest) =>
            Pages(c => desk.Store.Queries.List(new(["SH"]) { Text = text, Sort = sort }, c, 1, default));
        Assert.Equal(["202405-0001"], await Find("打印机"));
        Assert.Equal(["202405-0001"], await Find("机卡"));
        Assert.Equal(["202405-0001"], await Find("卡"));
        Assert.Equal(["202405-0001"], await Find("纸"));
        Assert.Equal(["202405-0001"], await Find("erp登录"));
        Assert.Equal(["202405-0001"], await Find("ＥＲＰ"));
        Assert.Equal(["202405-0001"], await Find("print 4015"));
        Assert.Equal(["202405-0002"], await Find("server 宕机"));
        Assert.Equal(["202405-0002"], await Find("acme's \"best\""));
        Assert.Equal(["202405-0002", "202405-0001"], await Find("机"));
        Assert.Equal(["202405-0001", "202405-0002"], await Find("机", TicketSort.Priority));
        Assert.Equal(["202405-0002"], await Find("202405-0002"));
        Assert.Empty(await Find("印打"));
        Assert.Empty(await Find("rinter"));
        Assert.Empty(await Find(" ,.!* "));

        await desk.Then(second, new Acknowledged("li.na", true), new Resolved("更换电源 (PSU)", null, null, null));
        Assert.Equal(["202405-0002"], await Find("psu 电源"));
        Assert.Equal(["202405-0002"], await Find("宕机"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_ticket_is_as_it_was_at_any_moment_and_its_timeline_has_what_happened(string database)
    {
        await using var desk = await New(database);
        var head = await desk.Then(await desk.Open("202405-0001"), new Acknowledged("li.na", true), new Progressed("check", null));
        var key = head.Ticket.Key;

        Assert.Null(await desk.Store.Queries.AsOf(key, Nine.AddMilliseconds(-1), default));
        Assert.Equal(1, (await desk.Store.Queries.AsOf(key, Nine, default))!.Version);
        Assert.Equal(3, (await desk.Store.Queries.AsOf(key, Nine.AddDays(1), default))!.Version);
        Assert.Equal(3, (await desk.Store.Queries.Find(key, default))!.Version);

        var timeline = await desk.Store.Queries.Timeline(key, 1, 10, default);
        Assert.Equal(["acknowledged", "progressed"], timeline.Select(item => item.Kind));
        Assert.All(timeline, item => Assert.Equal("staff:li.na", item.By));
        Assert.Contains("\"kind\":\"acknowledged\"", timeline[0].Body, StringComparison.Ordinal);
        Assert.Single(await desk.Store.Queries.Timeline(key, 0, 1, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Overdue_tickets_come_longest_overdue_first_and_high_priority_before_low(string database)
    {
        await using var desk = await New(database);
        await desk.Open("202405-0001", o => o with { Clocks = [Running(Nine.AddHours(2))] });
        await desk.Open("202405-0002", o => o with { Clocks = [Running(Nine.AddHours(1))], Priority = new(Priority.Low, "", false) });
        await desk.Open("202405-0003", o => o with { Clocks = [Running(Nine.AddHours(1))], Priority = new(Priority.High, "", false) });
        await desk.Open("202405-0004");

        var first = await desk.Store.Overdue.Read(Nine.AddHours(3), null, 2);
        var rest = await desk.Store.Overdue.Read(Nine.AddHours(3), first[^1], 2);
        Assert.Equal(["202405-0003", "202405-0002", "202405-0001"], first.Concat(rest).Select(t => t.Key.Number));
        Assert.Equal(3, await desk.Store.Overdue.Count(Nine.AddHours(3)));
        Assert.Equal(2, await desk.Store.Overdue.Count(Nine.AddHours(2)));
    }

    private static async Task<List<string>> Pages(Func<string?, Task<Page<Ticket>>> read)
    {
        var numbers = new List<string>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            numbers.AddRange(page.Items.Select(ticket => ticket.Number));
            cursor = page.Next;
        }
        while (cursor is not null);
        return numbers;
    }
}
