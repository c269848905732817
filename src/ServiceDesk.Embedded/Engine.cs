using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceDesk.Embedded;

/// <summary>The directory of activations, and the road to them.</summary>
internal sealed class Engine
{
    private readonly ConcurrentDictionary<GrainId, Activation> _directory = new();
    // Activations that the directory has forgotten but that live on: a split brain.
    private readonly ConcurrentDictionary<Activation, bool> _strays = new();
    private readonly TurnQueue _system;
    private readonly ITimer _sweeper;
    private readonly IPlacement? _placement;
    private volatile Phase _phase;
    private long _sequence;
    private int _inFlight;
    private int _armed;
    private int _refused;

    public Engine(
        IServiceProvider services, EngineOptions options, TimeProvider time, ITurnScheduler turns, ILogger<EngineHost> log)
    {
        (Services, Options, Time, Turns, Log) = (services, options, time, turns, log);
        Types = new(options.GrainAssemblies, options.IsGrainClass);
        Factory = new(this);
        Courier = services.GetService<IMessageFilter>() is { } filter ? new(this, filter) : null;
        Reminders = new(this, services.GetService<IReminderTable>());
        _placement = services.GetService<IPlacement>();
        _system = new(this);
        _sweeper = time.CreateTimer(
            _ => _system.Run(_ => Sweep(), null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Phase
    {
        Running,
        Draining,
        Dead,
    }

    public IServiceProvider Services { get; }

    public EngineOptions Options { get; }

    public TimeProvider Time { get; }

    public ITurnScheduler Turns { get; }

    public ILogger Log { get; }

    public GrainTypes Types { get; }

    public GrainFactory Factory { get; }

    public Courier? Courier { get; }

    public Reminders Reminders { get; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public int ActivationCount => _directory.Count + _strays.Count;

    /// <summary>Whether grains still begin something by themselves: a timer that rings without end would never let the engine stop.</summary>
    public bool Rings => _phase is Phase.Running;

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>
    /// Counts a message in; <see cref="Release"/> counts it out when it has left its queue and its turn has ended.
    /// </summary>
    public int Admit() => Interlocked.Increment(ref _inFlight);

    public void Release() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The engine that has the grain: this one, unless several share a world.</summary>
    public Engine HomeOf(GrainId id) => _placement?.HomeOf(id.Class.Name, id.Key)?.Engine ?? this;

    public void Send(Message message)
    {
        var sender = TaskScheduler.Current as TurnQueue;
        if (sender is { IsDead: true }) return;      // the dead speak to nobody, and wait for ever
        message.FromOutside = sender?.Engine != this;      // another engine outlives this one
        if (Refusal(message.FromOutside) is { } refusal)
        {
            message.Fail(refusal);
            return;
        }

        message.SentAt = Time.GetTimestamp();
        message.Sequence = NextSequence();
        if (Courier is null) Deliver(message);
        else Courier.Send(message);
    }

    /// <summary>Puts an admitted message into the queue of its grain, and makes the activation where there is none.</summary>
    public void Deliver(Message message)
    {
        while (_phase is not Phase.Dead)
        {
            var activation = _directory.GetOrAdd(message.Target, static (id, engine) => new(engine, id), this);
            switch (activation.TryEnqueue(message, Options.MaxQueuePerActivation))
            {
                case Reception.Closed:
                    Forget(activation);
                    continue;
                case Reception.Full:
                    Release();
                    message.Fail(new LimitExceededException(
                        $"{message.Target} has {Options.MaxQueuePerActivation} messages waiting."));
                    return;
                default:
                    ArmSweep();
                    // It was made while the engine was being killed, behind the back of Kill.
                    if (_phase is Phase.Dead) Abandon(activation.Kill());
                    return;
            }
        }
        Abandon([message]);
    }

    public void Forget(Activation activation)
    {
        _directory.TryRemove(new(activation.Id, activation));
        _strays.TryRemove(activation, out _);
    }

    /// <summary>The directory loses an activation that lives on; the next call makes a second one.</summary>
    public bool SplitBrain(GrainId id)
    {
        if (!_directory.TryRemove(id, out var activation)) return false;
        _strays[activation] = true;
        return true;
    }

    public IReadOnlyList<BusyActivation> BusyLongerThan(TimeSpan time)
    {
        var since = Before(time);
        return [.. Activations().Select(activation => activation.BusySince(since)).OfType<BusyActivation>()
            .OrderByDescending(busy => busy.For)];
    }

    /// <summary>
    /// Refuses calls from outside, stops the timers, waits for what is under way, deactivates all. When cancelled, the rest is killed.
    /// </summary>
    public async Task Stop(CancellationToken cancellationToken)
    {
        if (_phase is Phase.Dead) return;
        _phase = Phase.Draining;
        Reminders.Dispose();
        foreach (var activation in Activations()) activation.StopTimers();
        try
        {
            while (InFlight > 0) await Task.Delay(TimeSpan.FromMilliseconds(10), Time, cancellationToken);
            while (ActivationCount > 0)
            {
                foreach (var activation in Activations())
                    activation.Leave(new(DeactivationReasonCode.ShuttingDown, "The engine stops."));
                await Task.Delay(TimeSpan.FromMilliseconds(10), Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Log.LogWarning("Stopped with {Messages} messages and {Activations} activations left.", InFlight, ActivationCount);
        }
        finally
        {
            Kill();
        }
    }

    public void Kill()
    {
        _phase = Phase.Dead;
        Reminders.Dispose();
        _sweeper.Dispose();
        _system.Kill();
        var left = new List<Message>();
        foreach (var activation in Activations()) left.AddRange(activation.Kill());
        if (Courier is not null) left.AddRange(Courier.Abandon());
        _directory.Clear();
        _strays.Clear();
        Abandon(left);
    }

    public void ArmSweep()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0 && _phase is not Phase.Dead)
            _sweeper.Change(Options.SweepPeriod, Timeout.InfiniteTimeSpan);
    }

    public void LogLost(Message message, Exception error)
    {
        // Under overload a line each would be the next overload: the sweep tells how many.
        if (error is LimitExceededException) Interlocked.Increment(ref _refused);
        else Log.LogError(error, "{Grain}.{Method} failed, and nobody waits for its answer.", message.Target, message.Method);
    }

    private Exception? Refusal(bool fromOutside)
    {
        if (_phase is Phase.Dead || (_phase is Phase.Draining && fromOutside))
            return new SiloUnavailableException("The engine has stopped.");
        if (Admit() <= (fromOutside ? Options.MaxInFlight : 2L * Options.MaxInFlight)) return null;
        Release();
        return new LimitExceededException($"The engine has {Options.MaxInFlight} messages in flight.");
    }

    /// <summary>Callers outside live on, and are told; callers inside died with the engine.</summary>
    private static void Abandon(IEnumerable<Message> messages)
    {
        var outside = messages.Where(Awaited).Where(message => message.FromOutside);
        foreach (var message in outside.OrderBy(message => message.Sequence))
            message.Fail(new SiloUnavailableException($"The engine went while {message.Target}.{message.Method} was under way."));
    }

    private static bool Awaited(Message message) => message.Kind is not MessageKind.OneWay && !message.IsAnswered;

    private IEnumerable<Activation> Activations() =>
        _directory.Select(entry => entry.Value).Concat(_strays.Select(entry => entry.Key))
            .OrderBy(activation => activation.Sequence);

    private long Before(TimeSpan time) =>
        Time.GetTimestamp() - (long)(time.TotalSeconds * Time.TimestampFrequency);

    private void Sweep()
    {
        if (_phase is Phase.Dead) return;
        var (sentAt, idleAt) = (Before(Options.CallTimeout), Before(Options.CollectionAge));
        var late = new List<Message>();
        var idle = new List<Activation>();
        Courier?.TakeOlderThan(sentAt, late);
        foreach (var activation in _directory.Select(entry => entry.Value).Concat(_strays.Keys))
        {
            activation.FindOlderThan(sentAt, late);
            if (activation.IsIdleSince(idleAt)) idle.Add(activation);
        }

        foreach (var message in late.Where(Awaited).OrderBy(message => message.Sequence))
            message.Fail(new TimeoutException($"{message.Target}.{message.Method} has not answered for {Options.CallTimeout}."));
        foreach (var activation in idle.OrderBy(activation => activation.Sequence))
            activation.Leave(new(DeactivationReasonCode.ActivationIdle, "Unused."), onlyIfIdle: true);
        if (Interlocked.Exchange(ref _refused, 0) is > 0 and var refused)
            Log.LogWarning("{Messages} one-way messages were refused: too many wait.", refused);

        // Nothing to watch: the next message arms it again.
        Volatile.Write(ref _armed, 0);
        if (!_directory.IsEmpty || !_strays.IsEmpty || InFlight > 0) ArmSweep();
    }
}
