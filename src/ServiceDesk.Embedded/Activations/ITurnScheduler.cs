namespace ServiceDesk.Embedded;

/// <summary>Lends the threads on which everything in the engine runs; the seam at which a simulator takes over.</summary>
public interface ITurnScheduler
{
    /// <summary>How much one activation may do in a row before the others have their turn; at least 1.</summary>
    int Quantum { get; }

    /// <summary>Runs the work later, never inside this call.</summary>
    void Post(IThreadPoolWorkItem work);
}

/// <summary>The scheduler of production: the thread pool.</summary>
internal sealed class ThreadPoolTurns : ITurnScheduler
{
    public int Quantum => 32;

    public void Post(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
}
