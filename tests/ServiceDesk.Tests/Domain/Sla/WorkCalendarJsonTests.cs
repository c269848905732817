using System.Text.Json;
using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

public class WorkCalendarJsonTests
{
    private const string Shanghai =
        """{"timeZone":"Asia/Shanghai","week":{"mon":[["09:00","18:00"]],"sat":[["22:00","06:00"]]},"closed":["2026-01-01"],"opened":{"2026-01-04":[["00:00","24:00"]]}}""";

    [Theory]
    [InlineData(Shanghai)]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["08:00","12:00"],["13:00","24:00"]]},"closed":[],"opened":{},"publishedYears":[2025,2026]}""")]
    public void A_calendar_is_written_as_it_was_read(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<WorkCalendar>(json)));

    [Fact]
    public void The_order_in_which_it_was_said_does_not_matter()
    {
        var one = Read("""{"timeZone":"UTC","week":{"mon":[["13:00","17:00"],["08:00","12:00"]],"tue":[]},"closed":["2026-02-01","2026-01-01","2026-01-01"]}""").Calendar;
        var other = Read("""{"closed":["2026-01-01","2026-02-01"],"opened":null,"week":{"mon":[["08:00","12:00"],["13:00","17:00"]]},"timeZone":"UTC"}""").Calendar;
        Assert.Equal(one, other);
        Assert.Equal(one!.GetHashCode(), other!.GetHashCode());
        Assert.NotEqual(one, Office);
        Assert.Equal(one, one.ToDraft().Made());
    }

    [Theory]
    [InlineData("""{"week":{"mon":[["09:00","18:00"]]}}""", "/timeZone")]
    [InlineData("""{"timeZone":"Asia/Atlantis","week":{"mon":[["09:00","18:00"]]}}""", "/timeZone")]
    [InlineData("""{"timeZone":"/etc/passwd","week":{"mon":[["09:00","18:00"]]}}""", "/timeZone")]
    [InlineData("""{"timeZone":"../zoneinfo/UTC","week":{"mon":[["09:00","18:00"]]}}""", "/timeZone")]
    [InlineData("""{"timeZone":"localtime","week":{"mon":[["09:00","18:00"]]}}""", "/timeZone")]
    [InlineData("""{"timeZone":7,"week":{"mon":[["09:00","18:00"]]}}""", "/timeZone")]
    [InlineData("""{"timeZone":"UTC"}""", "/week")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[]}}""", "/week")]
    [InlineData("""{"timeZone":"UTC","week":[]}""", "/week")]
    [InlineData("""{"timeZone":"UTC","week":{"monday":[["09:00","18:00"]]}}""", "/week/monday")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]],"mon":[]}}""", "/week/mon")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":["09:00","18:00"]}}""", "/week/mon/0", "/week/mon/1")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["9:00","18:00"]]}}""", "/week/mon/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["24:00","06:00"]]}}""", "/week/mon/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","24:01"]]}}""", "/week/mon/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","09:00"]]}}""", "/week/mon/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","12:00","13:00"]]}}""", "/week/mon/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["11:00","18:00"],["09:00","12:00"]]}}""", "/week/mon/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["22:00","06:00"]],"tue":[["05:00","09:00"]]}}""", "/week/tue/0")]
    [InlineData("""{"timeZone":"UTC","week":{"sun":[["05:00","09:00"]],"sat":[["22:00","06:00"]]}}""", "/week/sun/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]]},"closed":["2026-02-30","2026-1-1",7]}""", "/closed/0", "/closed/1", "/closed/2")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]]},"closed":["1066-10-14"]}""", "/closed/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]]},"opened":{"2026-01-04":[]}}""", "/opened/2026-01-04")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]]},"opened":{"soon":[["09:00","18:00"]]}}""", "/opened/soon")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]]},"publishedYears":[2026.5,1]}""", "/publishedYears/0")]
    [InlineData("""{"timeZone":"UTC","week":{"mon":[["09:00","18:00"]]},"hours/day":8}""", "/hours~1day")]
    [InlineData("""[]""", "", "/timeZone")]
    public void What_is_wrong_is_told_with_its_place(string json, params string[] pointers)
    {
        var reading = Read(json);
        Assert.Null(reading.Calendar);
        Assert.Equal(pointers, reading.Problems.Select(p => p.Pointer));
        Assert.Contains(pointers[0],
            Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<WorkCalendar>(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_a_most_of_everything()
    {
        var intervals = string.Join(",", Enumerable.Range(1, 9).Select(h => $"""["0{h}:00","0{h}:30"]"""));
        var json = Office.ToString().Replace("""["09:00","18:00"]""", intervals, StringComparison.Ordinal);
        Assert.Equal(["/week/mon", "/week/tue", "/week/wed", "/week/thu", "/week/fri"], Read(json).Problems
            .Select(p => p.Pointer));
        var dates = string.Join(",", Enumerable.Repeat("\"2026-01-01\"", CalendarDraft.MaxDates + 1));
        json = Office.ToString().Replace("\"closed\":[", $"\"closed\":[{dates}", StringComparison.Ordinal);
        Assert.Equal("/closed", Assert.Single(Read(json).Problems).Pointer);
    }

    [Fact]
    public void A_draft_that_is_wrong_makes_no_calendar() =>
        Assert.Contains("/timeZone",
            Assert.Throws<ArgumentException>(() =>
                new CalendarDraft("Nowhere").Opening("2026-01-04", "09:00-18:00").Made()).Message, StringComparison.Ordinal);

    private static CalendarReading Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return WorkCalendarJson.Read(document.RootElement);
    }
}
