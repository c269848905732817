using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Domain.People;

/// <summary>How presence follows working hours: on at each beginning, off at each end, and what a person sets in between stays.</summary>
public static class Shifts
{
    /// <summary>How far ahead the next beginning or end is looked for, and how far back the last one.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(15);

    /// <summary>The shortest time there is: so much beyond a moment, intervals that turn at that moment are seen to turn.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    /// <summary>The presence by now: another one when a shift has begun or ended since it was set, else the same.</summary>
    public static Presence Follow(Presence presence, DateTimeOffset now)
    {
        if (presence.Shifts is null) return presence;
        var last = Turns(presence.Shifts, now - Horizon, now + Instant).LastOrDefault(turn => turn.At <= now);
        return last is null || last.At <= presence.Since
            ? presence
            : presence with { State = last.On ? PresenceState.On : PresenceState.Off, Since = last.At, By = Presence.ByShift };
    }

    /// <summary>The next moment after now at which a shift begins or ends; null when there is none in sight.</summary>
    public static DateTimeOffset? NextTurn(WorkCalendar shifts, DateTimeOffset now) =>
        Turns(shifts, now, now + Horizon).Where(turn => turn.At > now).Select(turn => (DateTimeOffset?)turn.At).FirstOrDefault();

    /// <summary>Beginnings and ends within the bounds, in order; intervals that touch are one shift.</summary>
    private static IEnumerable<Turn> Turns(WorkCalendar shifts, DateTimeOffset from, DateTimeOffset to)
    {
        DateTimeOffset? end = null;
        foreach (var open in shifts.Intervals(from, to))
        {
            if (open.From != end)
            {
                if (end is { } ended) yield return new(ended, On: false);
                if (open.From > from) yield return new(open.From, On: true);
            }

            end = open.To;
        }

        if (end is { } last && last < to) yield return new(last, On: false);
    }

    private sealed record Turn(DateTimeOffset At, bool On);
}
