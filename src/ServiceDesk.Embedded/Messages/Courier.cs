namespace ServiceDesk.Embedded;

/// <summary>
/// Carries messages through a filter. Without one there is no courier, and messages go straight to their queue.
/// </summary>
internal sealed class Courier(Engine engine, IMessageFilter filter)
{
    // Lost or on its way; lost calls stay until they time out. Each counts as in flight.
    private readonly HashSet<Message> _adrift = [];

    public void Send(Message message)
    {
        var delivery = Judge(message, message.Kind);
        if (delivery.Copies == 0)
        {
            if (message is OneWay) engine.Release();
            else Adrift(message);
            return;
        }

        Carry(message, delivery.Delay, () => engine.Deliver(message));
        if (message.Kind is MessageKind.Call) return;
        for (var copy = 1; copy < delivery.Copies; copy++)
        {
            var again = message.Again();
            engine.Admit();
            Carry(again, delivery.Delay, () => engine.Deliver(again));
        }
    }

    /// <summary>Carries the answer to a call whose turn has ended.</summary>
    public void Reply(Message message, Action tell)
    {
        var delivery = Judge(message, MessageKind.Reply);
        if (delivery is { Copies: > 0, Delay.Ticks: <= 0 })
        {
            tell();
            return;
        }

        engine.Admit();
        if (delivery.Copies == 0) Adrift(message);
        else Carry(message, delivery.Delay, () => { engine.Release(); tell(); });
    }

    /// <summary>Takes out the calls that were sent before this timestamp.</summary>
    public void TakeOlderThan(long sentAt, List<Message> late)
    {
        lock (_adrift)
        {
            foreach (var message in _adrift)
                if (message is not OneWay && message.SentAt <= sentAt) late.Add(message);
            foreach (var message in late)
                if (_adrift.Remove(message)) engine.Release();
        }
    }

    public IReadOnlyList<Message> Abandon()
    {
        lock (_adrift)
        {
            Message[] all = [.. _adrift];
            _adrift.Clear();
            return all;
        }
    }

    private Delivery Judge(Message message, MessageKind kind) =>
        filter.Judge(new(
            kind, message.Target.Class.Name, message.Target.Key, message.Method, (TaskScheduler.Current as TurnQueue)?.Owner));

    private void Carry(Message message, TimeSpan delay, Action arrive)
    {
        if (delay <= TimeSpan.Zero)
        {
            arrive();
            return;
        }

        Adrift(message);
        ITimer? timer = null;
        timer = engine.Time.CreateTimer(_ =>
        {
            timer?.Dispose();
            lock (_adrift)
            {
                if (!_adrift.Remove(message)) return;      // timed out on its way, or the engine is gone
            }
            arrive();
        }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Adrift(Message message)
    {
        lock (_adrift) _adrift.Add(message);
        engine.ArmSweep();
    }
}
