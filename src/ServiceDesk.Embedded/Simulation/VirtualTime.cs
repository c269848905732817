namespace ServiceDesk.Embedded;

/// <summary>The clock of a simulated world. It moves only when nothing can run, and then to the next timer.</summary>
internal sealed class VirtualTime(SeededScheduler world, DateTimeOffset startsAt) : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, int Setting), (DateTimeOffset DueAt, long Sequence)> _timers = new();
    private DateTimeOffset _now = startsAt.ToUniversalTime();
    private long _sequence;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Moves the clock to the next timer and makes all of that moment ready; or to the end, where none comes before.
    /// </summary>
    /// <returns>Whether a timer was found.</returns>
    public bool TryAdvance(DateTimeOffset end)
    {
        var found = false;
        while (_timers.TryPeek(out var due, out var at))
        {
            if (due.Timer.Setting != due.Setting)
            {
                _timers.Dequeue();      // changed or disposed since
                continue;
            }
            if (at.DueAt > end || (found && at.DueAt > _now)) break;
            if (at.DueAt > _now) _now = at.DueAt;
            found = true;
            _timers.Dequeue();
            world.Add(due.Timer.Ring(due.Setting));
        }
        if (!found && end > _now) _now = end;
        return found;
    }

    private void Set(VirtualTimer timer, TimeSpan dueTime) =>
        _timers.Enqueue((timer, timer.Setting), (_now + dueTime, ++_sequence));

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        /// <summary>Counts the changes: what was planned under an older count does not ring.</summary>
        public int Setting { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Setting++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan) time.Set(this, dueTime);
            return true;
        }

        public IThreadPoolWorkItem Ring(int setting) => new Ringing(this, setting);

        public void Dispose() => Setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private sealed class Ringing(VirtualTimer timer, int setting) : IThreadPoolWorkItem
        {
            public void Execute()
            {
                if (timer.Setting != setting) return;
                if (timer._period > TimeSpan.Zero) timer.Change(timer._period, timer._period);
                timer.Run();
            }
        }

        private void Run() => callback(state);
    }
}
