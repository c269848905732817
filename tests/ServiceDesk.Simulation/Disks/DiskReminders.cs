using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Simulation.Disks;

/// <summary>The reminders on the disk.</summary>
internal sealed class DiskReminders(Disk disk) : IReminderTable
{
    private const string ClockType = "slaclock";

    private readonly InMemoryReminderTable _kept = new();

    /// <summary>The first ring of a ticket's alarm as it is on the disk now; null when none is set.</summary>
    public DateTimeOffset? AlarmOf(TicketKey key) =>
        _kept.Find(ClockType, $"{key}", "ring", default).GetAwaiter().GetResult() is { } row ? DateTimeOffset.FromUnixTimeMilliseconds(row.StartAtUnixMs) : null;

    public Task Upsert(ReminderRow row, CancellationToken cancellationToken) =>
        disk.Access("set the reminder of", Ticket(row.GrainType, row.Key), writes: true, () => _kept.Upsert(row, default).IsCompleted);

    public Task Remove(string grainType, string key, string name, CancellationToken cancellationToken) =>
        disk.Access("remove the reminder of", Ticket(grainType, key), writes: true, () => _kept.Remove(grainType, key, name, default).IsCompleted);

    public Task<ReminderRow?> Find(string grainType, string key, string name, CancellationToken cancellationToken) =>
        disk.Access("find the reminder of", Ticket(grainType, key), writes: false, () => _kept.Find(grainType, key, name, default).GetAwaiter().GetResult());

    public Task<IReadOnlyList<ReminderRow>> ReadOfGrain(string grainType, string key, CancellationToken cancellationToken) =>
        disk.Access("read the reminders of", Ticket(grainType, key), writes: false, () => _kept.ReadOfGrain(grainType, key, default).GetAwaiter().GetResult());

    public Task<IReadOnlyList<ReminderRow>> ReadDue(long beforeUnixMs, ReminderRow? after, int limit, CancellationToken cancellationToken) =>
        disk.Access("read reminders", null, writes: false, () => _kept.ReadDue(beforeUnixMs, after, limit, default).GetAwaiter().GetResult());

    private static string? Ticket(string grainType, string key) => grainType == ClockType ? key : null;
}
