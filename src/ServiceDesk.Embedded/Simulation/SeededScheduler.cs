using System.Diagnostics;

namespace ServiceDesk.Embedded;

/// <summary>
/// Runs a whole world on one thread, in an order drawn from a seed, in virtual time: the clock stands still while
/// anything can run, and then jumps to the next timer. The same seed gives the same run.
/// </summary>
/// <remarks>
/// Work queued from another thread would make a run that no seed repeats: it fails the run. What escapes to the thread
/// pool, as <c>Task.Run</c> and <c>ConfigureAwait(false)</c> do, ends here too.
/// </remarks>
public sealed class SeededScheduler : TaskScheduler, ITurnScheduler
{
    private readonly List<object> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly VirtualTime _time;
    private InvalidOperationException? _trespass;

    /// <summary>A world whose clock shows this moment.</summary>
    public SeededScheduler(int seed, DateTimeOffset startsAt)
    {
        // The one source of chance of a simulated run: it must be repeatable, not unguessable.
#pragma warning disable CA5394
        Random = new(seed);
#pragma warning restore CA5394
        _time = new(this, startsAt);
    }

    /// <summary>The run's only source of chance; faults draw from it too.</summary>
    public Random Random { get; }

    /// <summary>The run's clock and timers.</summary>
    public TimeProvider Time => _time;

    /// <summary>How many pieces of work have run.</summary>
    public long Steps { get; private set; }

    int ITurnScheduler.Quantum => 1;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <inheritdoc/>
    public void Post(IThreadPoolWorkItem work) => Add(work);

    /// <summary>Starts code in this world: a client, a test's story. It runs when the world runs.</summary>
    public Task Start(Func<Task> story) =>
        Task.Factory.StartNew(story, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Lives until the condition holds or the horizon is reached; a world with alarms never ends by itself.</summary>
    /// <param name="done">Looked at after every step.</param>
    /// <param name="horizon">Virtual time from now.</param>
    /// <returns>Whether the condition held in time.</returns>
    /// <exception cref="InvalidOperationException">Another thread queued work.</exception>
    public bool RunUntil(Func<bool> done, TimeSpan horizon)
    {
        ArgumentNullException.ThrowIfNull(done);
        var end = _time.GetUtcNow() + horizon;
        // A test framework's context would steal continuations, and with them the order.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (true)
            {
                if (Volatile.Read(ref _trespass) is { } trespass) throw trespass;
                if (done()) return true;
                if (TryTake() is { } work) Step(work);
                else if (!_time.TryAdvance(end)) return done();
            }
        }
        finally { SynchronizationContext.SetSynchronizationContext(context); }
    }

    /// <summary>Runs a story to its end and rethrows what it throws.</summary>
    /// <exception cref="TimeoutException">The horizon was reached first.</exception>
    public void Run(Func<Task> story, TimeSpan horizon)
    {
        var running = Start(story);
        if (!RunUntil(() => running.IsCompleted, horizon))
            throw new TimeoutException($"The story did not end within {horizon} of virtual time.");
        running.GetAwaiter().GetResult();
    }

    internal void Add(object work)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            var trespass = new InvalidOperationException(
                $"Work was queued from another thread: something left the world.{Environment.NewLine}{new StackTrace()}");
            Interlocked.CompareExchange(ref _trespass, trespass, null);
            throw trespass;
        }
        _ready.Add(work);
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => Add(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _ready.OfType<Task>();

    private object? TryTake()
    {
        if (_ready.Count == 0) return null;
#pragma warning disable CA5394
        var index = Random.Next(_ready.Count);
#pragma warning restore CA5394
        var work = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        return work;
    }

    private void Step(object work)
    {
        Steps++;
        switch (work)
        {
            case Task task: TryExecuteTask(task); break;
            case IThreadPoolWorkItem item: item.Execute(); break;
        }
    }
}
