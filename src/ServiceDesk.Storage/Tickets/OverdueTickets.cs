using ServiceDesk.Grains.Sla;

namespace ServiceDesk.Storage.Tickets;

/// <summary>Reads the index of waking moments, which holds only tickets that wait for one.</summary>
internal sealed class OverdueTickets(Store store) : IOverdueTickets
{
    public async Task<IReadOnlyList<OverdueTicket>> Read(DateTimeOffset before, OverdueTicket? after, int limit)
    {
        var beyond = after is null ? "" : " AND (wake_ms, priority, site, number) > (@wake, @priority, @site, @number)";
        (string, object?)[] parameters = [("@before", before.ToUnixTimeMilliseconds()), ("@limit", limit)];
        if (after is not null)
            parameters =
            [
                .. parameters, ("@wake", after.WakeAt.ToUnixTimeMilliseconds()), ("@priority", (short)after.PriorityRank),
                ("@site", after.Key.Site), ("@number", after.Key.Number),
            ];
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.Rows(
            new(
                $"""
                SELECT wake_ms, priority, site, number FROM ticket WHERE wake_ms < @before{beyond}
                ORDER BY wake_ms, priority, site, number LIMIT @limit
                """,
                parameters),
            row => new OverdueTicket(
                new(row.GetString(2), row.GetString(3)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetInt16(1)),
            CancellationToken.None);
    }

    public async Task<long> Count(DateTimeOffset before)
    {
        await using var reading = await store.Read(CancellationToken.None);
        return await reading.First(
            new("SELECT count(*) FROM ticket WHERE wake_ms < @before", ("@before", before.ToUnixTimeMilliseconds())),
            row => row.GetInt64(0), CancellationToken.None);
    }
}
