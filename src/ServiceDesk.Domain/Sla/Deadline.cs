namespace ServiceDesk.Domain.Sla;

/// <summary>When a target is missed, and why then.</summary>
public abstract record Deadline
{
    private Deadline() { }

    /// <summary>The target is missed at a moment.</summary>
    /// <param name="At">UTC; the target is met up to this moment.</param>
    public sealed record Due(DateTimeOffset At, IReadOnlyList<PlanStep> Explanation) : Deadline;

    /// <summary>The clock stands still in a pause without an end: there is no due moment until it goes on.</summary>
    /// <param name="Since">UTC.</param>
    public sealed record Standing(DateTimeOffset Since, IReadOnlyList<PlanStep> Explanation) : Deadline;

    /// <summary>The calendar does not have that much open time in the years that are looked at.</summary>
    /// <param name="Reason">For people, in English.</param>
    public sealed record Unreachable(string Reason) : Deadline;

    /// <summary>The due moment of a target with its explanation.</summary>
    /// <param name="start">When the clock starts.</param>
    /// <param name="pauses">In any order; they may overlap, touch, be open ended, or lie anywhere.</param>
    public static Deadline Plan(WorkCalendar calendar, DateTimeOffset start, Target target, IReadOnlyList<Pause> pauses)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(target);
        if (!WorkCalendar.Covers(start))
            return new Unreachable($"The start is not in the years {WorkCalendar.FirstYear} to {WorkCalendar.LastYear}.");
        return Find(calendar, start, target, pauses) switch
        {
            { StoppedAt: { } since } =>
                new Standing(since, new Explanation(calendar, target, start, since, pauses).StandingStill()),
            { Due: { } due } when WorkCalendar.Covers(due) =>
                new Due(due, new Explanation(calendar, target, start, due, pauses).Ending()),
            _ => new Unreachable($"{target} from {start.UtcDateTime:yyyy-MM-dd} on: not reached within "
                + $"{WorkCalendar.HorizonYears} years and before the year {WorkCalendar.LastYear + 1}."),
        };
    }

    /// <summary>The due moment alone, much cheaper than with its explanation; null while the clock stands still, and when
    /// it is unreachable.</summary>
    public static DateTimeOffset? DueAt(WorkCalendar calendar, DateTimeOffset start, Target target, IReadOnlyList<Pause> pauses)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(target);
        return WorkCalendar.Covers(start) && Find(calendar, start, target, pauses).Due is { } due && WorkCalendar.Covers(due)
            ? due : null;
    }

    /// <summary>The due moment before any pause; null when it is not reached.</summary>
    internal static DateTimeOffset? Unpaused(WorkCalendar calendar, DateTimeOffset start, Target target) => target switch
    {
        Target.Elapsed elapsed => WorkCalendar.AddElapsed(start, elapsed.Duration),
        Target.Working working => calendar.Add(start, working.Duration),
        Target.WorkingDays days => calendar.AddWorkingDays(start, days.Count, days.SameTime),
        _ => throw new ArgumentException("The family of targets is closed.", nameof(target)),
    };

    private static (DateTimeOffset? Due, DateTimeOffset? StoppedAt) Find(
        WorkCalendar calendar, DateTimeOffset start, Target target, IReadOnlyList<Pause> pauses) =>
        target is Target.Elapsed
            ? Pause.Delay(start, Unpaused(calendar, start, target), pauses, (from, to) => to - from, WorkCalendar.AddElapsed)
            : Pause.Delay(start, Unpaused(calendar, start, target), pauses, calendar.Between, calendar.Add);
}
