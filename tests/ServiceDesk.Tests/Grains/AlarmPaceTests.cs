using ServiceDesk.Grains.Sla;

namespace ServiceDesk.Tests.Grains;

public sealed class AlarmPaceTests
{
    [Fact]
    public void Beyond_the_pace_alarms_are_held_back_and_a_second_later_they_pass_again()
    {
        var clock = new SeededScheduler(1, DateTimeOffset.UnixEpoch);
        var pace = new AlarmPace(clock.Time);
        Assert.Equal(AlarmPace.PerSecond, Enumerable.Range(0, AlarmPace.PerSecond * 3).Count(_ => pace.Passes()));
        clock.RunUntil(() => false, TimeSpan.FromMilliseconds(999));
        Assert.False(pace.Passes());
        clock.RunUntil(() => false, TimeSpan.FromMilliseconds(1));
        Assert.True(pace.Passes());
    }
}
