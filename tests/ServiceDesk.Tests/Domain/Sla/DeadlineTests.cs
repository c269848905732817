using System.Text.Json;
using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

public class DeadlineTests
{
    private static readonly WorkCalendar China = ChinaCalendar.Standard();

    [Fact]
    public void Every_counted_and_paused_interval_is_told_and_the_sum()
    {
        var plan = Due(Deadline.Plan(China, At("2026-01-02 10:00 +08:00"), EightHours,
            Pauses("2026-01-04 02:00/2026-01-04 04:00", "2026-01-04 12:00/2026-01-04 13:00")));
        Assert.Equal(At("2026-01-05 10:00 +08:00"), plan.At);
        Assert.Equal(
        [
            "2026-01-02 Fri to 2026-01-03 Sat: closed by date.",
            "2026-01-04 Sun 09:00–10:00 counts PT1H.",
            "2026-01-04 Sun 10:00–12:00 paused PT2H.",
            "2026-01-04 Sun 12:00–18:00 counts PT6H.",
            "2026-01-04 Sun 20:00–21:00 paused outside the hours: moves nothing; PT0S.",
            "2026-01-05 Mon 09:00–10:00 counts PT1H.",
            "PT8H of working time: PT8H counted, PT2H paused; due 2026-01-05 Mon 10:00.",
        ], plan.Explanation.Select(step => step.Text));
    }

    [Fact]
    public void Working_days_are_told_one_by_one()
    {
        var plan = Due(Deadline.Plan(Office, At("2026-01-10 10:00"), new Target.WorkingDays(2),
            Pauses("2026-01-13 10:00/2026-01-13 11:00")));
        Assert.Equal(At("2026-01-15 10:00"), plan.At);
        Assert.Equal(
        [
            "2026-01-10 Sat to 2026-01-11 Sun: a weekday without hours.",
            "2026-01-12 Mon is the day of the start, not counted: 2026-01-12 Mon 09:00–18:00.",
            "2026-01-13 Tue is working day 1 of 2: 2026-01-13 Tue 09:00–18:00.",
            "2026-01-13 Tue 10:00–11:00 paused PT1H.",
            "2026-01-14 Wed is working day 2 of 2: 2026-01-14 Wed 09:00–18:00.",
            "2 working days: PT27H counted, PT1H paused; due 2026-01-15 Thu 10:00.",
        ], plan.Explanation.Select(step => step.Text));
    }

    [Fact]
    public void The_elapsed_clock_has_no_closed_dates()
    {
        var plan = Due(Deadline.Plan(Office, At("2026-01-10 10:00"), new Target.Elapsed(For("PT4H")),
            Pauses("2026-01-10 11:00/2026-01-10 12:00")));
        Assert.Equal(At("2026-01-10 15:00"), plan.At);
        Assert.Equal([PlanStepKind.Counted, PlanStepKind.Paused, PlanStepKind.Counted, PlanStepKind.Sum], plan.Explanation
            .Select(step => step.Kind));
    }

    [Fact]
    public void A_clock_in_a_pause_without_an_end_stands_still()
    {
        var plan = Assert.IsType<Deadline.Standing>(Deadline.Plan(Office, At("2026-01-05 10:00"), EightHours,
            Pauses("2026-01-05 12:00/")));
        Assert.Equal(At("2026-01-05 12:00"), plan.Since);
        Assert.Equal("PT8H of working time: PT2H counted, PT0S paused; the clock stands still since 2026-01-05 Mon 12:00.",
            plan.Explanation[^1].Text);
        Assert.Null(Deadline.DueAt(Office, At("2026-01-05 10:00"), EightHours, Pauses("2026-01-05 12:00/")));
    }

    [Fact]
    public void What_cannot_be_reached_is_said_so()
    {
        var once = new CalendarDraft("UTC").Opening("2020-01-01", "09:00-10:00").Made();
        var plan = Assert.IsType<Deadline.Unreachable>(Deadline.Plan(once, At("2026-01-05 10:00"), EightHours, []));
        Assert.Contains("not reached within 50 years", plan.Reason, StringComparison.Ordinal);
        Assert.IsType<Deadline.Unreachable>(Deadline.Plan(Office, At("0001-01-01 00:00"), EightHours, []));
        Assert.IsType<Deadline.Unreachable>(Deadline.Plan(Office, At("2026-01-05 10:00"),
            new Target.WorkingDays(int.MaxValue), []));
        Assert.IsType<Deadline.Unreachable>(Deadline.Plan(Office, At("2026-01-05 10:00"),
            new Target.Elapsed(TimeSpan.MaxValue), []));
        Assert.IsType<Deadline.Unreachable>(Deadline.Plan(Office, At("2026-01-05 10:00"),
            new Target.Working(TimeSpan.MaxValue), []));
        Assert.IsType<Deadline.Unreachable>(Deadline.Plan(Office, At("2026-01-05 10:00"), EightHours,
            Pauses("2026-01-05 12:00/9999-12-31 00:00")));
        Assert.IsType<Deadline.Unreachable>(Deadline.Plan(Office, At("2199-12-31 10:00"), new Target.Elapsed(For("PT24H")), []));
    }

    [Fact]
    public void A_year_without_published_holidays_warns()
    {
        var plan = Due(Deadline.Plan(China, At("2026-12-30 10:00"), new Target.WorkingDays(5), []));
        Assert.Equal("The holidays of 2027 are not published: its week counts as it stands.", plan.Explanation[0].Text);
        Assert.Equal(PlanStepKind.UnpublishedYear, plan.Explanation[0].Kind);
        Assert.DoesNotContain(Due(Deadline.Plan(China, At("2026-12-01 10:00"), EightHours, [])).Explanation, step =>
            step.Kind == PlanStepKind.UnpublishedYear);
        Assert.DoesNotContain(Due(Deadline.Plan(Office, At("2030-12-01 10:00"), EightHours, [])).Explanation, step =>
            step.Kind == PlanStepKind.UnpublishedYear);
    }

    [Fact]
    public void Ten_years_are_told_in_some_seventy_lines_that_still_add_up()
    {
        var target = new Target.Working(For("PT20000H"));
        var pauses = Enumerable.Range(0, 200)
            .Select(i => new Pause(At("2016-01-04 00:00").AddDays(9 * i), At("2016-01-04 03:00").AddDays(9 * i))).ToList();
        var plan = Due(Deadline.Plan(China, At("2016-01-04 00:00"), target, pauses));
        Assert.InRange(plan.Explanation.Count, 61, 70);
        Assert.Equal(target.Duration, Sum(plan.Explanation, PlanStepKind.Counted) + Sum(plan.Explanation, PlanStepKind.Omitted));
        Assert.Equal(target.Duration, plan.Explanation[^1].Amount);
    }

    [Theory, MemberData(nameof(WorkCalendarLawTests.Seeds), MemberType = typeof(WorkCalendarLawTests))]
    public void What_is_told_adds_up_to_the_target(int seed)
    {
        var draw = new Draw(seed);
        var (calendar, around) = draw.Calendar();
        var (start, duration, pauses) =
            (draw.Minute(around, 5), TimeSpan.FromMilliseconds(1 + draw.Below(300_000_000)), draw.Pauses(around, 8));
        foreach (var target in new Target[] { new Target.Working(duration), new Target.Elapsed(duration) })
        {
            var plan = Due(Deadline.Plan(calendar, start, target, pauses));
            Assert.Equal(plan.At, Deadline.DueAt(calendar, start, target, pauses));
            Assert.Equal(duration, Sum(plan.Explanation, PlanStepKind.Counted) + Sum(plan.Explanation, PlanStepKind.Omitted));
            Assert.Equal(duration, plan.Explanation[^1].Amount);
            Assert.Equal(plan.At, plan.Explanation[^1].To);
        }
    }

    [Fact]
    public void A_line_is_made_for_programs_too()
    {
        var step = Due(Deadline.Plan(Office, At("2026-01-05 10:00"), EightHours, [])).Explanation[0];
        Assert.Equal(
            """{"kind":"counted","from":"2026-01-05T10:00:00+00:00","to":"2026-01-05T18:00:00+00:00","amount":"PT8H","text":"2026-01-05 Mon 10:00\u201318:00 counts PT8H."}""",
            JsonSerializer.Serialize(step, JsonSerializerOptions.Web));
    }

    private static Deadline.Due Due(Deadline deadline) => Assert.IsType<Deadline.Due>(deadline);

    private static TimeSpan Sum(IEnumerable<PlanStep> steps, PlanStepKind kind) =>
        steps.Where(step => step.Kind == kind).Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Amount!.Value);
}
