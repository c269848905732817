using Microsoft.Extensions.Logging;
using Npgsql;

namespace ServiceDesk.Storage.Databases;

/// <summary>
/// The time by the clock of PostgreSQL, which all processes of a desk share: it is looked at now and then, and counted on from there, so
/// that nothing depends on what the clock of this machine shows, or on when somebody sets it. Timers and elapsed time are the machine's.
/// </summary>
public sealed class DatabaseTime : TimeProvider, IAsyncDisposable
{
    /// <summary>Between two looks; clocks drift apart by less than a few milliseconds in that time.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>A look that takes longer says too little.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);

    /// <summary>Differences that are told of.</summary>
    private static readonly TimeSpan Remarkable = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _machine;
    private readonly Func<CancellationToken, Task<DateTimeOffset>> _ask;
    private readonly NpgsqlDataSource? _source;
    private readonly CancellationTokenSource _stop = new();
    private volatile Look _last;
    private Task _looking = Task.CompletedTask;
    private bool _disposed;

    /// <param name="connection">Connection string.</param>
    public DatabaseTime(string connection) : this(System, null!)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 1, Timeout = 5, CommandTimeout = 5 };
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "time" }.Build();
        _ask = Ask;
    }

    internal DatabaseTime(TimeProvider machine, Func<CancellationToken, Task<DateTimeOffset>> ask) =>
        (_machine, _ask, _last) = (machine, ask, new(machine.GetUtcNow(), machine.GetTimestamp()));

    public override long TimestampFrequency => _machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        var last = _last;
        return last.At + _machine.GetElapsedTime(last.Timestamp);
    }

    public override long GetTimestamp() => _machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Looks for the first time, and from then on by itself.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task Start(ILogger log, CancellationToken cancel)
    {
        var own = GetUtcNow();
        if (await Read(cancel) is { } off && off.Duration() > Remarkable)
            log.LogWarning("The clock of this machine shows {Own}, that of the database is {Difference} ahead: the desk goes by the database", own, off);
        _looking = Follow(log);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        await _stop.CancelAsync();
        await _looking;
        if (_source is not null) await _source.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Looks at the clock.</summary>
    /// <returns>How far it is ahead of what was thought; null when the look said too little.</returns>
    internal async Task<TimeSpan?> Read(CancellationToken cancel)
    {
        var begun = _machine.GetTimestamp();
        var at = await _ask(cancel);
        var took = _machine.GetElapsedTime(begun);
        if (took > Prompt) return null;
        var off = at + took / 2 - GetUtcNow();
        // Within what the way there and back may have taken it is as good as before.
        if (off.Duration() <= took / 2) return TimeSpan.Zero;
        _last = new(at + took / 2, _machine.GetTimestamp());
        return off;
    }

    private async Task Follow(ILogger log)
    {
        using var pace = new PeriodicTimer(Period, _machine);
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    if (await Read(_stop.Token) is { } off && off.Duration() > Remarkable)
                        log.LogError("The database's clock has moved by {Difference}, or this process stood still: the desk goes by the database", off);
                }
                catch (NpgsqlException)
                {
                    // Counted on from the last look, the time is good for a long while.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The desk goes.
        }
    }

    private async Task<DateTimeOffset> Ask(CancellationToken cancel)
    {
        await using var command = _source!.CreateCommand("SELECT clock_timestamp()");
        return new((DateTime)(await command.ExecuteScalarAsync(cancel))!);
    }

    private sealed record Look(DateTimeOffset At, long Timestamp);
}
