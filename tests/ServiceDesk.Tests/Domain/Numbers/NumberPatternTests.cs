using ServiceDesk.Domain.Numbers;

namespace ServiceDesk.Tests.Domain.Numbers;

public sealed class NumberPatternTests
{
    private const string Monthly = "{yyyy}{MM}-{serial:4}";
    private const string Daily = "CW{yyyy}{MM}{dd}{serial:3}";

    [Theory]
    [InlineData(Monthly, 2024, 5, 31, 13, "202405", "202405-0013")]
    [InlineData(Monthly, 2024, 5, 31, 9999, "202405", "202405-9999")]
    [InlineData(Monthly, 2024, 5, 31, 10000, "202405", "202405-10000")]
    [InlineData(Daily, 2023, 10, 1, 1, "20231001", "CW20231001001")]
    [InlineData(Daily, 2023, 10, 1, 999, "20231001", "CW20231001999")]
    [InlineData(Daily, 2024, 2, 29, 1000, "20240229", "CW202402291000")]
    [InlineData("T-{serial:6}", 2024, 2, 29, 7, "", "T-000007")]
    [InlineData("{yyyy}-{serial:1}", 2024, 12, 31, 70, "2024", "2024-70")]
    public void A_serial_has_at_least_its_digits_and_grows_past_them(
        string text, int year, int month, int day, long serial, string period, string number)
    {
        var pattern = NumberPattern.Parse(text);
        Assert.Equal(period, pattern.PeriodOf(new DateOnly(year, month, day)));
        Assert.Equal(number, pattern.Format(period, serial));
        Assert.True(pattern.TryRead(number, out var readPeriod, out var readSerial));
        Assert.Equal((period, serial), (readPeriod, readSerial));
    }

    [Theory]
    [InlineData("{yyyy}{MM}")]
    [InlineData("{serial:4}{serial:4}")]
    [InlineData("{serial:4}-{yyyy}")]
    [InlineData("{serial:0}")]
    [InlineData("{MM}{serial:4}")]
    [InlineData("{yyyy}{dd}{serial:4}")]
    [InlineData("{yyyy}{yyyy}{serial:4}")]
    [InlineData("a/b{serial:4}")]
    [InlineData("工单{serial:4}")]
    [InlineData("{week}{serial:4}")]
    public void A_pattern_that_could_repeat_a_number_or_not_be_read_is_refused(string text) =>
        Assert.Throws<FormatException>(() => NumberPattern.Parse(text));

    [Theory]
    [InlineData("202405-013")]
    [InlineData("202405-0013x")]
    [InlineData("CW20231001001")]
    [InlineData("")]
    public void What_is_not_of_the_pattern_is_not_read(string number) => Assert.False(NumberPattern.Parse(Monthly).TryRead(number, out _, out _));
}
