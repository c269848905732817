namespace ServiceDesk.Domain.Sla;

/// <content>The arithmetic of open time.</content>
public sealed partial class WorkCalendar
{
    /// <summary>Open time from one instant to another; zero when <paramref name="to"/> is not later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An instant is not covered (<see cref="Covers"/>).</exception>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        MustCover(from);
        MustCover(to);
        if (to <= from) return TimeSpan.Zero;
        var sum = 0L;
        for (var y = from.UtcDateTime.Year - 1; y <= to.UtcDateTime.Year + 1; y++)
            sum += Year(y).Before(to.UtcTicks) - Year(y).Before(from.UtcTicks);
        return new(sum);
    }

    /// <summary>The first instant, not before the start, by which <paramref name="duration"/> of open time is over.</summary>
    /// <param name="start">Any covered instant, open or not.</param>
    /// <param name="duration">Not negative. Zero gives the start where it is open, else the next opening.</param>
    /// <returns>UTC; null when it is not reached within <see cref="HorizonYears"/>.</returns>
    public DateTimeOffset? Add(DateTimeOffset start, TimeSpan duration)
    {
        MustCover(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero) return NextOpen(start);
        var left = duration.Ticks;
        for (var y = start.UtcDateTime.Year - 1; y <= Horizon(start); y++)
        {
            var year = Year(y);
            var before = year.Before(start.UtcTicks);
            if (left <= year.Total - before) return Instant(year.Earliest(before + left));
            left -= year.Total - before;
        }
        return null;
    }

    /// <summary>As <see cref="Add(DateTimeOffset, TimeSpan)"/>, while the paused time does not count.</summary>
    /// <param name="pauses">In any order; they may overlap, touch, be open ended, or lie anywhere.</param>
    /// <returns>UTC; null when it is not reached, or when a pause without an end begins before it would be.</returns>
    public DateTimeOffset? Add(DateTimeOffset start, TimeSpan duration, IEnumerable<Pause> pauses)
    {
        if (duration > TimeSpan.Zero) return Pause.Delay(start, Add(start, duration), pauses, Between, Add).Due;
        var open = Add(start, duration);
        foreach (var pause in Pause.Merge(pauses, start))
            if (open >= pause.From && !(open >= pause.To)) open = pause.To is { } to && Covers(to) ? NextOpen(to) : null;
        return open;
    }

    /// <summary>The 24×7 clock: <paramref name="duration"/> after the start, while the paused time does not count.</summary>
    /// <returns>UTC; null when a pause without an end begins before, or when it lies past the horizon.</returns>
    public static DateTimeOffset? AddElapsed(DateTimeOffset start, TimeSpan duration, IEnumerable<Pause> pauses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return Pause.Delay(start, AddElapsed(start, duration), pauses, (from, to) => to - from, AddElapsed).Due;
    }

    /// <summary>The last instant from which <paramref name="duration"/> of open time remains to <paramref name="due"/>:
    /// when to warn.</summary>
    /// <param name="duration">Not negative; zero gives <paramref name="due"/> itself.</param>
    /// <returns>UTC; null when there is not so much open time in the <see cref="HorizonYears"/> before.</returns>
    public DateTimeOffset? Subtract(DateTimeOffset due, TimeSpan duration)
    {
        MustCover(due);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero) return due.ToUniversalTime();
        var left = duration.Ticks;
        for (var y = due.UtcDateTime.Year + 1; y >= Math.Max(FirstYear - 1, due.UtcDateTime.Year - HorizonYears); y--)
        {
            var before = Year(y).Before(due.UtcTicks);
            if (left <= before) return Instant(Year(y).Latest(before - left));
            left -= before;
        }
        return null;
    }

    /// <summary>The moment that is <paramref name="count"/> working days after the start.</summary>
    /// <remarks>
    /// A working day is a local date on which something opens. The day of the start is never counted; when it is
    /// closed, the next working day stands in its place and is not counted either. One working day from any time on
    /// Monday is the close of Tuesday; from Saturday or Sunday it is the close of Tuesday too. The close of a date is the
    /// last closing of the hours that open on it, past midnight if they run there.
    /// </remarks>
    /// <param name="start">Any covered instant.</param>
    /// <param name="count">1 or more.</param>
    /// <param name="sameTime">At the start's local time of day on that date instead of at its close, open then or not.</param>
    /// <returns>UTC; null when it is not reached within <see cref="HorizonYears"/>.</returns>
    public DateTimeOffset? AddWorkingDays(DateTimeOffset start, int count, bool sameTime = false)
    {
        MustCover(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (CountedFrom(start) is not { } first || WorkingDayAfter(first, count) is not { } date) return null;
        return Instant(sameTime
            ? LocalTime.ToUtcTicks(_zone, date.ToDateTime(TimeOnly.FromTimeSpan(Local(start).TimeOfDay)))
            : LastCloseTicks(date));
    }

    /// <summary>The open intervals from one instant to another in order, cut to fit; neighbours may touch.</summary>
    public IEnumerable<OpenInterval> Intervals(DateTimeOffset from, DateTimeOffset to)
    {
        MustCover(from);
        MustCover(to);
        return Walk(from.UtcTicks, to.UtcTicks, from.UtcDateTime.Year - 1, to.UtcDateTime.Year + 1);
    }

    /// <summary>The working day after which working days are counted: the start's own date, or the next one that opens.</summary>
    internal DateOnly? CountedFrom(DateTimeOffset start) =>
        DateOf(start) is var date && HoursOn(date).IsEmpty ? WorkingDayAfter(date, 1) : date;

    internal static DateTimeOffset? AddElapsed(DateTimeOffset start, TimeSpan duration) =>
        duration < TimeSpan.FromDays(365.25 * HorizonYears) && start.UtcDateTime.Year <= LastYear
            ? start.ToUniversalTime() + duration : null;

    private DateOnly? WorkingDayAfter(DateOnly date, int count)
    {
        for (var y = date.Year; y <= Math.Min(LastYear + 1, date.Year + HorizonYears); y++)
        {
            var days = Year(y).DaysAfter(date);
            if (count <= days) return Year(y).DayBeforeLast(days - count);
            count -= days;
        }
        return null;
    }

    private DateTimeOffset? NextOpen(DateTimeOffset start)
    {
        for (var y = start.UtcDateTime.Year - 1; y <= Horizon(start); y++)
        {
            var year = Year(y);
            var i = year.FirstClosingAfter(start.UtcTicks);
            if (i < year.Count) return Instant(Math.Max(start.UtcTicks, year[i].Opens));
        }
        return null;
    }

    private IEnumerable<OpenInterval> Walk(long from, long to, int firstYear, int lastYear)
    {
        for (var y = firstYear; y <= lastYear && from < to; y++)
        {
            var year = Year(y);
            for (var i = year.FirstClosingAfter(from); i < year.Count && year[i].Opens < to; i++)
                yield return new(Instant(Math.Max(from, year[i].Opens)), Instant(Math.Min(to, year[i].Closes)));
        }
    }

    /// <summary>The year's index, made on first use. Two threads may both make it; they make the same, and one is kept.</summary>
    private WorkYear Year(int year)
    {
        ref var slot = ref _years[year - (FirstYear - 1)];
        return Volatile.Read(ref slot) ?? Interlocked.CompareExchange(ref slot, new WorkYear(this, year), null) ?? slot;
    }

    private static int Horizon(DateTimeOffset start) => Math.Min(LastYear + 1, start.UtcDateTime.Year + HorizonYears);

    private static DateTimeOffset Instant(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private static void MustCover(DateTimeOffset instant)
    {
        if (!Covers(instant))
            throw new ArgumentOutOfRangeException(nameof(instant), $"{instant:O} is not in the years {FirstYear} to {LastYear}.");
    }
}
