using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Simulation.Reference;

/// <summary>One promise to the customer or between colleagues, in one epoch: a row of the table in spec §3.</summary>
internal sealed class Promise(ClockKind kind, int item, int epoch, DateTimeOffset start, WorkCalendar calendar)
{
    public ClockKind Kind => kind;

    public int Item => item;

    public int Epoch => epoch;

    public DateTimeOffset Start => start;

    /// <summary>By which it was measured last: when it was made, stopped, went on or was missed.</summary>
    public WorkCalendar Calendar { get; set; } = calendar;

    /// <summary>What is promised; null for a moment that somebody named.</summary>
    public Target? Target { get; init; }

    public DateTimeOffset Moment { get; init; }

    /// <summary>When its deadline was last set or moved: nobody can keep a promise before it is made.</summary>
    public DateTimeOffset KnownAt { get; set; }

    public List<Stop> Stops { get; init; } = [];

    /// <summary>Kept, or nobody asks any more: nothing comes of it from now on.</summary>
    public bool IsOver { get; set; }

    /// <summary>The deadline at which it was missed, when it was.</summary>
    public DateTimeOffset? Missed { get; set; }

    /// <summary>What came of it so far: warning, breach, level_2.</summary>
    public HashSet<string> Happened { get; } = [];

    public bool Stands => Stops.Any(stop => stop.To is null);

    public void StandStill(DateTimeOffset from)
    {
        if (!IsOver && !Stands) Stops.Add(new(from, null));
    }

    public void GoOn(DateTimeOffset to)
    {
        if (IsOver) return;
        for (var i = 0; i < Stops.Count; i++) Stops[i] = Stops[i] with { To = Stops[i].To ?? to };
    }

    /// <summary>What is to happen when nobody does anything, and when; in any order.</summary>
    public IEnumerable<(string Stage, DateTimeOffset At)> Ahead(SitePolicy policy)
    {
        if (IsOver || Stands) yield break;
        if (Missed is { } missed)
        {
            if (kind is ClockKind.Resolution or ClockKind.Update && !Happened.Contains("level_2"))
                yield return ("level_2", PlainTime.Due(Calendar, missed, policy.Escalation.DirectorAfter, Stops));
            yield break;
        }

        var due = Target is null ? Moment : PlainTime.Due(Calendar, start, Target, Stops);
        if (kind is ClockKind.Resolution && !Happened.Contains("warning"))
        {
            var warning = PlainTime.Share(Calendar, start, Target!, policy.Escalation.WarnAtPercent, Stops);
            if (warning < due) yield return ("warning", warning);
        }

        yield return ("breach", due);
    }
}
