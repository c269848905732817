using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sla;

/// <summary>A ticket's clocks while one event works on them.</summary>
internal sealed class ClockBench(IReadOnlyList<Clock> clocks, Call call)
{
    private readonly List<Clock> _clocks = [.. clocks];

    private SiteRules Rules => call.Rules;

    /// <summary>Those that are not as they were; null for none.</summary>
    public IReadOnlyList<Clock>? Changed() =>
        _clocks.Except(clocks, ReferenceEqualityComparer.Instance).Cast<Clock>().ToArray() is { Length: > 0 } changed ? changed : null;

    public bool Runs(ClockKind kind) => Find(kind) is { EndedAt: null };

    public bool Knows(ClockKind kind) => Find(kind) is not null;

    /// <summary>A new epoch; nothing when nothing is promised, but for an older epoch, which ends.</summary>
    public void Start(ClockKind kind, Target? target, DateTimeOffset from, int item = 0)
    {
        if (target is null)
        {
            End(kind, ClockState.Cancelled, item);
            return;
        }

        Put(new(NextEpoch(kind, item), ClockState.Running, from, from, null) { Target = target });
    }

    /// <summary>A clock that ends at a moment somebody named.</summary>
    public void StartUntil(ClockKind kind, DateTimeOffset due, DateTimeOffset from, int item) =>
        Put(new(NextEpoch(kind, item), ClockState.Running, from, due, null));

    /// <summary>
    /// A new epoch from the old start with the old pauses, by another target; only while it was not answered. A deadline that does
    /// not move keeps its epoch, and so what it has already done.
    /// </summary>
    public void Restart(ClockKind kind, Target? target, int item = 0)
    {
        if (Find(kind, item) is not { EndedAt: null, Target: not null } old) return;
        if (target is null)
        {
            End(kind, ClockState.Cancelled, item);
            return;
        }

        var state = old.Pauses is [.., { To: null }] ? ClockState.Paused : ClockState.Running;
        var next = Timed(new(NextEpoch(kind, item), state, old.StartedAt, old.StartedAt, null) { Target = target, Pauses = old.Pauses });
        if (next.Due != old.Due) Put(next);
    }

    /// <summary>Answered or gone. What ran out before stays breached.</summary>
    public void End(ClockKind kind, ClockState state, int item = 0)
    {
        if (Find(kind, item) is not { EndedAt: null } old) return;
        Replace(old, old with
        {
            State = old.BreachedAt is null ? state : ClockState.Breached,
            Pauses = Lifted(old),
            EndedAt = call.Now,
            Next = null,
        });
    }

    public void EndAll(ClockState state)
    {
        foreach (var clock in _clocks.ToArray()) End(clock.Id.Kind, state, clock.Id.Item);
    }

    public void Pause(ClockKind kind, int item = 0)
    {
        if (Find(kind, item) is not { EndedAt: null, State: not ClockState.Paused } old) return;
        Replace(old, Timed(old with
        {
            State = old.BreachedAt is null ? ClockState.Paused : old.State,
            Pauses = [.. old.Pauses, new(call.Now, null)],
        }));
    }

    public void Resume(ClockKind kind, int item = 0)
    {
        if (Find(kind, item) is not { EndedAt: null } old || old.Pauses is not [.., { To: null }]) return;
        Replace(old, Timed(old with { State = old.BreachedAt is null ? ClockState.Running : old.State, Pauses = Lifted(old) }));
    }

    public void PauseAll()
    {
        foreach (var clock in _clocks.ToArray()) Pause(clock.Id.Kind, clock.Id.Item);
    }

    public void ResumeAll(ClockKind? except)
    {
        foreach (var clock in _clocks.ToArray())
            if (clock.Id.Kind != except) Resume(clock.Id.Kind, clock.Id.Item);
    }

    /// <summary>Remembers what a ring has done, so that it is not done again.</summary>
    public void Note(TicketEvent happened)
    {
        var (id, stage) = happened switch
        {
            Breached e => (e.Clock, Stages.Breach),
            Reminded e => (e.Clock, e.Stage),
            Escalated { Clock: { } clock } e => (clock, Stages.Level(e.Level)),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} is not what a ring does."),
        };
        var old = _clocks.Single(clock => clock.Id == id);
        var next = old with { Done = [.. old.Done, stage] };
        if (happened is Breached breached) next = next with { State = ClockState.Breached, BreachedAt = breached.Due };
        Replace(old, next with { Next = Stages.Next(next, Rules) });
    }

    private Clock? Find(ClockKind kind, int item = 0) => _clocks.Find(clock => clock.Id.Kind == kind && clock.Id.Item == item);

    private ClockEpoch NextEpoch(ClockKind kind, int item) => new(kind, item, (Find(kind, item)?.Id.Epoch ?? 0) + 1);

    private void Put(Clock clock)
    {
        _clocks.RemoveAll(old => old.Id.Kind == clock.Id.Kind && old.Id.Item == clock.Id.Item);
        _clocks.Add(Timed(clock with { PolicyVersion = Rules.PolicyVersion, CalendarVersion = Rules.CalendarVersion }));
    }

    private void Replace(Clock old, Clock next) => _clocks[_clocks.IndexOf(old)] = next;

    /// <summary>Sets when it is due and when the ticket must look at it again, from start, target and pauses.</summary>
    private Clock Timed(Clock clock)
    {
        if (clock.Pauses is [.., { To: null } pause])
        {
            // Standing still it has no due moment; shown is the one it had when the pause began.
            var upToNow = Stages.DueAt(clock with { Pauses = [.. clock.Pauses.Where(p => p != pause)] }, Rules.Calendar);
            return clock with { Due = clock.BreachedAt is null ? upToNow ?? clock.Due : clock.Due, Next = null };
        }

        // A target that the calendar never reaches is due never; the policy's check keeps such calendars out.
        var due = clock.BreachedAt is null ? Stages.DueAt(clock, Rules.Calendar) ?? DateTimeOffset.MaxValue.ToMilliseconds() : clock.Due;
        var timed = clock with { Due = due };
        return timed with { Next = Stages.Next(timed, Rules) };
    }

    /// <summary>
    /// The open pauses end now; or where they began, when the clock was set back meanwhile: a pause that ends before it begins cannot
    /// be read again.
    /// </summary>
    private List<Pause> Lifted(Clock clock) =>
        [.. clock.Pauses.Select(pause => pause.To is null ? pause with { To = call.Now > pause.From ? call.Now : pause.From } : pause)];
}
