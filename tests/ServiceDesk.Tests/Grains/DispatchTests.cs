using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Grains;

public sealed class DispatchTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly GrainWorld _world = new(TicketStory.Nine);

    public DispatchTests()
    {
        foreach (var (site, profile) in new[] { ("SH", "after-sales"), ("BJ", "quick-response") })
            _world.Run(() => _world.Grain<ISiteGrain>(site).Put(new(site, "Asia/Shanghai", profile), "admin"));
        foreach (var id in (string[])["li", "wang", "chen"]) Hire(id);
        Hire("boss", role: "supervisor", supervisor: null);
    }

    public void Dispose() => _world.Dispose();

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
        _world.Wait(Soon);
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
            _world.Wait(Soon);
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
        _world.Wait(Soon);
        Assert.Equal("boss", Ticket(1).Owner);

        Hire("li", supervisor: null);
        _world.Run(async () => { await _world.Grain<IAgentGrain>("li").Refresh(); return 0; });
        Open(2);
        Send(2, new Decline("no time"), "li");
        _world.Wait(TimeSpan.FromMinutes(5));
        Assert.Null(Ticket(2).Owner);
        Assert.Single(Ticket(2).Escalations, e => e.Cause == "declined");
        ComeOn("wang");
        Assert.Equal("wang", Ticket(2).Owner);
    }

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
        _world.Wait(TimeSpan.FromMinutes(5));
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
        _world.Agents.Accounts["li"] = _world.Agents.Accounts["li"] with { HasLeft = true };
        _world.Run(async () => { await _world.Grain<IAgentGrain>("li").Refresh(); return 0; });
        _world.Wait(Soon);
        Assert.Equal(["wang", "wang"], Owners(1, 2));
        Assert.Equal("/owner", Send(1, new Assign("li", null), "boss").Refusal!.Pointer);
    }

    [Fact]
    public void A_crash_in_the_middle_of_leaving_orphans_nobodys_work()
    {
        ComeOn("li");
        Open(1);
        Send(1, new Acknowledge(), "li");
        _world.Run(async () => { await _world.Grain<IAgentGrain>("li").Watch(); return 0; });
        _world.Agents.Accounts["li"] = _world.Agents.Accounts["li"] with { HasLeft = true };
        _world.Crash();
        _ = _world.Host;
        ComeOn("wang");
        _world.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal("wang", Ticket(1).Owner);
    }

    [Fact]
    public void Lost_notes_and_a_crash_leave_nothing_waiting_while_somebody_is_free()
    {
        ComeOn("li");
        _world.Post = message => message.Method is "Follow" or "FollowAgent" ? Delivery.Lost : Delivery.Normal;
        Open(1);
        _world.Post = _ => Delivery.Normal;
        _world.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal("li", Ticket(1).Owner);

        _world.Post = message => message.Method is "Follow" ? Delivery.Lost : Delivery.Normal;
        Open(2);
        _world.Crash();
        _world.Post = _ => Delivery.Normal;
        _ = _world.Host;
        _world.Wait(TimeSpan.FromMinutes(2));
        Assert.Equal("li", Ticket(2).Owner);
    }

    [Fact]
    public void A_place_kept_for_an_assignment_that_never_came_is_given_away()
    {
        Hire("li", capacity: 1);
        ComeOn("li");
        Assert.Equal(Reservation.Granted, _world.Run(() => _world.Grain<IAgentGrain>("li").Reserve("SH/202603-0099", false)));
        Assert.Equal(Reservation.NotFree, _world.Run(() => _world.Grain<IAgentGrain>("li").Reserve("SH/202603-0098", false)));
        Open(1);
        Assert.Null(Ticket(1).Owner);
        _world.Wait(TimeSpan.FromMinutes(4));
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
        _world.Wait(TimeSpan.FromMinutes(2));
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
        _world.Wait(Soon);
        Assert.Equal("li", Ticket(1).Owner);
    }

    [Fact]
    public void Two_who_take_at_once_are_shown_two_tickets()
    {
        Open(1);
        Open(2);
        var queue = _world.Grain<IQueueGrain>("SH");
        var held = _world.Run(() => Task.WhenAll(queue.Next(new("li")), queue.Next(new("wang")), queue.Next(new("chen"))));
        Assert.Equal(["202603-0001", "202603-0002", null], held.Select(h => h?.Number));
        _world.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal("202603-0001", _world.Run(() => queue.Next(new("chen")))!.Number);       // nobody accepted it
    }

    [Fact]
    public void Shifts_bring_agents_on_duty_and_send_them_home()
    {
        var days = new WorkCalendar(CalendarDraft.Weekdays("Asia/Shanghai", [new(10 * 60, 18 * 60)]));
        Assert.Equal(PresenceState.Off, _world.Run(() => _world.Grain<IAgentGrain>("li").SetShifts(days))!.State);
        Open(1);
        _world.Wait(TimeSpan.FromMinutes(62));
        Assert.Equal("li", Ticket(1).Owner);
        _world.Wait(TimeSpan.FromHours(8));
        Assert.Equal(PresenceState.Off, _world.Run(() => _world.Grain<IAgentGrain>("li").Presence())!.State);
        Assert.Null(Ticket(1).Owner);
    }

    [Fact]
    public void What_waits_too_long_goes_on_at_a_partner_site_that_has_room()
    {
        Publish("SH", dispatch => dispatch with { Overflow = new(new Target.Elapsed(TimeSpan.FromMinutes(10)), ["BJ"]) });
        Open(1);
        Open(2);
        _world.Wait(TimeSpan.FromMinutes(15));
        Assert.Equal([TicketStatus.Pending, TicketStatus.Pending], new[] { Ticket(1).Status, Ticket(2).Status });       // nobody is free there either
        Hire("zhao", capacity: 1, role: "service_agent", sites: "BJ");
        ComeOn("zhao");
        _world.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal(ClosingReason.Transferred, Ticket(1).ClosingReason);
        Assert.Equal(TicketStatus.Pending, Ticket(2).Status);       // there was room for one
        var there = _world.Journal.Tickets.Single(ticket => ticket.Site == "BJ");
        Assert.Equal("zhao", there.Owner);
        Assert.Equal((Ticket(1).SubmittedAt, "设备无法启动"), (there.SubmittedAt, there.Verbatim));
        Assert.Equal(new TicketLink("SH/202603-0001", LinkKind.TransferredFrom), Assert.Single(there.Links));
        Assert.Equal(new TicketLink(there.Key.ToString(), LinkKind.TransferredTo), Assert.Single(Ticket(1).Links));
    }

    [Fact]
    public void A_transfer_that_a_crash_interrupted_arrives_once()
    {
        Open(1);
        _world.Post = message => message.Method is "Follow" ? Delivery.Lost : Delivery.Normal;
        Send(1, new TransferTo("BJ", "theirs"), "boss");
        _world.Crash();
        _world.Post = _ => Delivery.Normal;
        _ = _world.Host;
        _world.Wait(TimeSpan.FromMinutes(3));
        Assert.Equal(TicketStatus.Closed, Ticket(1).Status);
        Assert.Single(_world.Journal.Tickets, ticket => ticket.Site == "BJ");
    }

    [Fact]
    public void Somebody_whose_grain_was_asleep_gets_the_next_ticket_as_soon_as_they_are_free()
    {
        Hire("li", capacity: 1);
        ComeOn("li");
        Open(1);
        Send(1, new Acknowledge(), "li");
        Open(2);
        _world.Wait(TimeSpan.FromMinutes(10));       // long enough for an activation that nobody calls to be collected
        _world.Post = message => message.Kind is MessageKind.Tick ? Delivery.Lost : Delivery.Normal;       // nobody looks at the store
        Send(1, new Resolve("done", null, null, null), "li");
        _world.Wait(Soon);
        Assert.Equal("li", Ticket(2).Owner);
    }

    [Fact]
    public void A_changed_account_of_which_the_queue_did_not_hear_is_found_within_a_minute()
    {
        Hire("li", role: "service_agent");
        ComeOn("li");
        Open(1);
        Hire("li");
        _world.Wait(TimeSpan.FromSeconds(70));
        Assert.Equal("li", Ticket(1).Owner);
    }

    private void Hire(string id, int capacity = 10, string role = "engineer", string? supervisor = "boss", string sites = "SH") =>
        _world.Agents.Accounts[id] = new(id, [sites], [role], [], capacity, supervisor);

    private void ComeOn(params string[] agents)
    {
        foreach (var agent in agents) Set(agent, PresenceState.On);
    }

    private void Set(string agent, PresenceState state)
    {
        _world.Run(() => _world.Grain<IAgentGrain>(agent).SetPresence(state, agent));
        _world.Wait(Soon);
    }

    private void Open(int number, Urgency urgency = Urgency.Medium)
    {
        Assert.Null(Send(number, TicketStory.Opening with { Urgency = urgency }, "phone").Refusal);
        _world.Wait(Soon);
    }

    private void Publish(string site, Func<DispatchPolicy, DispatchPolicy> change)
    {
        var grain = _world.Grain<ISiteGrain>(site);
        _world.Run(async () => (await grain.Rules())!.Policy is var policy ? await grain.PublishPolicy(policy with { Dispatch = change(policy.Dispatch) }, "admin", null) : null);
    }

    private static TicketKey Key(int number) => new("SH", $"202603-{number:0000}");

    private TicketReply Send(int number, TicketCommand command, string by) =>
        _world.Run(() => _world.Grain<ITicketGrain>(Key(number).ToString()).Handle(new(command, Actor.Staff(by), $"{by} {command.GetType().Name} {number}", Powers: new(["SH"], [Roles.ServiceAgent]))));

    private IReadOnlyList<Happening> History(int number) => _world.Journal.History(Key(number));

    private Ticket Ticket(int number) => TicketHistory.Replay(Key(number), History(number))!;

    private List<string?> Owners(params int[] numbers) => [.. numbers.Select(number => Ticket(number).Owner)];

    private AgentStanding Standing(string agent) => _world.Run(() => _world.Grain<IAgentGrain>(agent).Standing())!;
}
