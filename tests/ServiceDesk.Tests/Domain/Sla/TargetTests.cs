using System.Text.Json;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Tests.Domain.Sla;

public class TargetTests
{
    [Theory]
    [InlineData("PT4H", 4 * 3600_000L)]
    [InlineData("PT1S", 1000L)]
    [InlineData("PT0S", 0L)]
    [InlineData("PT1H30M", 90 * 60_000L)]
    [InlineData("PT0.250S", 250L)]
    [InlineData("PT24H", 24 * 3600_000L)]
    [InlineData("PT100H1M1.001S", 360_061_001L)]
    public void A_duration_is_written_as_it_was_read(string text, long milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Iso8601Duration.Parse(text));
        Assert.Equal(text, Iso8601Duration.Write(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Theory]
    [InlineData("P1D", "PT24H")]
    [InlineData("P1DT2H", "PT26H")]
    [InlineData("PT90M", "PT1H30M")]
    [InlineData("PT3600S", "PT1H")]
    [InlineData("PT0.5S", "PT0.500S")]
    [InlineData("P0D", "PT0S")]
    public void A_duration_is_written_in_hours_minutes_and_seconds(string text, string written) =>
        Assert.Equal(written, Iso8601Duration.Write(Iso8601Duration.Parse(text)));

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("4H")]
    [InlineData("PT4")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("P1W")]
    [InlineData("-PT4H")]
    [InlineData("PT-4H")]
    [InlineData("PT1M1H")]
    [InlineData("PT1H1H")]
    [InlineData("PT0.5H")]
    [InlineData("PT0.1234S")]
    [InlineData("PT1.S")]
    [InlineData("pt4h")]
    [InlineData(" PT4H")]
    [InlineData("PT4H\n")]
    [InlineData("PT４H")]
    [InlineData("PT99999999999999999999H")]
    [InlineData("P999999999D")]
    public void Anything_else_is_no_duration(string text) => Assert.Throws<FormatException>(() => Iso8601Duration.Parse(text));

    [Fact]
    public void A_negative_duration_is_not_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Iso8601Duration.Write(TimeSpan.FromTicks(-1)));

    [Theory]
    [InlineData("\"PT4H\"", "PT4H")]
    [InlineData("""{"working":"PT8H"}""", "PT8H of working time")]
    [InlineData("""{"workingDays":1}""", "1 working day")]
    [InlineData("""{"workingDays":3,"sameTime":true}""", "3 working days")]
    public void A_target_is_written_as_it_was_read(string json, string shown)
    {
        var target = JsonSerializer.Deserialize<Target>(json)!;
        Assert.Equal(json, JsonSerializer.Serialize(target));
        Assert.Equal(target, JsonSerializer.Deserialize<Target>(json));
        Assert.Equal(shown, target.ToString());
    }

    [Theory]
    [InlineData("4")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"PT0S\"")]
    [InlineData("\"P1M\"")]
    [InlineData("""{"working":"PT0S"}""")]
    [InlineData("""{"working":"P1D"}""")]
    [InlineData("""{"working":8}""")]
    [InlineData("""{"workingDays":0}""")]
    [InlineData("""{"workingDays":1.5}""")]
    [InlineData("""{"workingDays":"3"}""")]
    [InlineData("""{"workingDays":3,"workingDays":4}""")]
    [InlineData("""{"workingDays":3,"sameTime":"yes"}""")]
    [InlineData("""{"sameTime":true}""")]
    [InlineData("""{"working":"PT8H","workingDays":3}""")]
    [InlineData("""{"working":"PT8H","sameTime":true}""")]
    [InlineData("""{"elapsed":"PT8H"}""")]
    public void Anything_else_is_no_target(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Target>(json));

    [Fact]
    public void A_pause_is_written_as_two_instants()
    {
        var json = """["2026-01-05T10:00:00+00:00","2026-01-05T11:00:00+00:00"]""";
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Pause>(json)));
        Assert.Null(JsonSerializer.Deserialize<Pause>("""["2026-01-05T10:00:00Z",null]""")!.To);
        foreach (var wrong in new[] { """["2026-01-05T11:00:00Z","2026-01-05T10:00:00Z"]""", """["2026-01-05T11:00:00Z"]""", """[null,null]""", "7", """["soon",null]""" })
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Pause>(wrong));
    }
}
