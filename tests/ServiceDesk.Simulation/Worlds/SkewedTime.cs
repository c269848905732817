namespace ServiceDesk.Simulation.Worlds;

/// <summary>The wall clock of one process, some minutes off. Timers and durations are not: they run on the machine's own clock.</summary>
internal sealed class SkewedTime(TimeProvider world) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => world.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + Skew;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(callback, state, dueTime, period);
}
