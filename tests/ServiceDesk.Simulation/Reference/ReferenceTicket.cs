using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Reference;

/// <summary>
/// What must have happened to a ticket's promises, written from the table of spec §3 and apart from the rules: it is told what
/// people did and when, and says what comes of it.
/// </summary>
internal sealed class ReferenceTicket
{
    private readonly Dictionary<(ClockKind Kind, int Item), Promise> _promises = [];
    private Rules _rules = null!;
    private Priority _priority;
    private DateTimeOffset _submittedAt;
    private WaitingReason? _waiting;
    private bool _responded;
    private bool _pending = true;
    private bool _owned;
    private bool _resolved;

    private SitePolicy Policy => _rules.Policy;

    private PriorityTargets Promised => Policy.Targets[_priority];

    /// <summary>Everything that is still to come, with its moment.</summary>
    public IEnumerable<(Promise Promise, string Stage, DateTimeOffset At)> Ahead() =>
        _promises.Values.SelectMany(promise => promise.Ahead(Policy).Select(next => (promise, next.Stage, next.At)));

    public Promise? Find(ClockKind kind, int item) => _promises.GetValueOrDefault((kind, item));

    /// <summary>Something that was to come has come.</summary>
    /// <param name="due">The moment at which it was to come.</param>
    /// <param name="writtenAt">When it was on record.</param>
    /// <param name="rules">Those in force.</param>
    public void Came(Promise promise, string stage, DateTimeOffset due, DateTimeOffset writtenAt, Rules rules)
    {
        _rules = rules;
        promise.KnownAt = writtenAt;
        if (stage == "breach") promise.Calendar = rules.Calendar;
        promise.Happened.Add(stage);
        if (stage == "breach") promise.Missed = due;
        if (promise.Kind is ClockKind.Survey) Over();
    }

    /// <summary>Somebody did something.</summary>
    /// <param name="at">When, by the clock of the process that did it.</param>
    /// <param name="writtenAt">When it was on record.</param>
    /// <param name="rules">Those by which it was done.</param>
    public void Did(TicketEvent happened, DateTimeOffset at, DateTimeOffset writtenAt, Rules rules)
    {
        _rules = rules;
        var before = _promises.Values.ToDictionary(promise => promise, promise => promise.Stands);
        Did(happened, at);
        foreach (var promise in _promises.Values)
            if (!before.TryGetValue(promise, out var stood) || stood != promise.Stands) (promise.KnownAt, promise.Calendar) = (writtenAt, rules.Calendar);
    }

    private void Did(TicketEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case Opened e:
                (_priority, _submittedAt) = (e.Priority.Value, e.SubmittedAt);
                Begin(ClockKind.Ack, Policy.Ack, at);
                Begin(ClockKind.Response, Promised.Response, e.SubmittedAt);
                Begin(ClockKind.Resolution, Promised.Resolution, e.SubmittedAt);
                break;
            case Acknowledged:
                (_pending, _owned) = (false, true);
                Kept(ClockKind.Ack, ClockKind.SecondHandling);
                if (!Runs(ClockKind.Update)) Begin(ClockKind.Update, Promised.Update, at);
                if (!Runs(ClockKind.CustomerSync)) Begin(ClockKind.CustomerSync, Promised.CustomerSync, at);
                break;
            case Assigned:
                _owned = true;
                Kept(ClockKind.SecondHandling);
                Begin(ClockKind.Ack, Policy.Ack, at);
                break;
            case Declined or Withdrawn or TransferBegun:
                (_pending, _owned, _waiting) = (true, false, null);
                Begin(ClockKind.Ack, Policy.Ack, at);
                Find(ClockKind.Resolution, 0)?.GoOn(at);
                break;
            case Communicated:
                _responded = true;
                Kept(ClockKind.Response);
                if (Runs(ClockKind.CustomerSync)) Begin(ClockKind.CustomerSync, Promised.CustomerSync, at);
                break;
            case Progressed:
                Begin(ClockKind.Update, Promised.Update, at);
                break;
            case Waited e:
                _waiting = e.Reason;
                if (Policy.Waiting[e.Reason].Pauses) Find(ClockKind.Resolution, 0)?.StandStill(at);
                break;
            case Resumed:
                _waiting = null;
                Find(ClockKind.Resolution, 0)?.GoOn(at);
                break;
            case Prioritized e:
                Rank(e.Priority.Value, at);
                break;
            case ClocksPlanned:
                Replan();
                break;
            default:
                DidWithOthers(happened, at);
                DidAtTheEnd(happened, at);
                break;
        }
    }

    private void DidWithOthers(TicketEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case CollaborationRequested e:
                Begin(ClockKind.Collaboration, Policy.Collaboration.Target, at, e.Id);
                break;
            case CollaborationMoved { To: CollaborationState.Answered or CollaborationState.Declined } e:
                Kept(ClockKind.Collaboration, e.Id);
                break;
            case VisitPlanned e:
                _promises[(ClockKind.Visit, e.Id)] = new(ClockKind.Visit, e.Id, 1, at, _rules.Calendar) { Moment = e.Eta };
                break;
            case VisitMoved { To: VisitState.Arrived or VisitState.Done or VisitState.Failed } e:
                Kept(ClockKind.Visit, e.Id);
                break;
            case ChangeRequested e:
                Begin(ClockKind.Change, Policy.Change.Unconfirmed, at, e.Id);
                break;
            case ChangeSettled e:
                Kept(ClockKind.Change, e.Id);
                if (e.To is ChangeState.Confirmed && !_resolved) Renew(at);
                break;
        }
    }

    private void DidAtTheEnd(TicketEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case Resolved:
                (_resolved, _waiting) = (true, null);
                Kept(ClockKind.Ack, ClockKind.Response, ClockKind.Resolution, ClockKind.Update, ClockKind.CustomerSync);
                Begin(ClockKind.Survey, Policy.Survey.Silent, at);
                break;
            case Rated e:
                Kept(ClockKind.Survey);        // the customer was not silent
                if (e.Satisfied) Begin(ClockKind.Update, Promised.Update, at);        // the summary is owed
                break;
            case SecondHandlingStarted e:
                (_pending, _owned, _resolved) = (true, false, false);
                Renew(at);
                if (!e.ToDirector) Begin(ClockKind.SecondHandling, Policy.SecondHandling.Supervisor, at);
                break;
            case Reopened:
                (_pending, _resolved) = (!_owned, false);
                Kept(ClockKind.Survey);
                Begin(ClockKind.Ack, Policy.Ack, at);
                Renew(at);
                break;
            case Closed or Transferred:
                Over();
                break;
            case Merged:
                foreach (var promise in _promises.Values) promise.StandStill(at);
                break;
            case Unmerged:
                Replan();
                foreach (var promise in _promises.Values)
                    if (promise.Kind is not ClockKind.Resolution || !Waits) promise.GoOn(at);
                break;
        }
    }

    private bool Waits => _waiting is { } reason && Policy.Waiting[reason].Pauses;

    /// <summary>A fresh deadline of the resolution, from this moment on.</summary>
    private void Renew(DateTimeOffset at)
    {
        Begin(ClockKind.Resolution, Promised.Resolution, at);
        if (Waits) Find(ClockKind.Resolution, 0)?.StandStill(at);
    }

    /// <summary>Another priority promises other spans from the same beginnings; what was paused stays paused.</summary>
    private void Rank(Priority priority, DateTimeOffset at)
    {
        _priority = priority;
        Respan(ClockKind.Resolution, Promised.Resolution, _submittedAt);
        if (!_responded) Respan(ClockKind.Response, Promised.Response, _submittedAt);
        if (!_pending || Runs(ClockKind.Update)) Respan(ClockKind.Update, Promised.Update, at);
        if (!_pending || Runs(ClockKind.CustomerSync)) Respan(ClockKind.CustomerSync, Promised.CustomerSync, at);
    }

    /// <summary>What another policy or calendar promises, measured from where each promise began.</summary>
    private void Replan()
    {
        foreach (var promise in _promises.Values.ToArray())
            if (promise.Target is not null) Respan(promise, Wanted(promise.Kind));
    }

    /// <summary>Whether rules would move a promise that still holds: then not everybody has met them.</summary>
    /// <param name="since">A promise made or moved later has met them.</param>
    public Promise? NotPlannedBy(Rules rules, DateTimeOffset since)
    {
        _rules = rules;
        return _promises.Values.FirstOrDefault(promise => promise is { IsOver: false, Target: not null } && promise.KnownAt < since
            && (Wanted(promise.Kind) is not { } target || IsMoved(promise, target)));
    }

    private Target? Wanted(ClockKind kind) => kind switch
    {
        ClockKind.Ack => Policy.Ack,
        ClockKind.Response => Promised.Response,
        ClockKind.Resolution => Promised.Resolution,
        ClockKind.Update => Promised.Update,
        ClockKind.CustomerSync => Promised.CustomerSync,
        ClockKind.SecondHandling => Policy.SecondHandling.Supervisor,
        ClockKind.Collaboration => Policy.Collaboration.Target,
        ClockKind.Change => Policy.Change.Unconfirmed,
        _ => Policy.Survey.Silent,
    };

    private void Respan(ClockKind kind, Target? target, DateTimeOffset otherwise)
    {
        if (Find(kind, 0) is { } old) Respan(old, target);
        else Begin(kind, target, otherwise);
    }

    private void Respan(Promise old, Target? target)
    {
        if (old.IsOver) return;
        if (target is null) old.IsOver = true;
        else if (IsMoved(old, target))
            _promises[(old.Kind, old.Item)] = new(old.Kind, old.Item, old.Epoch + 1, old.Start, _rules.Calendar) { Target = target, Stops = [.. old.Stops] };
    }

    /// <summary>A span that ends where the old one ended is the same promise. A pause that lasts moves neither yet.</summary>
    private bool IsMoved(Promise old, Target target)
    {
        Stop[] past = [.. old.Stops.Where(stop => stop.To is not null)];
        return (old.Missed ?? PlainTime.Due(old.Calendar, old.Start, old.Target!, past)) != PlainTime.Due(_rules.Calendar, old.Start, target, past);
    }

    private void Begin(ClockKind kind, Target? target, DateTimeOffset at, int item = 0)
    {
        if (target is null) Kept(kind, item);
        else _promises[(kind, item)] = new(kind, item, (Find(kind, item)?.Epoch ?? 0) + 1, at, _rules.Calendar) { Target = target };
    }

    private bool Runs(ClockKind kind) => Find(kind, 0) is { IsOver: false };

    private void Kept(params ReadOnlySpan<ClockKind> kinds)
    {
        foreach (var kind in kinds) Kept(kind, item: 0);
    }

    private void Kept(ClockKind kind, int item)
    {
        if (Find(kind, item) is { } promise) promise.IsOver = true;
    }

    private void Over()
    {
        _waiting = null;
        foreach (var promise in _promises.Values) promise.IsOver = true;
    }
}
