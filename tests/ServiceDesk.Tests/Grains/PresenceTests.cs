using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Tests.Domain.Tickets;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>Who goes, and what they leave behind.</summary>
public sealed class PresenceTests : DispatchDesk
{
    [Fact]
    public void Who_goes_off_duty_keeps_what_they_accepted_and_loses_what_they_did_not()
    {
        ComeOn("li");
        Open(1);
        Open(2);
        Send(1, new Acknowledge(), "li");
        ComeOn("wang");
        Set("li", PresenceState.Off);
        Assert.Equal(["li", "wang"], Owners(1, 2));
        Assert.Contains(History(2), h => h.Event is Withdrawn { Owner: "li" });
    }

    [Fact]
    public void Who_is_away_gets_nothing_new_and_keeps_everything()
    {
        ComeOn("li");
        Open(1);
        Set("li", PresenceState.Away);
        Open(2);
        Assert.Equal(["li", null], Owners(1, 2));
    }

    [Fact]
    public void What_a_person_gave_to_somebody_off_duty_stays_theirs()
    {
        Open(1);
        Send(1, new Assign("li", null), "boss");
        World.Wait(TimeSpan.FromMinutes(5));
        Assert.Equal("li", Ticket(1).Owner);
    }

    [Fact]
    public void Who_leaves_leaves_nothing_behind()
    {
        ComeOn("li");
        Open(1);
        Open(2);
        Send(1, new Acknowledge(), "li");
        ComeOn("wang");
        Leave("li");
        Assert.Equal(["wang", "wang"], Owners(1, 2));
        Assert.Equal("/owner", Send(1, new Assign("li", null), "boss").Refusal!.Pointer);
    }

    [Fact]
    public void A_crash_in_the_middle_of_leaving_orphans_nobodys_work()
    {
        ComeOn("li");
        Open(1);
        Send(1, new Acknowledge(), "li");
        World.Run(async () => { await World.Grain<IAgentGrain>("li").Watch(); return 0; });
        World.Agents.Accounts["li"] = World.Agents.Accounts["li"] with { HasLeft = true };
        World.Crash();
        World.Start();
        ComeOn("wang");
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal("wang", Ticket(1).Owner);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void What_is_reopened_for_an_owner_who_is_not_there_waits_for_somebody_else_though_every_word_is_lost(bool left)
    {
        ComeOn("li");
        Open(1);
        Send(1, new Acknowledge(), "li");
        Send(1, new Resolve("done", null, null, null), "li");
        if (left) Leave("li");
        else Set("li", PresenceState.Off);
        World.Lose("Follow", "Recall");
        Assert.Equal(TicketStatus.Pending, Send(1, new Reopen("again"), "boss").Ticket!.Status);
        Assert.Null(Ticket(1).Owner);
        var (reopened, withdrawn) = (History(1)[^2], History(1)[^1]);
        Assert.Equal((typeof(Reopened), typeof(Withdrawn)), (reopened.Event.GetType(), withdrawn.Event.GetType()));
        Assert.Equal((Actor.Desk, reopened.Cause), (withdrawn.By, withdrawn.Cause));
    }

    [Fact]
    public void What_is_reopened_for_an_owner_who_is_there_is_theirs_again()
    {
        ComeOn("li");
        Open(1);
        Send(1, new Acknowledge(), "li");
        Send(1, new Resolve("done", null, null, null), "li");
        Send(1, new Reopen("again"), "boss");
        Assert.Equal(("li", 1), (Ticket(1).Owner, Standing("li").Open));
    }

    [Fact]
    public void Who_works_without_presence_gets_back_what_is_reopened()
    {
        Open(1);
        Send(1, new Acknowledge(), "li");
        Send(1, new Resolve("done", null, null, null), "li");
        Assert.Equal("li", Send(1, new Reopen("again"), "boss").Ticket!.Owner);
    }

    [Fact]
    public void What_is_unmerged_goes_back_to_who_had_accepted_it_also_off_duty_and_to_nobody_who_has_left()
    {
        ComeOn("li", "wang");
        Open(1);
        Open(2);
        foreach (var number in (int[])[1, 2]) Send(number, new Acknowledge(), Ticket(number).Owner!);
        foreach (var number in (int[])[1, 2]) Send(number, new Merge("202603-0099"), "boss");
        Set(Ticket(1).Owner!, PresenceState.Off);
        Leave(Ticket(2).Owner!);
        foreach (var number in (int[])[1, 2]) Send(number, new Unmerge(), "boss");
        Assert.NotNull(Ticket(1).Owner);
        Assert.Null(Ticket(2).Owner);
    }

    [Fact]
    public void Nobody_takes_a_ticket_who_has_left_while_they_took_it()
    {
        Open(1);
        Leave("li");
        Assert.Equal("/owner", Send(1, new Acknowledge(), "li").Refusal!.Pointer);
        Assert.Null(Ticket(1).Owner);
    }

    [Fact]
    public void An_offer_that_was_under_way_when_its_taker_went_off_duty_is_found_though_its_word_is_lost()
    {
        Hire("li", role: "service_agent");       // whom the queue offers nothing: the offer is the test's
        ComeOn("li");
        Open(1);
        World.Run(() => World.Grain<IAgentGrain>("li").Reserve(Key(1).ToString(), false));
        Set("li", PresenceState.Off);
        World.Crash();
        World.Start();
        World.Journal.Write(Key(1), [new(2, TicketStory.Nine, Actor.Desk, "dispatch:1", null, new Assigned("li", null, null))]);
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Contains(History(1), h => h.Event is Withdrawn { Owner: "li" });
    }

    [Fact]
    public void What_another_activation_has_set_does_not_mislead_an_agents_grain()
    {
        Set("li", PresenceState.Off);
        World.Agents.Presences["li"] = new(PresenceState.On, TicketStory.Nine, "li");
        Open(1);
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal("li", Ticket(1).Owner);

        World.Agents.Presences["li"] = new(PresenceState.Off, TicketStory.Nine, "li");
        Set("li", PresenceState.On);
        Assert.Equal(PresenceState.On, World.Agents.Presences["li"].State);
    }

    [Fact]
    public void Shifts_bring_agents_on_duty_and_send_them_home()
    {
        var days = new WorkCalendar(CalendarDraft.Weekdays("Asia/Shanghai", [new(10 * 60, 18 * 60)]));
        Assert.Equal(PresenceState.Off, World.Run(() => World.Grain<IAgentGrain>("li").SetShifts(days))!.State);
        Open(1);
        World.Wait(TimeSpan.FromMinutes(62));
        Assert.Equal("li", Ticket(1).Owner);
        World.Wait(TimeSpan.FromHours(8));
        Assert.Equal(PresenceState.Off, World.Run(() => World.Grain<IAgentGrain>("li").Presence())!.State);
        Assert.Null(Ticket(1).Owner);
    }

    [VirtualTimeFact]
    public void Whose_shift_ended_while_the_desk_was_down_is_given_nothing_before_that_is_noted()
    {
        var days = new WorkCalendar(CalendarDraft.Weekdays("Asia/Shanghai", [new(10 * 60, 18 * 60)]));
        World.Run(() => World.Grain<IAgentGrain>("li").SetShifts(days));
        World.Wait(TimeSpan.FromMinutes(62));
        World.Crash();
        World.Wait(TimeSpan.FromHours(8));
        World.Start();
        var answer = World.Run(() => World.Grain<IAgentGrain>("li").Reserve(Key(1).ToString(), byPerson: false));
        Assert.Equal(PresenceState.On, World.Agents.Presences["li"].State);
        Assert.Equal(Reservation.NotFree, answer);
    }

    [VirtualTimeFact]
    public void A_crash_right_after_shifts_were_set_misses_no_beginning()
    {
        var days = new WorkCalendar(CalendarDraft.Weekdays("Asia/Shanghai", [new(10 * 60, 18 * 60)]));
        World.Agents.Wrote = World.Crash;
        World.Begin(() => World.Grain<IAgentGrain>("li").SetShifts(days));
        World.Settle();
        World.Start();
        World.Wait(TimeSpan.FromMinutes(62));
        Assert.Equal(PresenceState.On, World.Agents.Presences["li"].State);
    }

    [Fact]
    public void Who_left_off_duty_and_comes_back_has_no_shifts_from_before()
    {
        var days = new WorkCalendar(CalendarDraft.Weekdays("Asia/Shanghai", [new(10 * 60, 18 * 60)]));
        World.Run(() => World.Grain<IAgentGrain>("li").SetShifts(days));
        Leave("li");
        World.Wait(TimeSpan.FromHours(2));
        Hire("li");
        World.Run(async () => { await World.Grain<IAgentGrain>("li").Refresh(); return 0; });
        Assert.Equal((PresenceState.Off, null), World.Run(() => World.Grain<IAgentGrain>("li").Presence()) is { } presence ? (presence.State, presence.Shifts) : default);
    }
}
