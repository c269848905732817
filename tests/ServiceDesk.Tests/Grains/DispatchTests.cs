using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>Who gets what waits.</summary>
public sealed class DispatchTests : DispatchDesk
{
    [Fact]
    public void A_fault_goes_to_an_engineer_on_duty_and_the_timeline_says_why()
    {
        ComeOn("li");
        Open(1);
        Assert.Equal("li", Ticket(1).Owner);
        var assigned = Assert.IsType<Assigned>(History(1)[^1].Event);
        Assert.Equal(Actor.Desk, History(1)[^1].By);
        Assert.Equal((ChoiceRule.OnlyCandidate, "engineer", 1), (assigned.Choice!.Rule, assigned.Choice.Need.Key, assigned.Choice.Candidates));
    }

    [Fact]
    public void What_waits_goes_to_the_next_who_comes_on_duty_most_urgent_first()
    {
        Hire("li", capacity: 2);
        Open(1);
        Open(2, Urgency.High);
        Open(3, Urgency.High);
        ComeOn("li");
        Assert.Equal([null, "li", "li"], Owners(1, 2, 3));
        Send(2, new Acknowledge(), "li");
        Send(2, new Resolve("done", null, null, null), "li");
        World.Settle();
        Assert.Equal("li", Ticket(1).Owner);
    }

    [Fact]
    public void Work_is_spread_by_load()
    {
        ComeOn("li", "wang");
        for (var n = 1; n <= 8; n++) Open(n);
        Assert.Equal([4, 4], Owners([.. Enumerable.Range(1, 8)]).GroupBy(owner => owner).Select(group => group.Count()));
    }

    [Fact]
    public void The_desk_gives_nobody_more_than_their_capacity_a_person_may()
    {
        Hire("li", capacity: 1);
        ComeOn("li");
        Open(1);
        Open(2);
        Assert.Equal(["li", null], Owners(1, 2));
        Send(2, new Assign("li", "you know it"), "boss");
        Assert.Equal(2, Standing("li").Open);
    }

    [Fact]
    public void Three_declines_end_at_the_supervisor()
    {
        ComeOn("li", "wang", "chen");
        Open(1);
        for (var i = 0; i < 3; i++)
        {
            var owner = Ticket(1).Owner!;
            Assert.DoesNotContain(owner, Ticket(1).DeclinedBy ?? []);
            Send(1, new Decline("no time"), owner);
            World.Settle();
        }

        Assert.Equal("boss", Ticket(1).Owner);
        Assert.Equal((1, "declined"), Ticket(1).OpenEscalation is { } raised ? (raised.Level, raised.Cause) : default);
        Assert.Equal(ChoiceRule.Supervisor, History(1).Select(h => h.Event).OfType<Assigned>().Last().Choice!.Rule);
    }

    [Fact]
    public void Declined_by_all_on_duty_it_ends_at_the_supervisor_too_and_without_one_it_waits_escalated()
    {
        ComeOn("li");
        Open(1);
        Send(1, new Decline("no time"), "li");
        World.Settle();
        Assert.Equal("boss", Ticket(1).Owner);

        Hire("li", supervisor: null);
        World.Run(async () => { await World.Grain<IAgentGrain>("li").Refresh(); return 0; });
        Open(2);
        Send(2, new Decline("no time"), "li");
        World.Wait(TimeSpan.FromMinutes(5));
        Assert.Null(Ticket(2).Owner);
        Assert.Single(Ticket(2).Escalations, e => e.Cause == "declined");
        ComeOn("wang");
        Assert.Equal("wang", Ticket(2).Owner);
    }

    [Fact]
    public void Lost_notes_and_a_crash_leave_nothing_waiting_while_somebody_is_free()
    {
        ComeOn("li");
        World.Lose("Follow", "FollowAgent");
        Open(1);
        World.Lose();
        World.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal("li", Ticket(1).Owner);

        World.Lose("Follow");
        Open(2);
        World.Crash();
        World.Lose();
        World.Start();
        World.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal("li", Ticket(2).Owner);
    }

    [Fact]
    public void A_place_kept_for_an_assignment_that_never_came_is_given_away()
    {
        Hire("li", capacity: 1);
        ComeOn("li");
        Assert.Equal(Reservation.Granted, World.Run(() => World.Grain<IAgentGrain>("li").Reserve("SH/202603-0099", false)));
        Assert.Equal(Reservation.NotFree, World.Run(() => World.Grain<IAgentGrain>("li").Reserve("SH/202603-0098", false)));
        Open(1);
        Assert.Null(Ticket(1).Owner);
        World.Wait(TimeSpan.FromMinutes(4));
        Assert.Equal("li", Ticket(1).Owner);
    }

    [Fact]
    public void A_dissatisfied_customers_ticket_waits_for_the_supervisor()
    {
        ComeOn("li");
        Open(1);
        Send(1, new Acknowledge(), "li");
        Send(1, new Resolve("done", null, null, null), "li");
        Send(1, new Rate(new Dictionary<string, int> { ["response_speed"] = 1 }, null), "li");
        World.Wait(TimeSpan.FromMinutes(2));
        Assert.Null(Ticket(1).Owner);
        Send(1, new Assign("wang", "again"), "boss");
        Assert.Equal("wang", Ticket(1).Owner);
    }

    [Fact]
    public void Where_the_policy_says_so_people_alone_hand_out()
    {
        Publish("SH", dispatch => dispatch with { Enabled = false });
        ComeOn("li");
        Open(1);
        Assert.Null(Ticket(1).Owner);
        Publish("SH", dispatch => dispatch with { Enabled = true });
        World.Settle();
        Assert.Equal("li", Ticket(1).Owner);
    }

    [Fact]
    public void Two_who_take_at_once_are_shown_two_tickets()
    {
        Open(1);
        Open(2);
        var queue = World.Grain<IQueueGrain>("SH");
        var held = World.Run(() => Task.WhenAll(queue.Next(new("li")), queue.Next(new("wang")), queue.Next(new("chen"))));
        Assert.Equal([null, "202603-0001", "202603-0002"], held.Select(h => h?.Number).Order());
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal("202603-0001", World.Run(() => queue.Next(new("chen")))!.Number);       // nobody accepted it
    }

    [VirtualTimeFact]
    public void What_waits_too_long_goes_on_at_a_partner_site_that_has_room()
    {
        Publish("SH", dispatch => dispatch with { Overflow = new(new Target.Elapsed(TimeSpan.FromMinutes(10)), ["BJ"]) });
        Open(1);
        Open(2);
        World.Wait(TimeSpan.FromMinutes(15));
        Assert.Equal([TicketStatus.Pending, TicketStatus.Pending], new[] { Ticket(1).Status, Ticket(2).Status });       // nobody is free there either
        Hire("zhao", capacity: 1, role: "service_agent", sites: "BJ");
        ComeOn("zhao");
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal(ClosingReason.Transferred, Ticket(1).ClosingReason);
        Assert.Equal(TicketStatus.Pending, Ticket(2).Status);       // there was room for one
        var there = World.Journal.Tickets.Single(ticket => ticket.Site == "BJ");
        Assert.Equal("zhao", there.Owner);
        Assert.Equal((Ticket(1).SubmittedAt, "设备无法启动"), (there.SubmittedAt, there.Verbatim));
        Assert.Equal(new TicketLink("SH/202603-0001", LinkKind.TransferredFrom), Assert.Single(there.Links));
        Assert.Equal(new TicketLink(there.Key.ToString(), LinkKind.TransferredTo), Assert.Single(Ticket(1).Links));
    }

    [Fact]
    public void A_transfer_that_a_crash_interrupted_arrives_once()
    {
        Open(1);
        World.Lose("Follow");
        Send(1, new TransferTo("BJ", "theirs"), "boss");
        World.Crash();
        World.Lose();
        World.Start();
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal(TicketStatus.Closed, Ticket(1).Status);
        Assert.Single(World.Journal.Tickets, ticket => ticket.Site == "BJ");
    }

    [Fact]
    public void A_ticket_that_was_put_on_its_way_while_the_queue_offered_it_arrives()
    {
        Open(1);
        World.Lose("Follow");
        Send(1, new TransferTo("BJ", "theirs"), "boss");
        World.Lose();
        ComeOn("li");       // the queue offers what it knows, and is refused
        World.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal(ClosingReason.Transferred, Ticket(1).ClosingReason);
        Assert.Single(World.Journal.Tickets, ticket => ticket.Site == "BJ");
    }

    [VirtualTimeFact]
    public void A_place_kept_for_a_ticket_of_another_site_is_kept_for_as_long_as_its_transfer_may_take()
    {
        Hire("zhao", capacity: 1, role: "service_agent", sites: "BJ");
        ComeOn("zhao");
        var partner = World.Grain<IQueueGrain>("BJ");
        bool HasRoom() => World.Run(() => partner.HasRoom(null, null));
        Assert.True(HasRoom());
        World.Wait(TimeSpan.FromSeconds(35));
        Assert.False(HasRoom());
        World.Wait(TimeSpan.FromSeconds(10));
        Assert.True(HasRoom());
    }
}
