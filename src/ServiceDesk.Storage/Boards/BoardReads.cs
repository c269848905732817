using System.Data.Common;
using System.Text.Json;
using ServiceDesk.Domain.Boards;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Storage.Boards;

internal sealed class BoardReads(Store store) : IBoardReads
{
    public async Task<SiteBoard> Read(SiteRules rules, QueueLook queue, DateTimeOffset now, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        await reading.Freeze(cancel);
        try
        {
            var view = new View(reading, store.States, store.Kind, rules.Site, cancel);
            var position = await reading.First(new("SELECT last FROM feed WHERE one = 1"), row => row.GetInt64(0), cancel);
            var (escalated, moreEscalated) = await view.Escalated();
            return new(
                rules.Site, position, now, await view.Agents(), new(await view.ByPriority(), queue.Needs), await view.Near(now), await view.Past(),
                BoardRules.Levels(escalated, moreEscalated), await view.Returned(queue.Returned), await view.Today(rules, now));
        }
        finally
        {
            await reading.Thaw();
        }
    }

    /// <summary>The store at one moment, as far as one site goes.</summary>
    private sealed class View(Reading reading, TicketStates states, StoreKind kind, string site, CancellationToken cancel)
    {
        public async Task<IReadOnlyList<BoardAgent>> Agents()
        {
            var unaccepted = (await reading.Rows(
                new(
                    $"""
                    SELECT owner, count(*), sum(CASE WHEN status = 0 THEN 1 ELSE 0 END)
                    FROM ticket {By("ticket_load")} WHERE site = @site AND owner IS NOT NULL AND status < 3 GROUP BY owner
                    """,
                    ("@site", site)),
                row => (Owner: row.GetString(0), Offered: (int)row.GetInt64(2)), cancel)).ToDictionary(row => row.Owner, row => row.Offered);

            // Whoever is off duty and has nothing open is not looked at: most of a large site's accounts at most times.
            return await reading.Rows(
                new(
                    $"""
                    SELECT a.id, a.name, a.roles, a.capacity, p.state, p.since_ms,
                        (SELECT count(*) FROM ticket t WHERE t.owner = a.id AND t.owner IS NOT NULL AND t.status < 3)
                    FROM account a LEFT JOIN presence p ON p.agent = a.id
                    WHERE a.removed_ms IS NULL AND a.sites LIKE @here AND a.id IN (
                        SELECT agent FROM presence WHERE state <> @off
                        UNION SELECT owner FROM ticket {By("ticket_load")} WHERE site = @site AND owner IS NOT NULL AND status < 3)
                    ORDER BY a.id
                    """,
                    ("@site", site), ("@here", $"%\"{site}\"%"), ("@off", (short)PresenceState.Off)),
                row => Agent(row, unaccepted), cancel);
        }

        private static BoardAgent Agent(DbDataReader row, Dictionary<string, int> unaccepted) => new(
            row.GetString(0), row.GetString(1), JsonSerializer.Deserialize<string[]>(row.GetString(2))!,
            row.IsDBNull(4) ? Presence.Never.State : (PresenceState)row.GetInt16(4),
            row.IsDBNull(5) ? Presence.Never.Since : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            (int)row.GetInt64(6), row.GetInt32(3), unaccepted.GetValueOrDefault(row.GetString(0)));

        public async Task<IReadOnlyList<PriorityLine>> ByPriority()
        {
            var lines = await reading.Rows(
                new(
                    $"""
                    SELECT priority, count(*), min(submitted_ms)
                    FROM ticket {By("ticket_waiting")} WHERE site = @site AND status = 0 AND owner IS NULL GROUP BY priority
                    """,
                    ("@site", site)),
                row => new PriorityLine((Priority)row.GetInt16(0), (int)row.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))), cancel);
            return [.. Enum.GetValues<Priority>().Select(priority => lines.Find(line => line.Priority == priority) ?? new(priority, 0, null))];
        }

        public async Task<BoardTickets> Near(DateTimeOffset now)
        {
            var (tickets, more) = await Tickets(
                $"{By("ticket_due")} WHERE site = @site AND due_ms <= @until AND status < 3 ORDER BY due_ms, id",
                ("@until", (now + BoardRules.WarnedWithin).ToUnixTimeMilliseconds()));
            return BoardRules.List(tickets.Select(ticket => BoardRules.Near(ticket, now)), more);
        }

        public async Task<BoardTickets> Past()
        {
            var (tickets, more) = await Tickets($"{By("ticket_late")} WHERE site = @site AND breached = 1 AND status < 3 ORDER BY priority, id");
            return BoardRules.List(tickets.Select(BoardRules.Past), more);
        }

        public Task<(IReadOnlyList<Ticket> Tickets, bool More)> Escalated() =>
            Tickets($"{By("ticket_escalated")} WHERE site = @site AND escalated = 1 ORDER BY id");

        /// <summary>What the queue names, as it stands in the store.</summary>
        public async Task<BoardTickets> Returned(IReadOnlyList<string> numbers)
        {
            var tickets = new List<BoardTicket>();
            foreach (var number in numbers.Take(BoardRules.Listed))
                if (await reading.First(
                    new("SELECT state FROM ticket WHERE site = @site AND number = @number AND status = 0 AND owner IS NULL", ("@site", site), ("@number", number)),
                    row => states.Read(row.GetString(0)), cancel) is { } ticket) tickets.Add(BoardRules.Entry(ticket));
            return new(tickets.Count, numbers.Count > BoardRules.Listed, tickets);
        }

        public async Task<BoardToday> Today(SiteRules rules, DateTimeOffset now)
        {
            var date = rules.LocalDate(now);
            var (from, to) = (rules.Begin(date).ToUnixTimeMilliseconds(), rules.Begin(date.AddDays(1)).ToUnixTimeMilliseconds());
            var received = await reading.First(
                new(
                    $"SELECT count(*) FROM ticket {By("ticket_newest")} WHERE site = @site AND id >= @from AND id < @to",
                    ("@site", site), ("@from", TicketRow.IdAt(from)), ("@to", TicketRow.IdAt(to))),
                row => (int)row.GetInt64(0), cancel);
            var solved = await reading.First(
                new(
                    $"SELECT count(*) FROM ticket {By("ticket_solved")} WHERE site = @site AND resolved_ms IS NOT NULL AND resolved_ms >= @from AND resolved_ms < @to",
                    ("@site", site), ("@from", from), ("@to", to)),
                row => (int)row.GetInt64(0), cancel);
            return new(date, received, solved);
        }

        private async Task<(IReadOnlyList<Ticket> Tickets, bool More)> Tickets(string which, params (string, object?)[] parameters)
        {
            var rows = await reading.Rows(
                new($"SELECT state FROM ticket {which} LIMIT {BoardRules.Counted + 1}", [("@site", site), .. parameters]), row => row.GetString(0), cancel);
            return (states.Read(rows.Take(BoardRules.Counted)), rows.Count > BoardRules.Counted);
        }

        /// <summary>SQLite's statistics talk it into another index where nearly all tickets are one site's.</summary>
        private string By(string index) => kind is StoreKind.Sqlite ? $"INDEXED BY {index}" : "";
    }
}
