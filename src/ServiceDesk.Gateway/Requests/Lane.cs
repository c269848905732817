namespace ServiceDesk.Gateway.Requests;

/// <summary>
/// Requests of one kind on their way through a gateway. How many may be under way at once follows from how long they take: fewer while most
/// are slow, more again while most are prompt. The others wait a moment for their turn, newest first, since whoever has waited longest is
/// the likeliest to have gone; whose turn does not come is refused.
/// </summary>
/// <remarks>
/// Without it everything that is asked while the store is silent would stand in the queues below, in the order in which it came: once
/// the store answers, each turn would come just when its sender has given up, for as long as the senders ask again.
/// </remarks>
public sealed class Lane(TimeProvider time)
{
    /// <summary>Under way at once at most; also how many may wait.</summary>
    public const int Most = 2_000;

    /// <summary>So many may be under way however slow they are: they show when it goes on.</summary>
    public const int Fewest = 32;

    /// <summary>An answer that takes longer than this is slow: it could as well have waited for its turn outside.</summary>
    public static TimeSpan Prompt { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits for its turn; short enough that most senders are still there.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How often it is thought over how many may be under way.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _waiting = [];       // the newest last
    private long _since = time.GetTimestamp();
    private int _limit = Most;
    private int _underWay;
    private int _working;
    private int _prompt;
    private int _slow;
    private bool _wasFull;

    /// <summary>How many may be under way now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate) return _limit;
        }
    }

    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="gone">The sender has gone.</param>
    /// <returns>Whether the request may go on, and then <see cref="Leave"/> has to follow; else it is to be refused.</returns>
    public async ValueTask<bool> Enter(CancellationToken gone)
    {
        LinkedListNode<TaskCompletionSource<bool>> turn;
        lock (_gate)
        {
            Consider();
            if (_underWay < _limit)
            {
                _underWay++;
                return true;
            }

            _wasFull = true;
            turn = _waiting.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_waiting.Count > Most) Refuse(_waiting.First!);
        }

        try
        {
            return await turn.Value.Task.WaitAsync(Patience, time, gone);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
                if (turn.List is not null) Refuse(turn);
            return await turn.Value.Task;       // its turn may have come in this very moment
        }
    }

    /// <summary>From here the desk works for one of those under way.</summary>
    public void Begin()
    {
        lock (_gate) _working++;
    }

    /// <summary>From here it waits for the sender.</summary>
    public void Pause()
    {
        lock (_gate) _working--;
    }

    /// <summary>The request has its answer, or needs none any more.</summary>
    /// <param name="took">How long the desk worked for it; null when it was waiting for its sender.</param>
    public void Leave(TimeSpan? took)
    {
        lock (_gate)
        {
            _underWay--;
            if (took is not null) _working--;
            if (took > Prompt) _slow++;
            else if (took is not null) _prompt++;
            Consider();
            while (_underWay < _limit && _waiting.Last is { } next)
            {
                _waiting.Remove(next);
                _underWay++;
                next.Value.SetResult(true);
            }
        }
    }

    private void Refuse(LinkedListNode<TaskCompletionSource<bool>> turn)
    {
        _waiting.Remove(turn);
        turn.Value.SetResult(false);
    }

    /// <summary>Some hang while most are prompt: then it is not the whole desk that is slow, and nobody has to wait for those.</summary>
    private void Consider()
    {
        if (time.GetElapsedTime(_since) < Pace) return;
        var isStuck = _prompt + _slow == 0 && _working >= Fewest;
        if (_slow > _prompt || isStuck) _limit = Math.Max(Fewest, _limit * 7 / 10);
        else if (_wasFull) _limit = Math.Min(Most, _limit * 5 / 4);
        (_since, _prompt, _slow, _wasFull) = (time.GetTimestamp(), 0, 0, _waiting.Count > 0);
    }
}
