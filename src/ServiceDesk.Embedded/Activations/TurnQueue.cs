namespace ServiceDesk.Embedded;

/// <summary>
/// Runs what is queued on it one piece at a time, in order. The code of one activation, continuations included, runs
/// on its own queue: that is what makes it single-threaded.
/// </summary>
/// <param name="owner">Type of the grain whose turns run here; null for the engine's own work.</param>
internal sealed class TurnQueue(Engine engine, string? owner = null) : TaskScheduler, IThreadPoolWorkItem
{
    private readonly Queue<Task> _tasks = [];
    private bool _posted;
    private volatile bool _dead;

    /// <summary>A task that never ends: what code of a dead activation waits for.</summary>
    public static Task Never { get; } = new TaskCompletionSource().Task;

    /// <summary>The engine whose code runs here.</summary>
    public Engine Engine => engine;

    public string? Owner => owner;

    public bool IsDead => _dead;

    /// <summary>Whatever has not run never will: the continuations of a killed activation have no effect.</summary>
    public void Kill()
    {
        lock (_tasks)
        {
            _dead = true;
            _tasks.Clear();
        }
    }

    /// <summary>Runs the action on this queue, outside the caller's execution context: a turn belongs to no request.</summary>
    public void Run(Action<object?> action, object? state)
    {
        var flows = !ExecutionContext.IsFlowSuppressed();
        if (flows) ExecutionContext.SuppressFlow();
        try { new Task(action, state).Start(this); }
        finally { if (flows) ExecutionContext.RestoreFlow(); }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var left = engine.Turns.Quantum; left > 0; left--)
        {
            Task? task;
            lock (_tasks)
            {
                if (!_tasks.TryDequeue(out task)) { _posted = false; return; }
            }
            TryExecuteTask(task);
        }
        lock (_tasks)
        {
            if (_tasks.Count == 0) { _posted = false; return; }
        }
        engine.Turns.Post(this);
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            if (_dead) return;
            _tasks.Enqueue(task);
            if (_posted) return;
            _posted = true;
        }
        engine.Turns.Post(this);
    }

    // Never inline: a continuation would run in the middle of another turn's statement.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks) return [.. _tasks];
    }
}
