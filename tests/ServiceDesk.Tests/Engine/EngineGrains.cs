namespace ServiceDesk.Tests.Engine;

public interface IProbe : IGrainWithStringKey
{
    Task Work(string what, int milliseconds);

    [OneWay]
    Task Fling(string what);

    Task<int> Fail();

    Task Quit();

    Task<List<int>> Keep(List<int> numbers);

    Task<int> Kept();

    ValueTask<string> AskThrough(string other);

    [OneWay]
    ValueTask Tick(int periodMilliseconds);

    Task Follow();
}

/// <summary>Writes into the notebook what happens to it.</summary>
internal sealed class ProbeGrain(Notebook notebook, TimeProvider time) : Grain, IProbe
{
    private List<int> _kept = [];

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        notebook.Add($"{Key} wakes");
        return Key switch
        {
            "broken" => throw new InvalidOperationException("broken at birth"),
            "hanging" => new TaskCompletionSource().Task,
            _ => Task.CompletedTask,
        };
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        notebook.Add($"{Key} goes: {reason.ReasonCode}");
        if (Key == "clinging") await new TaskCompletionSource().Task;
        await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        notebook.Add($"{Key} gone");
    }

    public async Task Work(string what, int milliseconds)
    {
        notebook.Add($"{Key} {what} begins");
        for (var i = 0; i < 3; i++) await Task.Yield();
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time);
        notebook.Add($"{Key} {what} ends");
    }

    public async Task Fling(string what)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        notebook.Add($"{Key} got {what}");
        if (what == "bomb") throw new InvalidOperationException("bang");
    }

    public Task<int> Fail() => throw new InvalidOperationException("no");

    public async Task Quit()
    {
        DeactivateOnIdle();
        await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        notebook.Add($"{Key} quits");
    }

    public Task<List<int>> Keep(List<int> numbers) => Task.FromResult(_kept = numbers);

    public Task<int> Kept() => Task.FromResult(_kept.Count);

    public async ValueTask<string> AskThrough(string other)
    {
        await GrainFactory.GetGrain<IProbe>(other).Work($"for {Key}", 1);
        return Key;
    }

    /// <summary>A timer that waits for something nearly all the time, unless it is told to go.</summary>
    public Task Follow()
    {
        this.RegisterGrainTimer(async cancel =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancel).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) notebook.Add($"{Key} follows no more");
        }, new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public ValueTask Tick(int periodMilliseconds)
    {
        var period = TimeSpan.FromMilliseconds(periodMilliseconds);
        this.RegisterGrainTimer(async _ =>
        {
            notebook.Add($"{Key} timer begins");
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
            notebook.Add($"{Key} timer ends");
        }, period, period);
        return ValueTask.CompletedTask;
    }
}

public interface ICounter : IGrainWithStringKey
{
    Task<int> Add(int number);

    Task Clear();

    Task<int> Value();
}

public sealed class Count
{
    public int Value { get; set; }
}

internal sealed class CounterGrain([PersistentState("count", "default")] IPersistentState<Count> count, TimeProvider time, Notebook notebook)
    : Grain, ICounter
{
    public async Task<int> Add(int number)
    {
        var before = count.State.Value;
        await Task.Delay(TimeSpan.FromMilliseconds(1), time);
        count.State.Value = before + number;
        await count.WriteStateAsync();
        notebook.Add($"count {count.State.Value}");
        return count.State.Value;
    }

    public Task Clear() => count.ClearStateAsync();

    public Task<int> Value() => Task.FromResult(count.RecordExists ? count.State.Value : -1);
}

public interface IBell : IGrainWithStringKey
{
    Task Set(string name, TimeSpan due, TimeSpan period);

    Task Stop(string name);

    Task<bool> IsSet(string name);
}

internal sealed class BellGrain(Notebook notebook, TimeProvider time) : Grain, IBell, IRemindable
{
    public Task Set(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task Stop(string name)
    {
        if (await this.GetReminder(name) is { } reminder) await this.UnregisterReminder(reminder);
    }

    public async Task<bool> IsSet(string name) => await this.GetReminder(name) is not null;

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        notebook.Add($"{this.GetPrimaryKeyString()} {reminderName} {time.GetUtcNow():HH:mm:ss}");
        return reminderName == "bad" ? throw new InvalidOperationException("bad bell") : Task.CompletedTask;
    }
}

public interface INobody : IGrainWithStringKey
{
    Task Nothing();
}

public interface ITwins : IGrainWithStringKey
{
    Task Nothing();
}

internal sealed class CastorGrain : Grain, ITwins
{
    public Task Nothing() => Task.CompletedTask;
}

internal sealed class PolluxGrain : Grain, ITwins
{
    public Task Nothing() => Task.CompletedTask;
}
