using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

public class ICalendarImportTests
{
    [Fact]
    public void All_day_events_close_their_dates_and_the_end_is_not_counted_in()
    {
        var reading = Read("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261004", "SUMMARY:国庆节");
        Assert.Equal([Date("2026-10-01"), Date("2026-10-02"), Date("2026-10-03")], reading.Closed);
        Assert.Empty(reading.Opened);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("SUMMARY:春节 补班", true)]
    [InlineData("SUMMARY:元旦（班）", true)]
    [InlineData("SUMMARY:Working day for Spring Festival", true)]
    [InlineData("SUMMARY;LANGUAGE=zh:上班", true)]
    [InlineData("CATEGORIES:WORKDAY", true)]
    [InlineData("X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", true)]
    [InlineData("X-APPLE-SPECIAL-DAY:WORK-HOLIDAY", false)]
    [InlineData("SUMMARY:International Workers' Day", false)]
    [InlineData("SUMMARY:元旦 不上班", false)]
    [InlineData("SUMMARY:Non-working day", false)]
    [InlineData("DESCRIPTION:we work", false)]
    public void A_make_up_day_says_so(string line, bool opened)
    {
        var reading = Read("DTSTART;VALUE=DATE:20260104", line);
        Assert.Equal(Date("2026-01-04"), Assert.Single(opened ? reading.Opened : reading.Closed));
    }

    [Theory]
    [InlineData("RRULE:FREQ=YEARLY", "2024-12-25 2025-12-25 2026-12-25 2027-12-25")]
    [InlineData("RRULE:FREQ=YEARLY;COUNT=3", "2024-12-25 2025-12-25")]
    [InlineData("RRULE:FREQ=YEARLY;UNTIL=20251225T000000Z", "2024-12-25 2025-12-25")]
    [InlineData("RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=25;WKST=MO", "2025-12-25 2027-12-25")]
    [InlineData("RRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20251225,20261225", "2024-12-25 2027-12-25")]
    public void An_event_may_come_back_every_year(string rule, string dates) =>
        Assert.Equal(dates, Dates(Read(["DTSTART;VALUE=DATE:20231225", .. rule.Split('\n')]).Closed));

    [Fact]
    public void A_leap_day_comes_back_in_leap_years() =>
        Assert.Equal("2024-02-29", Dates(Read("DTSTART;VALUE=DATE:20200229", "RRULE:FREQ=YEARLY").Closed));

    [Fact]
    public void A_holiday_over_the_year_end_is_cut_to_the_years_asked_for() =>
        Assert.Equal("2024-01-01 2024-01-02", Dates(Read("DTSTART;VALUE=DATE:20231230", "DURATION:P4D").Closed));

    [Fact]
    public void Folded_lines_are_put_back_and_what_is_nested_is_not_the_events()
    {
        var reading = Read("DTSTART;VALUE=DATE:2026", " 0104", "SUMMARY:元旦", "\t补班", "BEGIN:VALARM", "DTSTART:nothing", "END:VALARM");
        Assert.Equal("2026-01-04", Dates(reading.Opened));
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData(4, "DTSTART:20260101T090000Z")]
    [InlineData(4, "DTSTART;VALUE=DATE:20260230")]
    [InlineData(3, "SUMMARY:no date")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "DTEND;VALUE=DATE:20260103")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "DTEND;VALUE=DATE:20360104")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "RRULE:FREQ=MONTHLY")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "RRULE:FREQ=YEARLY;BYDAY=1MO")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "RRULE:")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "DURATION:PT4H")]
    [InlineData(5, "DTSTART;VALUE=DATE:20260104", "RDATE;VALUE=DATE:20260105")]
    public void A_bad_line_is_reported_and_its_event_left_out(int line, params string[] lines)
    {
        var reading = Read([.. lines, "END:VEVENT", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260501"]);
        Assert.Equal(line, Assert.Single(reading.Problems).Line);
        Assert.Equal("2026-05-01", Dates(reading.Closed));
    }

    [Fact]
    public void A_line_that_is_none_is_reported_and_its_event_kept()
    {
        var reading = Read("DTSTART;VALUE=DATE:20260104", "what is this", "SUMMARY:元旦");
        Assert.Equal(5, Assert.Single(reading.Problems).Line);
        Assert.Equal("2026-01-04", Dates(reading.Closed));
    }

    [Fact]
    public void Make_up_days_win_and_get_the_hours_given()
    {
        var reading = Read("DTSTART;VALUE=DATE:20260103", "DTEND;VALUE=DATE:20260105", "END:VEVENT", "BEGIN:VEVENT", "SUMMARY:补班", "DTSTART;VALUE=DATE:20260104");
        var draft = Office.ToDraft();
        reading.AddTo(draft, Hours("10:00-16:00"));
        Assert.Equal(At("2026-01-04 11:00"), draft.Made().Add(At("2026-01-02 18:00"), For("PT1H")));
        Assert.Equal("2026-01-03", Dates(reading.Closed));
    }

    [Fact]
    public void Anything_at_all_may_be_given()
    {
        foreach (var text in new[] { "", "\n\n", "BEGIN:VEVENT", "END:VEVENT", " folded", "BEGIN:VEVENT\nDTSTART:20260101", "\0", ":::", "A;B=\":C" })
            Assert.Empty(ICalendarImport.Read(text, 2024, 2027).Closed);
    }

    private static ICalendarReading Read(params string[] lines) =>
        ICalendarImport.Read("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n" + string.Join("\r\n", lines)
            + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", 2024, 2027);

    private static string Dates(IEnumerable<DateOnly> dates) =>
        string.Join(' ', dates.Select(date => date.ToString("yyyy-MM-dd")));
}
