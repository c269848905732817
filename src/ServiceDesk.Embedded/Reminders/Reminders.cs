using Microsoft.Extensions.Logging;

namespace ServiceDesk.Embedded;

/// <summary>
/// Keeps the near reminders in memory and rings them, oldest first and a bounded number at a time. All of it runs on
/// one queue, so its own fields need no lock.
/// </summary>
internal sealed class Reminders(Engine engine, IReminderTable? table) : IDisposable
{
    private const int Page = 1_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    // A clock that jumps ahead makes reminders due without any timer noticing.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly ReminderAgenda _agenda = new();
    private readonly TurnQueue _turns = new(engine);
    private ITimer? _alarm;
    private long _startedAtMs;
    private long _readAtMs;
    private int _inFlight;
    private int _woken;
    private bool _reading;
    private volatile bool _stopped;

    /// <summary>How many reminders are in memory.</summary>
    public int Near => _agenda.Count;

    private IReminderTable Table => table
        ?? throw new InvalidOperationException($"No {nameof(IReminderTable)} is registered: this engine keeps no reminders.");

    private long NowMs => engine.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Start()
    {
        if (table is null) return;
        _startedAtMs = NowMs;
        _alarm = engine.Time.CreateTimer(
            static reminders => ((Reminders)reminders!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wake();
    }

    /// <summary>No reminder rings any more; those under way are waited for by nobody.</summary>
    public void Dispose()
    {
        _stopped = true;
        _alarm?.Dispose();
        _turns.Kill();
    }

    public Task<IGrainReminder> Register(Activation owner, string name, TimeSpan dueTime, TimeSpan period) =>
        owner.Effect<IGrainReminder>(async () =>
        {
            var startAt = (engine.Time.GetUtcNow() + dueTime).ToUnixTimeMilliseconds();
            var row = new ReminderRow(owner.Id.Class.Name, owner.Id.Key, name, startAt, (long)period.TotalMilliseconds);
            await Table.Upsert(row, CancellationToken.None);
            _agenda.Set(row);
            Wake();
            return new Reminder(name);
        });

    public Task<IGrainReminder?> Find(Activation owner, string name) =>
        owner.Effect<IGrainReminder?>(async () =>
            await Table.Find(owner.Id.Class.Name, owner.Id.Key, name, CancellationToken.None) is null
                ? null
                : new Reminder(name));

    public Task Remove(Activation owner, string name) =>
        owner.Effect(async () =>
        {
            var id = new ReminderId(owner.Id.Class.Name, owner.Id.Key, name);
            await Table.Remove(id.GrainType, id.Key, id.Name, CancellationToken.None);
            _agenda.Remove(id);
            return true;
        });

    /// <summary>Looks, soon and once for many wakings, what is due.</summary>
    private void Wake()
    {
        if (!_stopped && Interlocked.Exchange(ref _woken, 1) == 0)
            _turns.Run(static reminders => ((Reminders)reminders!).Look(), this);
    }

    private void Look()
    {
        Volatile.Write(ref _woken, 0);
        if (_stopped) return;
        var now = NowMs;
        if (!_reading && now >= _readAtMs) _ = Read(_readAtMs == 0 ? _startedAtMs : now);
        while (_inFlight < engine.Options.MaxRingsInFlight && _agenda.TakeDue(now) is { } due)
        {
            _inFlight++;
            _ = Ring(due);
        }

        // With every ring slot taken, the next one to end wakes.
        if (_inFlight >= engine.Options.MaxRingsInFlight) return;
        var next = Math.Min(_agenda.NextAtMs ?? long.MaxValue, _reading ? long.MaxValue : _readAtMs);
        var sleep = TimeSpan.FromMilliseconds(Math.Clamp(next - NowMs, 1, (long)LongestSleep.TotalMilliseconds));
        if (!_stopped) _alarm!.Change(sleep, Timeout.InfiniteTimeSpan);
    }

    private async Task Read(long nowMs)
    {
        _reading = true;
        var window = (long)engine.Options.ReminderWindow.TotalMilliseconds;
        try
        {
            _agenda.BeginRead(nowMs, nowMs + window);
            IReadOnlyList<ReminderRow> page;
            ReminderRow? last = null;
            do
            {
                page = await Table.ReadDue(nowMs + window, last, Page, CancellationToken.None);
                foreach (var row in page) _agenda.Offer(row);
                last = page.Count > 0 ? page[^1] : null;
                Wake();
            }
            while (page.Count == Page);
            _agenda.EndRead();
            _readAtMs = nowMs + window / 2;
        }
        catch (Exception error)
        {
            engine.Log.LogError(error, "The reminders could not be read; trying again in {Seconds} s.", RetryAfter.TotalSeconds);
            _readAtMs = NowMs + (long)RetryAfter.TotalMilliseconds;
        }
        _reading = false;
        Wake();
    }

    private async Task Ring(ReminderAgenda.Entry due)
    {
        long? again = null;
        try { await Send(due.Row); }
        catch (LimitExceededException) { again = NowMs + 1_000; }      // crowded: a late ring is better than a lost one
        catch (Exception error)
        {
            engine.Log.LogError(error, "Reminder {Name} of {Type}/{Key} failed; it rings again after its period.",
                due.Row.Name, due.Row.GrainType, due.Row.Key);
        }
        _inFlight--;
        _agenda.Rang(due, NowMs, again);
        Wake();
    }

    private Task Send(ReminderRow row)
    {
        if (engine.Types.Named(row.GrainType) is not { } type)
            throw new InvalidOperationException($"No registered grain class is stored as '{row.GrainType}'.");
        var first = DateTimeOffset.FromUnixTimeMilliseconds(row.StartAtUnixMs).UtcDateTime;
        var status = new TickStatus(first, TimeSpan.FromMilliseconds(row.PeriodMs), engine.Time.GetUtcNow().UtcDateTime);
        var tick = new ReminderTick(new(type, row.Key), row.Name, status);
        engine.Send(tick);
        return tick.Done;
    }

    private sealed record Reminder(string ReminderName) : IGrainReminder;
}
