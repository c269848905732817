namespace ServiceDesk.Embedded;

/// <summary>When a grain timer rings.</summary>
/// <param name="DueTime">From now to the first ring.</param>
/// <param name="Period">From the end of one ring to the next; infinite for a single ring.</param>
public readonly record struct GrainTimerCreationOptions(TimeSpan DueTime, TimeSpan Period)
{
    /// <summary>Whether a ring counts as use, so that the activation never idles away.</summary>
    public bool KeepAlive { get; init; }
}

/// <summary>A timer of one activation: its rings are turns, and it goes with the activation.</summary>
public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain sets a timer.</summary>
public static class GrainTimerExtensions
{
    public static IGrainTimer RegisterGrainTimer(
        this Grain grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
        grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

    public static IGrainTimer RegisterGrainTimer(
        this Grain grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(callback);
        return new GrainTimer(grain.Activation, callback, options);
    }
}

/// <inheritdoc cref="IGrainTimer"/>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _owner;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _gone = new();
    private readonly bool _keepAlive;
    private readonly ITimer _timer;
    private TimeSpan _period;

    public GrainTimer(Activation owner, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_owner, _callback, _keepAlive, _period) = (owner, callback, options.KeepAlive, options.Period);
        _timer = owner.Engine.Time.CreateTimer(
            static timer => ((GrainTimer)timer!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        owner.Add(this);
        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _gone.Cancel();
        _timer.Dispose();
        _owner.Remove(this);
    }

    /// <summary>No ring any more, and no word to the grain: it was killed.</summary>
    public void Silence() => _timer.Dispose();

    private void Ring()
    {
        if (_gone.IsCancellationRequested || !_owner.Engine.Rings) return;
        _owner.Engine.Admit();
        var tick = new Tick(this) { SentAt = _owner.Engine.Time.GetTimestamp() };
        if (_owner.TryEnqueue(tick, int.MaxValue) is not Reception.Accepted) _owner.Engine.Release();
    }

    private sealed class Tick(GrainTimer timer) : Message(timer._owner.Id, "a timer")
    {
        public override MessageKind Kind => MessageKind.OneWay;

        public override bool KeepsAlive => timer._keepAlive;

        public override bool IsAnswered => timer._gone.IsCancellationRequested;

        public override void End(Task turn)
        {
            if (turn.Exception is { } error) Fail(error.InnerException!);
            if (!timer._gone.IsCancellationRequested) timer._timer.Change(timer._period, Timeout.InfiniteTimeSpan);
        }

        public override void Fail(Exception error) => timer._owner.Engine.LogLost(this, error);

        protected override Task? Invoke(Grain grain) => timer._callback(timer._gone.Token);
    }
}
