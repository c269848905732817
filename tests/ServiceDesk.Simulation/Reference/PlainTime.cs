using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Simulation.Reference;

/// <summary>A stretch that does not count; without an end while it lasts.</summary>
internal readonly record struct Stop(DateTimeOffset From, DateTimeOffset? To);

/// <summary>Deadlines computed as plainly as can be: by walking from opening to closing, day after day.</summary>
internal static class PlainTime
{
    private const int MostDays = 400;

    /// <summary>When a promise is missed; the stops must have ended.</summary>
    public static DateTimeOffset Due(WorkCalendar calendar, DateTimeOffset start, Target target, IReadOnlyList<Stop> stops)
    {
        switch (target)
        {
            case Target.Elapsed elapsed:
                return Walk([(start, DateTimeOffset.MaxValue)], start, elapsed.Duration, stops);
            case Target.Working working:
                return Walk(Openings(calendar, start), start, working.Duration, stops);
            case Target.WorkingDays days:
                // A deadline that is a closing time moves by the open time that each stop before it took.
                var due = DayEnd(calendar, start, days);
                foreach (var stop in Union(stops, start).Where(stop => stop.From < due))
                {
                    if (stop.From >= due) break;
                    var lost = Counted(calendar, stop.From, stop.To!.Value);
                    if (lost > TimeSpan.Zero) due = Walk(Openings(calendar, due), due, lost, []);
                }

                return due;
            default:
                throw new InvalidOperationException($"No plain way to count {target}.");
        }
    }

    /// <summary>When the share of a target is over.</summary>
    public static DateTimeOffset Share(WorkCalendar calendar, DateTimeOffset start, Target target, decimal percent, IReadOnlyList<Stop> stops)
    {
        var whole = target switch
        {
            Target.Elapsed elapsed => elapsed.Duration,
            Target.Working working => working.Duration,
            Target.WorkingDays days => Counted(calendar, start, DayEnd(calendar, start, days)),
            _ => throw new InvalidOperationException($"No plain way to count {target}."),
        };
        var part = TimeSpan.FromMilliseconds((long)((decimal)whole.TotalMilliseconds * percent / 100));
        return target is Target.Elapsed ? Walk([(start, DateTimeOffset.MaxValue)], start, part, stops) : Walk(Openings(calendar, start), start, part, stops);
    }

    private static DateTimeOffset DayEnd(WorkCalendar calendar, DateTimeOffset start, Target.WorkingDays target)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.TimeZone);
        var local = TimeZoneInfo.ConvertTime(start, zone);
        var day = DateOnly.FromDateTime(local.Date);
        while (!calendar.Week.ContainsKey(day.DayOfWeek)) day = day.AddDays(1);
        for (var left = target.Count; left > 0;)
        {
            day = day.AddDays(1);
            if (calendar.Week.ContainsKey(day.DayOfWeek)) left--;
        }

        var minutes = calendar.Week[day.DayOfWeek].Max(hours => hours.Closes);
        return target.SameTime ? At(zone, day, local.TimeOfDay) : At(zone, day, TimeSpan.FromMinutes(minutes));
    }

    private static TimeSpan Counted(WorkCalendar calendar, DateTimeOffset from, DateTimeOffset to)
    {
        var sum = TimeSpan.Zero;
        foreach (var (opens, closes) in Openings(calendar, from))
        {
            if (opens >= to) break;
            var (begin, end) = (opens < from ? from : opens, closes > to ? to : closes);
            if (end > begin) sum += end - begin;
        }

        return sum;
    }

    /// <summary>The earliest moment at which so much time inside the stretches and outside the stops is over.</summary>
    private static DateTimeOffset Walk(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> stretches, DateTimeOffset start, TimeSpan amount, IReadOnlyList<Stop> stops)
    {
        var off = Union(stops, start);
        foreach (var (from, to) in stretches)
        {
            var now = from < start ? start : from;
            foreach (var stop in off.Append(new(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue)))
            {
                var until = stop.From < to ? stop.From : to;
                if (until > now)
                {
                    if (until - now >= amount) return now + amount;
                    amount -= until - now;
                }

                if (stop.To > now) now = stop.To.Value;
            }
        }

        throw new InvalidOperationException($"{amount} is left {MostDays} days after {start:O}.");
    }

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Openings(WorkCalendar calendar, DateTimeOffset start)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.TimeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, zone).Date).AddDays(-1);
        for (var i = 0; i < MostDays; i++, day = day.AddDays(1))
        {
            if (!calendar.Week.TryGetValue(day.DayOfWeek, out var hours)) continue;
            foreach (var open in hours) yield return (At(zone, day, TimeSpan.FromMinutes(open.Opens)), At(zone, day, TimeSpan.FromMinutes(open.Closes)));
        }
    }

    /// <summary>In order, cut at the start, one for those that overlap; those that end before they begin, as when a clock was set back, count nothing.</summary>
    private static List<Stop> Union(IReadOnlyList<Stop> stops, DateTimeOffset start)
    {
        var union = new List<Stop>();
        foreach (var stop in stops.Where(s => s.To > s.From && s.To > start).OrderBy(s => s.From))
        {
            var cut = stop.From < start ? stop with { From = start } : stop;
            if (union.Count > 0 && union[^1].To >= cut.From) union[^1] = union[^1] with { To = cut.To > union[^1].To ? cut.To : union[^1].To };
            else union.Add(cut);
        }

        return union;
    }

    private static DateTimeOffset At(TimeZoneInfo zone, DateOnly day, TimeSpan time)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
