using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceDesk.Embedded;

/// <summary>
/// One life of a grain: made for its first message, gone when idle. A pump takes message after message, and each
/// turn ends, awaits included, before the next begins.
/// </summary>
internal sealed class Activation
{
    private readonly Lock _gate = new();
    private readonly Queue<Message> _queue = [];
    private readonly TurnQueue _turns;
    private List<GrainTimer>? _timers;
    private AsyncServiceScope _scope;
    private Grain? _grain;
    private Message? _current;
    private DeactivationReason? _leaving;
    private long _turnStartedAt;
    private long _idleSince;
    private bool _running;
    private bool _closed;

    public Activation(Engine engine, GrainId id)
    {
        Engine = engine;
        Id = id;
        Sequence = engine.NextSequence();
        _turns = new(engine, id.Class.Name);
        _idleSince = engine.Time.GetTimestamp();
    }

    /// <summary>What <see cref="Grain"/>'s constructor finds, on the thread that constructs.</summary>
    [field: ThreadStatic]
    public static Activation? UnderConstruction { get; private set; }

    public Engine Engine { get; }

    public GrainId Id { get; }

    /// <summary>The order of birth; what must be done to several activations is done in it.</summary>
    public long Sequence { get; }

    /// <summary>
    /// Does something that others can see. For an activation that was killed before or during it, it never ends.
    /// </summary>
    public async Task<T> Effect<T>(Func<Task<T>> work)
    {
        if (_turns.IsDead) await TurnQueue.Never;
        try { return await work(); }
        finally { if (_turns.IsDead) await TurnQueue.Never; }
    }

    public Reception TryEnqueue(Message message, int limit)
    {
        lock (_gate)
        {
            if (_closed) return Reception.Closed;
            if (_queue.Count >= limit) return Reception.Full;
            _queue.Enqueue(message);
            if (_running) return Reception.Accepted;
            _running = true;
        }
        StartPump();
        return Reception.Accepted;
    }

    /// <summary>The activation goes after the turn that runs now.</summary>
    public void Leave(DeactivationReason reason, bool onlyIfIdle = false)
    {
        lock (_gate)
        {
            if (_closed || (onlyIfIdle && _running)) return;
            _leaving ??= reason;
            if (_running) return;
            _running = true;
            _turnStartedAt = Engine.Time.GetTimestamp();
        }
        StartPump();
    }

    /// <summary>Ends without a word. What it was doing never goes on; its messages are returned.</summary>
    public IReadOnlyList<Message> Kill()
    {
        _turns.Kill();
        lock (_gate)
        {
            foreach (var timer in _timers ?? []) timer.Silence();
            Message[] left = _current is null ? [] : [_current];
            return [.. left, .. TakeQueue()];
        }
    }

    /// <summary>
    /// Adds the calls that nobody should wait for any longer; they keep their place in the queue, but get no turn.
    /// </summary>
    public void FindOlderThan(long sentAt, List<Message> late)
    {
        lock (_gate)
        {
            if (_current is { } current && current.SentAt <= sentAt) late.Add(current);
            foreach (var message in _queue)
            {
                if (message.SentAt > sentAt) break;
                late.Add(message);
            }
        }
    }

    public bool IsIdleSince(long timestamp)
    {
        lock (_gate) return !_running && !_closed && _idleSince <= timestamp;
    }

    /// <summary>What it has been doing since before this timestamp, if it has.</summary>
    public BusyActivation? BusySince(long timestamp)
    {
        lock (_gate)
        {
            if (!_running || _turnStartedAt > timestamp) return null;
            var doing = _current?.Method
                ?? (_grain is null ? nameof(Grain.OnActivateAsync) : nameof(Grain.OnDeactivateAsync));
            return new(Id.Class.Name, Id.Key, doing, Engine.Time.GetElapsedTime(_turnStartedAt), _queue.Count);
        }
    }

    public void Add(GrainTimer timer)
    {
        lock (_gate) (_timers ??= []).Add(timer);
    }

    public void Remove(GrainTimer timer)
    {
        lock (_gate) _timers?.Remove(timer);
    }

    private void StartPump() => _turns.Run(static activation => _ = ((Activation)activation!).Pump(), this);

    private async Task Pump()
    {
        try
        {
            if (_grain is null && !await Rise()) return;
            for (var turn = 1; TryNext(out var message); turn++)
            {
                await Turn(message);
                if (turn % Engine.Turns.Quantum == 0) await Task.Yield();
            }
            if (_leaving is { } reason) await Fall(reason);
        }
        catch (Exception error)
        {
            // Not a grain's error, those are answers: one of ours. The grain must not stay deaf.
            Engine.Log.LogCritical(error, "The pump of {Grain} broke.", Id);
            _current?.Fail(error);
            Collapse(error);
        }
    }

    private async ValueTask Turn(Message message)
    {
        if (message.IsAnswered)
        {
            Engine.Release();
            return;
        }

        var turn = message.Begin(_grain!);
        if (!turn.IsCompleted)
            await turn.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        // Before the answer: whoever has it finds the message gone.
        Engine.Release();
        message.End(turn);
    }

    private bool TryNext([NotNullWhen(true)] out Message? message)
    {
        var now = Engine.Time.GetTimestamp();
        lock (_gate)
        {
            if (_current is { KeepsAlive: true }) _idleSince = now;
            _turnStartedAt = now;
            if (_leaving is not null || !_queue.TryDequeue(out message)) message = null;
            _current = message;
            _running = message is not null || _leaving is not null;
        }
        return message is not null;
    }

    private async Task<bool> Rise()
    {
        _turnStartedAt = Engine.Time.GetTimestamp();
        using var giveUp = new CancellationTokenSource();
        try
        {
            var born = Born(giveUp.Token);
            if (!born.IsCompleted) born = born.WaitAsync(Engine.Options.ActivationTimeout, Engine.Time, CancellationToken.None);
            await born;
            return true;
        }
        catch (Exception error)
        {
            giveUp.Cancel();      // not CancelAsync, which leaves for the thread pool
            Engine.Log.LogError(error, "{Grain} could not be activated.", Id);
            Collapse(error);
            await Discard();
            return false;
        }
    }

    private async Task Born(CancellationToken cancellationToken)
    {
        _scope = Engine.Services.CreateAsyncScope();
        var states = new object[Id.Class.States.Count];
        for (var i = 0; i < states.Length; i++)
            states[i] = PersistentStates.For(this, Id.Class.States[i], _scope.ServiceProvider);

        Grain grain;
        UnderConstruction = this;
        try { grain = (Grain)Id.Class.Construct(_scope.ServiceProvider, states); }
        finally { UnderConstruction = null; }

        foreach (var state in states) await ((IActivatedState)state).ReadStateAsync(cancellationToken);
        await grain.OnActivateAsync(cancellationToken);
        _grain = grain;
    }

    private async Task Fall(DeactivationReason reason)
    {
        StopTimers();
        using var giveUp = new CancellationTokenSource();
        try
        {
            var left = _grain!.OnDeactivateAsync(reason, giveUp.Token);
            if (!left.IsCompleted) left = left.WaitAsync(Engine.Options.DeactivationTimeout, Engine.Time, CancellationToken.None);
            await left;
        }
        catch (Exception error)
        {
            giveUp.Cancel();      // not CancelAsync, which leaves for the thread pool
            Engine.Log.LogError(error, "{Grain} could not be deactivated in order.", Id);
            _turns.Kill();
        }

        foreach (var message in Close()) Engine.Deliver(message);
        await Discard();
    }

    /// <summary>Ends an activation that cannot serve: whoever waits for it gets the error.</summary>
    private void Collapse(Exception error)
    {
        StopTimers();
        _turns.Kill();
        foreach (var message in Close())
        {
            Engine.Release();
            message.Fail(error);
        }
    }

    private Message[] Close()
    {
        Message[] left;
        lock (_gate) left = TakeQueue();
        Engine.Forget(this);
        return left;
    }

    private Message[] TakeQueue()
    {
        _closed = true;
        Message[] left = [.. _queue];
        _queue.Clear();
        return left;
    }

    private async Task Discard()
    {
        try
        {
            if (_grain is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (_grain is IDisposable disposable) disposable.Dispose();
            await _scope.DisposeAsync();
        }
        catch (Exception error)
        {
            Engine.Log.LogError(error, "{Grain} could not be disposed of.", Id);
        }
    }

    /// <summary>No timer rings any more, and the ring that is under way learns of it.</summary>
    public void StopTimers()
    {
        GrainTimer[] timers;
        lock (_gate) timers = _timers is null ? [] : [.. _timers];
        foreach (var timer in timers) timer.Dispose();
    }
}

/// <summary>What became of a message at an activation's door.</summary>
internal enum Reception
{
    Accepted,
    Closed,
    Full,
}
