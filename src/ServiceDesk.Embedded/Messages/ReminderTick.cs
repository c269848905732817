namespace ServiceDesk.Embedded;

/// <summary>A reminder's ring on its way to the grain.</summary>
internal sealed class ReminderTick(GrainId target, string reminder, TickStatus status)
    : Message(target, nameof(IRemindable.ReceiveReminder))
{
    private readonly TaskCompletionSource _done = new();

    public override MessageKind Kind => MessageKind.Tick;

    /// <summary>Ends with the turn.</summary>
    public Task Done => _done.Task;

    // A tick given up by the reminder service still has its turn: it may come late, and better late than lost.
    public override void End(Task turn)
    {
        if (turn.Exception is { } error) _done.TrySetException(error.InnerExceptions);
        else _done.TrySetResult();
    }

    public override void Fail(Exception error) => _done.TrySetException(error);

    protected override Task? Invoke(Grain grain) => grain is IRemindable remindable
        ? remindable.ReceiveReminder(reminder, status)
        : throw new InvalidOperationException($"{Target} has the reminder '{reminder}' but is no {nameof(IRemindable)}.");
}
