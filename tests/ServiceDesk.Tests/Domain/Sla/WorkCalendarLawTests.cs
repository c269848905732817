using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>Laws of the arithmetic over random calendars; the number in a failing test's name draws its case again.</summary>
public class WorkCalendarLawTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 150)];

    [Theory, MemberData(nameof(Seeds))]
    public void It_agrees_with_counting_minutes(int seed)
    {
        var draw = new Draw(seed);
        var (calendar, around) = draw.Calendar();
        var slow = new SlowCalendar(calendar, around, days: 30);
        for (var i = 0; i < 6; i++)
        {
            var (start, minutes, pauses) = (draw.Minute(around, 6), draw.Below(1500), draw.Pauses(around, 8));
            var to = draw.Minute(around, 9);
            Assert.Equal(slow.Add(start, minutes, []), calendar.Add(start, TimeSpan.FromMinutes(minutes)));
            Assert.Equal(slow.Add(start, minutes, pauses), calendar.Add(start, TimeSpan.FromMinutes(minutes), pauses));
            Assert.Equal(slow.Add(start, 0, pauses), calendar.Add(start, TimeSpan.Zero, pauses));
            Assert.Equal(slow.Between(start, to), calendar.Between(start, to).TotalMinutes);
            Assert.Equal(slow.Subtract(to, minutes), calendar.Subtract(to, TimeSpan.FromMinutes(minutes)));
            Assert.Equal(slow.AddWorkingDays(start, 1 + i), calendar.AddWorkingDays(start, 1 + i));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Adding_and_measuring_undo_each_other(int seed) => Try(seed, (calendar, start, duration, draw) =>
    {
        var due = calendar.Add(start, duration)!.Value;
        Assert.Equal(duration, calendar.Between(start, due));
        Assert.True(due == start || duration == TimeSpan.Zero
            || calendar.Between(start, due.AddMilliseconds(-1)) < duration, "an earlier moment would do");
        var warning = calendar.Subtract(due, duration)!.Value;
        Assert.Equal(duration, calendar.Between(warning, due));
        Assert.True(duration == TimeSpan.Zero
            || calendar.Between(warning.AddMilliseconds(1), due) < duration, "a later moment would do");
        Assert.True(duration == TimeSpan.Zero || warning >= start, "a warning comes after the start");
    });

    [Theory, MemberData(nameof(Seeds))]
    public void More_time_and_later_starts_are_never_due_sooner(int seed) => Try(seed, (calendar, start, duration, draw) =>
    {
        var due = calendar.Add(start, duration);
        Assert.True(calendar.Add(start, duration + TimeSpan.FromMilliseconds(1 + draw.Below(100_000))) > due);
        Assert.True(calendar.Add(start.AddMilliseconds(draw.Below(100_000_000)), duration) >= due);
    });

    [Theory, MemberData(nameof(Seeds))]
    public void Parts_of_a_time_sum_up(int seed) => Try(seed, (calendar, from, length, draw) =>
    {
        var (to, cut) = (from + length * 7, from + length * 7 * (draw.Below(1001) / 1000.0));
        Assert.Equal(calendar.Between(from, to), calendar.Between(from, cut) + calendar.Between(cut, to));
        var intervals = calendar.Intervals(from, to).ToList();
        Assert.Equal(calendar.Between(from, to), intervals.Aggregate(TimeSpan.Zero, (sum, i) => sum + i.Length));
        Assert.All(intervals, i => Assert.True(from <= i.From && i.From < i.To && i.To <= to));
        Assert.All(intervals.Zip(intervals.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
    });

    [Theory, MemberData(nameof(Seeds))]
    public void A_pause_moves_the_due_moment_by_exactly_the_working_time_paused(int seed) =>
        Try(seed, (calendar, start, duration, draw) =>
    {
        duration += TimeSpan.FromSeconds(1);
        var due = calendar.Add(start, duration)!.Value;
        var from = start + (due - start) * (draw.Below(1000) / 1000.0);
        var pause = new Pause(from, from.AddMinutes(draw.Below(4000)));
        var moved = calendar.Add(start, duration, [pause])!.Value;
        Assert.Equal(calendar.Between(pause.From, pause.To!.Value), calendar.Between(due, moved));
        Assert.Equal(calendar.Add(due, calendar.Between(pause.From, pause.To.Value)) is { } later && later > due
            ? later : due, moved);
    });

    [Theory, MemberData(nameof(Seeds))]
    public void A_pause_outside_the_hours_moves_nothing(int seed) => Try(seed, (calendar, start, duration, draw) =>
    {
        var intervals = calendar.Intervals(start.AddDays(-2), start.AddDays(40)).ToList();
        var pauses = intervals.Zip(intervals.Skip(1), (before, after) => new Pause(before.To, after.From))
            .Where(_ => draw.Below(2) == 0).Reverse().ToList();
        foreach (var target in new Target[] { new Target.Working(duration + TimeSpan.FromMilliseconds(1)),
            new Target.WorkingDays(1 + draw.Below(5), draw.Below(2) == 0) })
            Assert.Equal(Deadline.DueAt(calendar, start, target, []), Deadline.DueAt(calendar, start, target, pauses));
    });

    [Theory, MemberData(nameof(Seeds))]
    public void How_pauses_are_cut_up_and_ordered_does_not_matter(int seed) => Try(seed, (calendar, start, duration, draw) =>
    {
        var around = DateOnly.FromDateTime(start.UtcDateTime);
        var pauses = draw.Pauses(around, 5);
        List<Pause> cut = [.. pauses
            .SelectMany(p => new[] { p with { To = p.From + (p.To!.Value - p.From) / 2 },
                p with { From = p.From + (p.To.Value - p.From) / 2 }, p }).Reverse()];
        Assert.Equal(calendar.Add(start, duration, pauses), calendar.Add(start, duration, cut));
        Assert.Equal(WorkCalendar.AddElapsed(start, duration, pauses), WorkCalendar.AddElapsed(start, duration, cut));
    });

    private static void Try(int seed, Action<WorkCalendar, DateTimeOffset, TimeSpan, Draw> law)
    {
        var draw = new Draw(seed);
        var (calendar, around) = draw.Calendar();
        for (var i = 0; i < 10; i++)
            law(calendar, draw.Minute(around, 8).AddMilliseconds(draw.Below(60_000)),
                TimeSpan.FromMilliseconds(draw.Below(5) == 0 ? 0 : draw.Below(200_000_000)), draw);
    }
}
