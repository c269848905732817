using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Routing.Lines;

namespace ServiceDesk.Tests.Domain.Routing;

public sealed class ShiftTests
{
    /// <summary>Monday to Friday, nine to six in Shanghai with an hour at noon.</summary>
    private static readonly WorkCalendar Days = new(CalendarDraft.Weekdays("Asia/Shanghai", [new(9 * 60, 12 * 60), new(13 * 60, 18 * 60)]));

    [Theory]
    [InlineData(-1, PresenceState.Off, -15 * 4)]
    [InlineData(0, PresenceState.On, 0)]
    [InlineData(2.9, PresenceState.On, 0)]
    [InlineData(3, PresenceState.Off, 3)]
    [InlineData(4, PresenceState.On, 4)]
    [InlineData(9, PresenceState.Off, 9)]
    [InlineData(20, PresenceState.Off, 9)]
    public void Presence_follows_the_hours(double hour, PresenceState state, double since)
    {
        var now = Nine.AddHours(hour);
        var presence = Shifts.Follow(new(PresenceState.Off, DateTimeOffset.UnixEpoch, "li", Days), now);
        Assert.Equal(state, presence.State);
        if (hour >= 0) Assert.Equal((Nine.AddHours(since), Presence.ByShift), (presence.Since, presence.By));
    }

    [Fact]
    public void What_a_person_set_within_a_shift_stays_until_it_ends()
    {
        var sick = new Presence(PresenceState.Off, Nine.AddHours(1), "li", Days);
        Assert.Same(sick, Shifts.Follow(sick, Nine.AddHours(2)));
        Assert.Equal(PresenceState.On, Shifts.Follow(sick, Nine.AddHours(4)).State);
    }

    [Fact]
    public void Without_shifts_nothing_follows()
    {
        var presence = new Presence(PresenceState.On, Nine, "li");
        Assert.Same(presence, Shifts.Follow(presence, Nine.AddDays(3)));
    }

    [Fact]
    public void The_next_turn_is_looked_for_over_the_weekend()
    {
        var fridayEvening = Nine.AddDays(4).AddHours(9);
        Assert.Equal(Nine.AddDays(7), Shifts.NextTurn(Days, fridayEvening));
        Assert.Equal(Nine.AddHours(3), Shifts.NextTurn(Days, Nine));
    }

    [Fact]
    public void Hours_that_touch_are_one_shift()
    {
        var roundTheClock = new WorkCalendar(CalendarDraft.Weekdays("Asia/Shanghai", [new(0, 12 * 60), new(12 * 60, 24 * 60)]));
        Assert.Equal(Nine.AddDays(4).AddHours(15), Shifts.NextTurn(roundTheClock, Nine));
    }
}
