using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>Against the counts of NateScarlet/holiday-cn, equal to those of LKI/chinese-calendar.</summary>
public class ChinaCalendarTests
{
    private static readonly int[] WorkdaysFrom2007 =
        [249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];

    [Fact]
    public void Every_year_has_its_number_of_working_days()
    {
        var china = ChinaCalendar.Standard();
        Assert.Equal(WorkdaysFrom2007, Enumerable.Range(2007, 20).Select(year =>
            Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Count(day =>
                !china.HoursOn(new DateOnly(year, 1, 1).AddDays(day)).IsEmpty)));
        Assert.Equal(Enumerable.Range(2007, 20), ChinaCalendar.PublishedYears);
    }

    [Theory]
    [InlineData("2026-02-14", true)]    // a Saturday made up for Spring Festival
    [InlineData("2026-02-16", false)]
    [InlineData("2026-10-07", false)]
    [InlineData("2026-10-08", true)]
    [InlineData("2020-02-03", true)]    // after the holiday that was prolonged
    [InlineData("2007-12-31", false)]
    [InlineData("2027-01-01", true)]    // not published: a Friday like any other, and warned about
    public void A_date_is_open_or_closed(string date, bool open) =>
        Assert.Equal(open, !ChinaCalendar.Standard().HoursOn(Date(date)).IsEmpty);

    [Fact]
    public void Hours_of_ones_own_hold_on_make_up_days_too() =>
        Assert.Equal([new(At("2026-01-04 08:30 +08:00"), At("2026-01-04 12:00 +08:00")),
            new(At("2026-01-04 13:30 +08:00"), At("2026-01-04 17:30 +08:00"))],
            ChinaCalendar.Standard(Hours("08:30-12:00 13:30-17:30")).Intervals(At("2026-01-03 00:00"),
                At("2026-01-05 00:00 +08:00")));
}
