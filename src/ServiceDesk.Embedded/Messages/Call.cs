namespace ServiceDesk.Embedded;

/// <summary>A call whose caller waits for the answer.</summary>
/// <typeparam name="T">The result; <see cref="Nothing"/> where the method returns none.</typeparam>
internal sealed class Call<T>(Engine engine, GrainId target, GrainMethod method, object?[] arguments)
    : Message(target, method.Name)
{
    // Continuations need no flag to run elsewhere: answers are given from within a turn, where no awaiter inlines.
    // With the flag, Task.WhenAll over calls would complete on the thread pool, out of the simulator's sight.
    private readonly TaskCompletionSource<T> _answer = new();

    public override MessageKind Kind => MessageKind.Call;

    public Task<T> Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    public override void End(Task turn)
    {
        if (engine.Courier is { } courier) courier.Reply(this, () => Tell(turn));
        else Tell(turn);
    }

    public override void Fail(Exception error) => _answer.TrySetException(error);

    protected override Task? Invoke(Grain grain) => method.Invoke(grain, arguments);

    private void Tell(Task turn)
    {
        try
        {
            if (turn is { IsCompletedSuccessfully: true }) _answer.TrySetResult(ResultOf(turn));
            else if (turn.IsCanceled) _answer.TrySetCanceled();
            else _answer.TrySetException(turn.Exception!.InnerExceptions);
        }
        catch (Exception error)
        {
            _answer.TrySetException(error);      // the result cannot be copied
        }
    }

    private T ResultOf(Task turn)
    {
        if (turn is not Task<T> typed) return default!;
        var result = typed.Result;
        return engine.Options.CopyMessages ? MessageCopy.Of(result, engine.Options.Json) : result;
    }
}

/// <summary>The result of a method that has none.</summary>
internal readonly struct Nothing;

/// <summary>A message nobody waits for; its error is logged.</summary>
internal sealed class OneWay(Engine engine, GrainId target, GrainMethod method, object?[] arguments)
    : Message(target, method.Name)
{
    public override MessageKind Kind => MessageKind.OneWay;

    public override void End(Task turn)
    {
        if (turn.Exception is { } error) Fail(error.InnerException!);
    }

    public override void Fail(Exception error) => engine.LogLost(this, error);

    protected override Task? Invoke(Grain grain) => method.Invoke(grain, arguments);
}
