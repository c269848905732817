using System.Data.Common;
using System.Text;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Tickets;

/// <summary>Reads the index of the queue, which holds pending tickets only.</summary>
internal sealed class PendingTickets(Store store) : IPendingTickets
{
    private const string Columns = "number, version, owner, type, priority, urgency, tier, submitted_ms, opened_ms, state";

    /// <summary>A hundred thousand may wait: of their states only what no column has is read, and the rest passed over.</summary>
    public async Task<IReadOnlyList<QueuedTicket>> Read(string site)
    {
        await using var reading = await store.Read(CancellationToken.None);
        var rows = await reading.Rows(
            new($"SELECT {Columns} FROM ticket WHERE site = @site AND status = 0", ("@site", site)), Look, CancellationToken.None);
        return [.. rows.OfType<QueuedTicket>()];
    }

    public async Task<IReadOnlyDictionary<string, int>> Versions(string site)
    {
        var versions = new Dictionary<string, int>();
        await using var reading = await store.Read(CancellationToken.None);
        await foreach (var (number, version) in reading.Stream(
            new("SELECT number, version FROM ticket WHERE site = @site AND status = 0", ("@site", site)),
            row => (row.GetString(0), row.GetInt32(1)), CancellationToken.None)) versions[number] = version;
        return versions;
    }

    private QueuedTicket? Look(DbDataReader row)
    {
        var state = row.GetFieldValue<byte[]>(9);
        try
        {
            var rest = JsonSerializer.Deserialize<Rest>(state, DeskJson.Stored)!;
            var since = QueuedTicket.SinceOf(rest.Clocks.FirstOrDefault(clock => clock.Id.Kind is ClockKind.Ack)?.StartedAt, Moment(row, 8));
            return new(
                row.GetString(0), row.GetInt32(1), row.Text(2), row.Text(3), rest.Subtype, (Priority)row.GetInt16(4), (Urgency)row.GetInt16(5),
                (Tier)row.GetInt16(6), Moment(row, 7), since, rest.DeclinedBy ?? [], rest.Rounds,
                rest.Escalations.Any(raised => QueuedTicket.IsCall(raised.Cause, raised.Since, since)), rest.Transfer?.Site);
        }
        catch (Exception fault) when (TicketStates.IsDamage(fault))
        {
            return QueuedTicket.Of(store.States.Read(Encoding.UTF8.GetString(state)));
        }
    }

    private static DateTimeOffset Moment(DbDataReader row, int ordinal) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(ordinal));

    /// <summary>What a queue needs of a <see cref="Ticket"/> beside its columns, under the same names.</summary>
    private sealed class Rest
    {
        /// <summary>Pending; a word that this desk does not know tells that a newer one wrote the row.</summary>
        public required TicketStatus Status { get; init; }

        public string? Subtype { get; init; }

        public string[]? DeclinedBy { get; init; }

        public int Rounds { get; init; }

        public Way? Transfer { get; init; }

        public IReadOnlyList<Raised> Escalations { get; init; } = [];

        public IReadOnlyList<Run> Clocks { get; init; } = [];
    }

    private sealed class Way
    {
        public required string Site { get; init; }
    }

    private sealed class Raised
    {
        public required string Cause { get; init; }

        public required DateTimeOffset Since { get; init; }
    }

    private sealed class Run
    {
        public required Which Id { get; init; }

        public required DateTimeOffset StartedAt { get; init; }
    }

    private sealed class Which
    {
        public required ClockKind Kind { get; init; }
    }
}
