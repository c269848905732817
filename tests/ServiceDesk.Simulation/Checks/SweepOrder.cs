using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>
/// What was missed is worked off oldest and highest first: within one round the sweeper never asks a ticket that has been due for
/// longer, or as long and with a higher priority, after one that has not.
/// </summary>
internal sealed class SweepOrder(World world)
{
    private (DateTimeOffset WakeAt, int Rank, string Ticket)? _last;

    /// <summary>A round begins: it looks at everything that is overdue by now.</summary>
    public void Begin() => _last = null;

    public void Asks(string ticket)
    {
        // Whoever moved on between the look and the asking is asked in vain; its place is not known any more.
        if (world.Disk.Row(TicketKey.Parse(ticket)) is not { WakeAt: { } wakeAt } row || wakeAt > world.Scheduler.Time.GetUtcNow() + world.Mischief.WorstSkew) return;
        if (_last is { } last && (wakeAt, row.PriorityRank).CompareTo((last.WakeAt, last.Rank)) < 0)
            world.Seen.Add(new(
                "oldest and highest first", ticket, $"due {Instant.Text(wakeAt)}, rank {row.PriorityRank}, asked after {last.Ticket}, due {Instant.Text(last.WakeAt)}, rank {last.Rank}"));
        _last = (wakeAt, row.PriorityRank, ticket);
    }
}
