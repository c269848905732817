namespace ServiceDesk.Embedded;

/// <summary>Reminders that live as long as this object: for tests and the simulator, where it outlives the engines.</summary>
public sealed class InMemoryReminderTable : IReminderTable
{
    private static readonly Comparer<ReminderRow> ByStart = Comparer<ReminderRow>.Create(static (a, b) =>
        a.StartAtUnixMs != b.StartAtUnixMs ? a.StartAtUnixMs.CompareTo(b.StartAtUnixMs)
        : string.CompareOrdinal(a.GrainType, b.GrainType) is not 0 and var byType ? byType
        : string.CompareOrdinal(a.Key, b.Key) is not 0 and var byKey ? byKey
        : string.CompareOrdinal(a.Name, b.Name));

    private readonly Dictionary<(string GrainType, string Key, string Name), ReminderRow> _rows = [];
    private readonly SortedSet<ReminderRow> _byStart = new(ByStart);

    public Task Upsert(ReminderRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        lock (_rows)
        {
            if (_rows.TryGetValue((row.GrainType, row.Key, row.Name), out var old)) _byStart.Remove(old);
            _rows[(row.GrainType, row.Key, row.Name)] = row;
            _byStart.Add(row);
        }
        return Task.CompletedTask;
    }

    public Task Remove(string grainType, string key, string name, CancellationToken cancellationToken)
    {
        lock (_rows)
        {
            if (_rows.Remove((grainType, key, name), out var old)) _byStart.Remove(old);
        }
        return Task.CompletedTask;
    }

    public Task<ReminderRow?> Find(string grainType, string key, string name, CancellationToken cancellationToken)
    {
        lock (_rows) return Task.FromResult(_rows.GetValueOrDefault((grainType, key, name)));
    }

    public Task<IReadOnlyList<ReminderRow>> ReadOfGrain(string grainType, string key, CancellationToken cancellationToken)
    {
        lock (_rows)
        {
            IReadOnlyList<ReminderRow> rows = [.. _rows.Values.Where(row => row.GrainType == grainType && row.Key == key)
                .OrderBy(row => row.Name, StringComparer.Ordinal)];
            return Task.FromResult(rows);
        }
    }

    public Task<IReadOnlyList<ReminderRow>> ReadDue(
        long beforeUnixMs, ReminderRow? after, int limit, CancellationToken cancellationToken)
    {
        var last = new ReminderRow("", "", "", beforeUnixMs, 0);
        lock (_rows)
        {
            var first = after ?? last with { StartAtUnixMs = long.MinValue };
            IReadOnlyList<ReminderRow> rows = ByStart.Compare(first, last) >= 0
                ? []
                : [.. _byStart.GetViewBetween(first, last).SkipWhile(row => ByStart.Compare(row, first) == 0).Take(limit)];
            return Task.FromResult(rows);
        }
    }
}
