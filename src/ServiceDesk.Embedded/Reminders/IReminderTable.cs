namespace ServiceDesk.Embedded;

/// <summary>A reminder as stored; grain type, key and name identify it.</summary>
/// <param name="GrainType">The stored name of the grain's class.</param>
/// <param name="StartAtUnixMs">The first ring; the others follow at whole periods after it, and change no row.</param>
/// <param name="PeriodMs">Milliseconds from one ring to the next; at least 60,000.</param>
public sealed record ReminderRow(string GrainType, string Key, string Name, long StartAtUnixMs, long PeriodMs);

/// <summary>
/// Where reminders are kept. One index answers the only large question:
/// (<c>start_at, grain_type, key, name</c>); the primary key is (<c>grain_type, key, name</c>). Text compares by ordinal.
/// </summary>
public interface IReminderTable
{
    /// <summary>Stores or replaces a row, durably when the task ends.</summary>
    Task Upsert(ReminderRow row, CancellationToken cancellationToken);

    /// <summary>Removes a row; one that is not there is no error.</summary>
    Task Remove(string grainType, string key, string name, CancellationToken cancellationToken);

    Task<ReminderRow?> Find(string grainType, string key, string name, CancellationToken cancellationToken);

    /// <summary>All reminders of one grain, by name.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadOfGrain(string grainType, string key, CancellationToken cancellationToken);

    /// <summary>A page of the rows whose first ring is before a moment, those long started included.</summary>
    /// <param name="beforeUnixMs">The moment, exclusive.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="limit">Rows in a page; a shorter page is the last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Rows in the order of (start, grain type, key, name), all strictly after <paramref name="after"/>.</returns>
    Task<IReadOnlyList<ReminderRow>> ReadDue(
        long beforeUnixMs, ReminderRow? after, int limit, CancellationToken cancellationToken);
}
