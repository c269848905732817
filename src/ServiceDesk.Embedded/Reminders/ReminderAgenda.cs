namespace ServiceDesk.Embedded;

/// <summary>Which reminder.</summary>
internal readonly record struct ReminderId(string GrainType, string Key, string Name)
{
    public static ReminderId Of(ReminderRow row) => new(row.GrainType, row.Key, row.Name);
}

/// <summary>
/// The near reminders, by the moment of their next ring; what is due beyond the horizon is only in the table.
/// Grains change it while the table is being read: what they said last wins over what a page said.
/// </summary>
internal sealed class ReminderAgenda
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReminderId, Entry> _entries = [];
    private readonly SortedSet<Entry> _waiting = new(Entry.ByRing);
    // Since the reading under way began: pages say nothing about these.
    private readonly HashSet<ReminderId> _changed = [];
    private long _horizonMs;
    private long _readBeganMs;
    private long _previousReadBeganMs;
    private long _sequence;
    private int _reading;
    private bool _isReading;

    public int Count
    {
        get { lock (_gate) return _entries.Count; }
    }

    /// <summary>The next ring, in Unix milliseconds; null where nothing near is set.</summary>
    public long? NextAtMs
    {
        get { lock (_gate) return _waiting.Min?.NextAtMs; }
    }

    /// <summary>A reading of the table begins.</summary>
    /// <param name="nowMs">Now; or at the first reading the start of the process, whose duration then skips nothing.</param>
    /// <param name="horizonMs">Up to where it will read.</param>
    public void BeginRead(long nowMs, long horizonMs)
    {
        lock (_gate)
        {
            if (_previousReadBeganMs == 0) _previousReadBeganMs = nowMs;
            (_readBeganMs, _horizonMs) = (nowMs, Math.Max(_horizonMs, horizonMs));
            _reading++;
            _isReading = true;
            _changed.Clear();
        }
    }

    /// <summary>A row as it was in the table.</summary>
    public void Offer(ReminderRow row)
    {
        var id = ReminderId.Of(row);
        lock (_gate)
        {
            if (_changed.Contains(id)) return;
            if (_entries.TryGetValue(id, out var entry) && entry.Row == row)
            {
                entry.SeenIn = _reading;
                return;
            }
            // A row from before the last reading was judged then. A later one has rung nowhere yet, however late it is.
            var judged = row.StartAtUnixMs < _previousReadBeganMs;
            Put(row, judged ? NextRing(row, _readBeganMs) : row.StartAtUnixMs);
        }
    }

    /// <summary>The reading has seen every row: what it did not see is gone, and what is far again is forgotten.</summary>
    public void EndRead()
    {
        lock (_gate)
        {
            foreach (var (id, entry) in _entries)
            {
                var far = entry.NextAtMs >= _horizonMs && entry.Row.StartAtUnixMs < _readBeganMs && !entry.Ringing;
                if ((entry.SeenIn != _reading || far) && !_changed.Contains(id)) Drop(id);
            }
            _previousReadBeganMs = _readBeganMs;
            _isReading = false;
            _changed.Clear();
        }
    }

    public void Set(ReminderRow row)
    {
        lock (_gate)
        {
            if (_isReading) _changed.Add(ReminderId.Of(row));
            Put(row, row.StartAtUnixMs);
        }
    }

    public void Remove(ReminderId id)
    {
        lock (_gate)
        {
            if (_isReading) _changed.Add(id);
            Drop(id);
        }
    }

    /// <summary>
    /// Takes the reminder that has been due for longest; it waits for <see cref="Rang"/> before it can be due again.
    /// </summary>
    public Entry? TakeDue(long nowMs)
    {
        lock (_gate)
        {
            if (_waiting.Min is not { } entry || entry.NextAtMs > nowMs) return null;
            _waiting.Remove(entry);
            entry.Ringing = true;
            return entry;
        }
    }

    /// <summary>A ring has ended; the next is at a whole period after the first, or, if it was refused, a little later.</summary>
    public void Rang(Entry entry, long nowMs, long? againAtMs = null)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(ReminderId.Of(entry.Row)) != entry) return;      // moved or removed meanwhile
            entry.Ringing = false;
            entry.NextAtMs = againAtMs ?? NextRing(entry.Row, nowMs + 1);
            _waiting.Add(entry);
        }
    }

    private static long NextRing(ReminderRow row, long atOrAfterMs)
    {
        if (row.StartAtUnixMs >= atOrAfterMs) return row.StartAtUnixMs;
        var periods = (atOrAfterMs - row.StartAtUnixMs + row.PeriodMs - 1) / row.PeriodMs;
        return row.StartAtUnixMs + periods * row.PeriodMs;
    }

    private void Put(ReminderRow row, long nextAtMs)
    {
        var id = ReminderId.Of(row);
        Drop(id);
        if (nextAtMs >= _horizonMs) return;
        var entry = new Entry(row, ++_sequence) { NextAtMs = nextAtMs, SeenIn = _reading };
        _entries[id] = entry;
        _waiting.Add(entry);
    }

    private void Drop(ReminderId id)
    {
        if (_entries.Remove(id, out var entry)) _waiting.Remove(entry);
    }

    /// <summary>A near reminder.</summary>
    internal sealed class Entry(ReminderRow row, long sequence)
    {
        public static Comparer<Entry> ByRing { get; } = Comparer<Entry>.Create(static (a, b) =>
            a.NextAtMs != b.NextAtMs ? a.NextAtMs.CompareTo(b.NextAtMs) : a.Sequence.CompareTo(b.Sequence));

        public ReminderRow Row { get; } = row;

        /// <summary>Changed only while the entry is out of the sorted set.</summary>
        public long NextAtMs { get; set; }

        public bool Ringing { get; set; }

        /// <summary>The last reading of the table that saw the row.</summary>
        public int SeenIn { get; set; }

        private long Sequence { get; } = sequence;
    }
}
