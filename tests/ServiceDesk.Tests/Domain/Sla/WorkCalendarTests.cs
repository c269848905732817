using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

public class WorkCalendarTests
{
    // 2026-01-05 is a Monday.
    private static readonly WorkCalendar Split = CalendarDraft.Weekdays("UTC", Hours("08:30-12:00 13:30-17:30")).Made();
    private static readonly WorkCalendar Night =
        CalendarDraft.Weekdays("UTC", Hours("22:00-06:00")).Closing("2026-01-08").Opening("2026-01-10", "10:00-12:00").Made();
    private static readonly WorkCalendar China = ChinaCalendar.Standard();

    [Theory]
    [InlineData("2026-01-05 10:00", "PT4H", "2026-01-05 14:00")]       // inside one day
    [InlineData("2026-01-05 16:00", "PT4H", "2026-01-06 11:00")]       // over a night
    [InlineData("2026-01-09 17:00", "PT2H", "2026-01-12 10:00")]       // over a weekend
    [InlineData("2026-01-05 09:00", "PT9H", "2026-01-05 18:00")]       // ends at the close, not at the next opening
    [InlineData("2026-01-05 18:00", "PT0S", "2026-01-06 09:00")]       // nothing, outside hours: the next opening
    [InlineData("2026-01-05 10:00", "PT0S", "2026-01-05 10:00")]
    [InlineData("2026-01-10 12:00", "PT0.001S", "2026-01-12 09:00:00.001")]
    [InlineData("2026-01-05 03:00", "PT1S", "2026-01-05 09:00:01")]
    [InlineData("2025-12-31 17:00", "PT2H", "2026-01-01 10:00")]       // a year end that is not closed
    [InlineData("2028-02-28 17:00", "PT10H", "2028-02-29 18:00")]      // a leap day
    public void Office_hours_add_up(string start, string duration, string due) =>
        Assert.Equal(At(due), Office.Add(At(start), For(duration)));

    [Theory]
    [InlineData("2026-01-05 11:00", "PT2H", "2026-01-05 14:30")]       // over the lunch
    [InlineData("2026-01-05 12:30", "PT0S", "2026-01-05 13:30")]       // nothing, in the lunch
    [InlineData("2026-01-05 08:30", "PT3H30M", "2026-01-05 12:00")]
    [InlineData("2026-01-05 08:30", "PT7H30M1S", "2026-01-06 08:30:01")]
    public void A_day_may_have_several_intervals(string start, string duration, string due) =>
        Assert.Equal(At(due), Split.Add(At(start), For(duration)));

    [Theory]
    [InlineData("2026-01-05 21:00", "PT8H", "2026-01-06 06:00")]       // Monday's night ends on Tuesday
    [InlineData("2026-01-06 05:00", "PT2H", "2026-01-06 23:00")]
    [InlineData("2026-01-07 23:00", "PT8H", "2026-01-09 23:00")]       // Wednesday's runs into the closed Thursday, which opens nothing
    [InlineData("2026-01-09 23:00", "PT8H", "2026-01-10 11:00")]       // Friday's runs into Saturday, opened with hours of its own
    [InlineData("2026-01-10 11:00", "PT2H", "2026-01-12 23:00")]
    public void An_interval_past_midnight_belongs_to_the_date_that_it_opens_on(string start, string duration, string due) =>
        Assert.Equal(At(due), Night.Add(At(start), For(duration)));

    [Theory]
    [InlineData("2026-09-30 17:00 +08:00", "PT2H", "2026-10-08 10:00 +08:00")]  // National Day, Wednesday to Thursday
    [InlineData("2026-01-04 10:00 +08:00", "PT9H", "2026-01-05 10:00 +08:00")]  // a make-up Sunday
    [InlineData("2026-02-13 17:00 +08:00", "PT11H", "2026-02-24 10:00 +08:00")] // Spring Festival with a make-up Saturday before
    [InlineData("2024-02-29 17:59 +08:00", "PT5M", "2024-03-01 09:04 +08:00")]
    public void Mainland_China_has_make_up_days(string start, string duration, string due) =>
        Assert.Equal(At(due), China.Add(At(start), For(duration)));

    [Theory]
    [InlineData("2026-01-05 10:00", "2026-01-05 12:30", "PT2H30M")]
    [InlineData("2026-01-05 00:00", "2026-01-12 00:00", "PT45H")]
    [InlineData("2026-01-10 00:00", "2026-01-11 23:00", "PT0S")]
    [InlineData("2026-01-06 10:00", "2026-01-05 10:00", "PT0S")]       // backwards
    [InlineData("2024-01-01 00:00", "2025-01-01 00:00", "PT2358H")]    // 262 weekdays of nine hours
    public void Elapsed_time_is_open_time(string from, string to, string worked) =>
        Assert.Equal(For(worked), Office.Between(At(from), At(to)));

    [Theory]
    [InlineData("2026-01-06 10:00", "PT2H", "2026-01-05 17:00")]
    [InlineData("2026-01-06 09:00", "PT1H", "2026-01-05 17:00")]
    [InlineData("2026-01-06 10:00", "PT1H", "2026-01-06 09:00")]       // the latest such moment, not the evening before
    [InlineData("2026-01-12 03:00", "PT9H", "2026-01-09 09:00")]
    [InlineData("2026-01-12 03:00", "PT0S", "2026-01-12 03:00")]
    public void A_warning_is_found_by_going_back(string due, string duration, string warning) =>
        Assert.Equal(At(warning), Office.Subtract(At(due), For(duration)));

    [Theory]
    [InlineData("2026-01-05 13:00", "2026-01-05 10:00/2026-01-05 11:00")]                                    // one hour
    [InlineData("2026-01-05 12:00", "2026-01-05 20:00/2026-01-06 08:00")]                                    // after the due
    [InlineData("2026-01-05 12:00", "2026-01-03 20:00/2026-01-05 08:00")]                                    // before the start
    [InlineData("2026-01-05 12:00", "2026-01-05 12:00/")]                                                    // due before it begins
    [InlineData("2026-01-05 15:00", "2026-01-05 10:00/2026-01-05 12:00", "2026-01-05 11:00/2026-01-05 13:00")]   // overlapping
    [InlineData("2026-01-05 14:00", "2026-01-05 11:00/2026-01-05 12:00", "2026-01-05 10:00/2026-01-05 11:00")]   // touching, out of order
    [InlineData("2026-01-06 10:00", "2026-01-05 11:00/2026-01-06 09:00")]                                    // over the night
    [InlineData("2026-01-05 12:00", "2026-01-05 11:00/2026-01-05 11:00")]                                    // empty
    public void Three_hours_from_Monday_nine_move_by_the_working_time_paused(string due, params string[] pauses) =>
        Assert.Equal(At(due), Office.Add(At("2026-01-05 09:00"), For("PT3H"), Pauses(pauses)));

    [Fact]
    public void A_pause_without_an_end_leaves_no_due_moment() =>
        Assert.Null(Office.Add(At("2026-01-05 09:00"), For("PT3H"), Pauses("2026-01-05 10:00/")));

    [Fact]
    public void Nothing_started_in_a_pause_is_due_when_the_clock_goes_on() =>
        Assert.Equal(At("2026-01-06 09:00"),
            Office.Add(At("2026-01-05 09:00"), TimeSpan.Zero, Pauses("2026-01-05 09:00/2026-01-05 19:00")));

    [Fact]
    public void The_elapsed_clock_runs_all_night_and_stops_in_pauses() =>
        Assert.Equal(At("2026-01-06 01:00"),
            WorkCalendar.AddElapsed(At("2026-01-05 20:00"), For("PT4H"), Pauses("2026-01-05 22:00/2026-01-05 23:00")));

    [Fact]
    public void Open_intervals_are_cut_to_fit() => Assert.Equal(
        [new(At("2026-01-05 11:00"), At("2026-01-05 12:00")), new(At("2026-01-05 13:30"), At("2026-01-05 17:30")),
            new(At("2026-01-06 08:30"), At("2026-01-06 09:00"))],
        Split.Intervals(At("2026-01-05 11:00"), At("2026-01-06 09:00")));

    [Fact]
    public void What_is_open_twice_counts_once()
    {
        var calendar = Daily("UTC", "22:00-06:00").Opening("2026-01-01", "00:00-24:00").Made();   // meets the night before, over the year's end
        Assert.Equal(For("PT26H"), calendar.Between(At("2025-12-31 12:00"), At("2026-01-02 12:00")));
        Assert.Equal(For("PT24H"), calendar.Between(At("2026-01-01 00:00"), At("2026-01-02 00:00")));
    }

    [Fact]
    public void A_calendar_that_never_opens_again_is_not_searched_for_ever()
    {
        var once = new CalendarDraft("UTC").Opening("2020-01-01", "09:00-10:00").Made();
        Assert.Null(once.Add(At("2026-01-05 09:00"), TimeSpan.Zero));
        Assert.Null(once.Add(At("2019-01-05 09:00"), For("PT2H")));
        Assert.Null(once.AddWorkingDays(At("2026-01-05 09:00"), 1));
        Assert.Null(once.Subtract(At("2019-01-05 09:00"), For("PT1S")));
        Assert.Equal(At("2020-01-01 10:00"), once.Add(At("2019-01-05 09:00"), For("PT1H")));
    }

    [Fact]
    public void A_moment_outside_the_known_years_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Office.Between(At("0001-01-01 00:00"), At("2026-01-01 00:00")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Office.Add(At("9999-12-31 00:00"), For("PT1S")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Office.Add(At("2026-01-01 00:00"), TimeSpan.FromSeconds(-1)));
        Assert.Equal(For("PT9H"), Office.Between(At("1970-01-01 00:00"), At("1970-01-02 00:00")));
        Assert.Equal(For("PT9H"), Office.Between(At("2199-12-31 00:00"), At("2199-12-31 23:59:59")));
    }
}
