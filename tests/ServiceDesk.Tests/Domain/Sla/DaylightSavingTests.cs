using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

public class DaylightSavingTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Australia/Sydney", "2026-10-04", 23)]
    [InlineData("Australia/Sydney", "2026-04-05", 25)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", 23.5)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 23)]    // midnight itself is skipped
    [InlineData("America/Sao_Paulo", "2018-02-17", 25)]    // the last hour before midnight comes twice
    [InlineData("Asia/Tehran", "2022-03-22", 23)]
    [InlineData("Asia/Shanghai", "2026-03-29", 24)]
    [InlineData("Asia/Shanghai", "1991-04-14", 23)]
    [InlineData("Africa/Casablanca", "2026-02-15", 25)]
    public void A_whole_day_is_as_long_as_it_is(string zone, string date, double hours)
    {
        var calendar = new CalendarDraft(zone).Opening(date, "00:00-24:00").Made();
        Assert.Equal(TimeSpan.FromHours(hours), calendar.Between(At(date).AddDays(-2), At(date).AddDays(2)));
    }

    // Berlin 2026: 29 March 02:00 becomes 03:00 (01:00 UTC), 25 October 03:00 becomes 02:00 (01:00 UTC).
    [Theory]
    [InlineData("2026-03-29", "02:30-04:00", "2026-03-29 01:30", "2026-03-29 02:00")]   // opens at a time that is skipped: 03:30
    [InlineData("2026-03-29", "01:00-02:30", "2026-03-29 00:00", "2026-03-29 01:30")]   // closes at one
    [InlineData("2026-10-25", "02:30-04:00", "2026-10-25 00:30", "2026-10-25 03:00")]   // opens at the first 02:30
    [InlineData("2026-10-25", "01:00-02:30", "2026-10-24 23:00", "2026-10-25 00:30")]   // closes at the first 02:30
    [InlineData("2026-03-28", "22:00-06:00", "2026-03-28 21:00", "2026-03-29 04:00")]   // seven hours
    [InlineData("2026-10-24", "22:00-06:00", "2026-10-24 20:00", "2026-10-25 05:00")]   // nine hours
    public void A_skipped_time_moves_forward_and_of_a_repeated_one_the_first_counts(string date, string hours, string opens,
        string closes)
    {
        var calendar = new CalendarDraft("Europe/Berlin").Opening(date, hours).Made();
        Assert.Equal(new OpenInterval(At(opens), At(closes)),
            Assert.Single(calendar.Intervals(At(date).AddDays(-2), At(date).AddDays(2))));
    }

    [Fact]
    public void Hours_moved_onto_their_neighbours_count_once()
    {
        var calendar = new CalendarDraft("Europe/Berlin").Opening("2026-03-29", "02:15-02:45 03:00-04:00").Made();
        Assert.Equal(For("PT1H"), calendar.Between(At("2026-03-28 00:00"), At("2026-03-30 00:00")));
    }

    [Fact]
    public void Working_hours_are_physical_time_over_both_changes()
    {
        var calendar = Daily("Europe/Berlin", "00:00-24:00").Made();
        Assert.Equal(At("2026-03-29 13:00 +02:00"), calendar.Add(At("2026-03-28 12:00 +01:00"), For("PT24H")));
        Assert.Equal(At("2026-10-25 11:00 +01:00"), calendar.Add(At("2026-10-24 12:00 +02:00"), For("PT24H")));
    }
}
