namespace ServiceDesk.Grains.Sla;

/// <summary>
/// How many alarms a process passes on to their tickets. Each brings a ticket into memory and reads it, so fifty thousand at one instant
/// would keep the store from everything else; beyond the pace they are a backlog, and a backlog is the sweeper's.
/// </summary>
public sealed class AlarmPace(TimeProvider time)
{
    public const int PerSecond = 1_000;

    private readonly Lock _gate = new();
    private long _since = time.GetTimestamp();
    private int _passed;

    /// <summary>Whether one more may ring now.</summary>
    public bool Passes()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= TimeSpan.FromSeconds(1)) (_since, _passed) = (time.GetTimestamp(), 0);
            return ++_passed <= PerSecond;
        }
    }
}
