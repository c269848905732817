using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

public class WorkingDaysTests
{
    // 2026-01-05 is a Monday.
    [Theory]
    [InlineData("2026-01-05 10:00", 1, "2026-01-06 18:00")]    // the day of the start does not count
    [InlineData("2026-01-05 00:00", 1, "2026-01-06 18:00")]    // whatever the time of day
    [InlineData("2026-01-05 23:59", 1, "2026-01-06 18:00")]
    [InlineData("2026-01-08 10:00", 3, "2026-01-13 18:00")]    // over a weekend
    [InlineData("2026-01-10 10:00", 1, "2026-01-13 18:00")]    // Saturday: Monday takes its place, Tuesday is the first
    [InlineData("2026-01-11 10:00", 1, "2026-01-13 18:00")]
    [InlineData("2026-01-12 10:00", 1, "2026-01-13 18:00")]
    [InlineData("2025-12-31 10:00", 262, "2027-01-01 18:00")]  // 261 weekdays in 2026
    public void N_working_days_end_at_the_close_of_the_Nth_after_the_day_of_the_start(string start, int days, string due) =>
        Assert.Equal(At(due), Office.AddWorkingDays(At(start), days));

    [Theory]
    [InlineData("2026-01-05 10:15", 1, "2026-01-06 10:15")]
    [InlineData("2026-01-05 22:00", 2, "2026-01-07 22:00")]    // a time of day outside hours stays
    [InlineData("2026-01-10 10:15", 1, "2026-01-13 10:15")]
    public void Or_at_the_same_time_of_day(string start, int days, string due) =>
        Assert.Equal(At(due), Office.AddWorkingDays(At(start), days, sameTime: true));

    [Fact]
    public void The_day_of_the_start_is_the_calendars_local_date()
    {
        var shanghai = CalendarDraft.Weekdays("Asia/Shanghai", Hours("09:00-18:00")).Made();
        Assert.Equal(At("2026-01-07 18:00 +08:00"), shanghai.AddWorkingDays(At("2026-01-05 17:00 +00:00"), 1));  // already Tuesday there
    }

    [Fact]
    public void Make_up_days_count_and_holidays_do_not()
    {
        var china = ChinaCalendar.Standard();
        Assert.Equal(At("2026-02-25 18:00 +08:00"), china.AddWorkingDays(At("2026-02-13 10:00 +08:00"), 3));   // 14th, 24th, 25th
        Assert.Equal(At("2026-01-05 18:00 +08:00"), china.AddWorkingDays(At("2026-01-01 10:00 +08:00"), 1));   // Sunday the 4th takes the start's place
    }

    [Fact]
    public void The_close_of_a_night_is_the_next_morning()
    {
        var night = CalendarDraft.Weekdays("UTC", Hours("09:00-12:00 22:00-06:00")).Made();
        Assert.Equal(At("2026-01-07 06:00"), night.AddWorkingDays(At("2026-01-05 10:00"), 1));
    }

    [Fact]
    public void The_same_time_of_day_survives_a_change_of_the_clock()
    {
        var berlin = CalendarDraft.Weekdays("Europe/Berlin", Hours("09:00-18:00")).Made();
        Assert.Equal(At("2026-03-30 10:00 +02:00"), berlin.AddWorkingDays(At("2026-03-27 10:00 +01:00"), 1, sameTime: true));
    }

    [Theory]
    [InlineData(false, "2026-01-06 19:00", "2026-01-07 09:00", "2026-01-06 18:00")]   // pauses after the due, and outside hours
    [InlineData(false, "2026-01-05 10:00", "2026-01-05 12:00", "2026-01-07 11:00")]   // two hours on the day of the start
    [InlineData(false, "2026-01-05 20:00", "2026-01-06 08:00", "2026-01-06 18:00")]
    [InlineData(true, "2026-01-05 20:00", "2026-01-06 08:00", "2026-01-06 09:30")]
    [InlineData(true, "2026-01-05 17:00", "2026-01-06 09:15", "2026-01-06 10:45")]
    public void A_pause_moves_them_by_the_working_time_paused(bool sameTime, string from, string to, string due) =>
        Assert.Equal(At(due),
            Deadline.DueAt(Office, At("2026-01-05 09:30"), new Target.WorkingDays(1, sameTime), Pauses($"{from}/{to}")));
}
