using ServiceDesk.Grains.Sla;

namespace ServiceDesk.Tests.Grains;

public sealed class AlarmPaceTests
{
    [Fact]
    public void Beyond_the_pace_alarms_are_held_back_and_a_second_later_they_pass_again()
    {
        var clock = new StoppedClock();
        var pace = new AlarmPace(clock);
        Assert.Equal(AlarmPace.PerSecond, Enumerable.Range(0, AlarmPace.PerSecond * 3).Count(_ => pace.Passes()));
        clock.Timestamp += 999;
        Assert.False(pace.Passes());
        clock.Timestamp += 1;
        Assert.True(pace.Passes());
    }

    private sealed class StoppedClock : TimeProvider
    {
        /// <summary>In milliseconds.</summary>
        public long Timestamp { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Timestamp;
    }
}
