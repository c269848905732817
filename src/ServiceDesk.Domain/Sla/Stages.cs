using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Domain.Sla;

/// <summary>What each clock does and when: warning, breach, second level.</summary>
internal static class Stages
{
    public const string Warning = "warning";
    public const string Breach = "breach";

    /// <summary>The director is called for a breach that nobody mended.</summary>
    public const string Director = "level_2";

    public static string Level(int level) => $"level_{level}";

    /// <summary>The next thing this clock does; null when it has done everything, stands still, or was answered.</summary>
    public static Stage? Next(Clock clock, SiteRules rules)
    {
        if (clock.EndedAt is not null || clock.Pauses is [.., { To: null }]) return null;
        if (!clock.Done.Contains(Breach))
        {
            return clock.Id.Kind is ClockKind.Resolution && !clock.Done.Contains(Warning) && WarnAt(clock, rules) is { } warn
                ? new(Warning, warn)
                : new(Breach, clock.Due);
        }

        return clock.Id.Kind is ClockKind.Resolution or ClockKind.Update && !clock.Done.Contains(Director)
            && Deadline.DueAt(rules.Calendar, clock.Due, rules.Policy.Escalation.DirectorAfter, clock.Pauses) is { } director
            ? new(Director, director)
            : null;
    }

    public static DateTimeOffset? DueAt(Clock clock, WorkCalendar calendar) =>
        clock.Target is null ? clock.Due : Deadline.DueAt(calendar, clock.StartedAt, clock.Target, clock.Pauses);

    /// <summary>When the policy's share of the counted time is over; null when that is not before the deadline.</summary>
    private static DateTimeOffset? WarnAt(Clock clock, SiteRules rules)
    {
        var share = rules.Policy.Escalation.WarnAtPercent / 100m;
        var at = clock.Target switch
        {
            Target.Elapsed t => WorkCalendar.AddElapsed(clock.StartedAt, Part(t.Duration, share), clock.Pauses),
            Target.Working t => rules.Calendar.Add(clock.StartedAt, Part(t.Duration, share), clock.Pauses),
            Target.WorkingDays t when Deadline.DueAt(rules.Calendar, clock.StartedAt, t, []) is { } unpaused =>
                rules.Calendar.Add(clock.StartedAt, Part(rules.Calendar.Between(clock.StartedAt, unpaused), share), clock.Pauses),
            _ => null,
        };
        return at < clock.Due ? at : null;
    }

    private static TimeSpan Part(TimeSpan whole, decimal share) => TimeSpan.FromMilliseconds((long)(whole.Ticks * share / TimeSpan.TicksPerMillisecond));
}
