namespace ServiceDesk.Tests.Http;

/// <summary>The real time, and what a test has let pass beside it. Timers run by the real one.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
