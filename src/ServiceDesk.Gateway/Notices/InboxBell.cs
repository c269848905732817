using ServiceDesk.Storage.Notices;

namespace ServiceDesk.Gateway.Notices;

/// <summary>Rings when an inbox changes, whichever process wrote it. One look for all who wait, and none when nobody does.</summary>
public sealed class InboxBell(IInboxes inboxes, TimeProvider time, ILogger<InboxBell> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private TaskCompletionSource _bell = NewBell();
    private long _known;
    private int _waiting;

    /// <summary>Comes back when some inbox has changed beyond the seq, or after at most <paramref name="patience"/>.</summary>
    public async Task WaitBeyond(long seq, TimeSpan patience, CancellationToken cancel)
    {
        Task bell;
        lock (_gate)
        {
            if (_known > seq) return;
            bell = _bell.Task;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            await bell.WaitAsync(patience, time, cancel);
        }
        catch (TimeoutException)
        {
            // Nothing came.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (Volatile.Read(ref _waiting) > 0) await Look(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The desk goes.
        }
    }

    private async Task Look(CancellationToken stop)
    {
        try
        {
            var last = await inboxes.Last(stop);
            TaskCompletionSource bell;
            lock (_gate)
            {
                if (last <= _known) return;
                _known = last;
                (bell, _bell) = (_bell, NewBell());
            }

            bell.SetResult();
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            log.LogWarning(fault, "Looking for new notices failed; the next look tries again");
        }
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
