using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using static ServiceDesk.Tests.Domain.Routing.Lines;

namespace ServiceDesk.Tests.Domain.Routing;

public sealed class DispatchBoardTests
{
    private DispatchBoard _board = new(Rules());

    [Theory]
    [InlineData(null, null, "service_agent")]
    [InlineData("problem", null, "engineer")]
    [InlineData("problem", "complex_technical", "technical_support_manager")]
    [InlineData("problem", "robot", "engineer+robots")]
    [InlineData("consultation", null, "service_agent")]
    [InlineData("suggestion", null, "service_agent")]
    [InlineData("complaint", null, "customer_relations_specialist")]
    [InlineData("gone from the policy", null, "service_agent")]
    public void A_ticket_needs_what_the_policy_says_of_its_class(string? type, string? subtype, string need) =>
        Assert.Equal(need, Need.Of(type, subtype, Rules().Policy).Key);

    [Fact]
    public void A_policy_that_was_stored_before_there_was_dispatch_has_the_standard_one() => Assert.Equal(
        DispatchPolicy.Standard,
        System.Text.Json.JsonSerializer.Deserialize<SitePolicy>(
            System.Text.Json.Nodes.JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Rules().Policy, ServiceDesk.Domain.DeskJson.Stored))!.AsObject()
                .Where(field => field.Key != "dispatch").ToDictionary(field => field.Key, field => field.Value) is var old
                    ? System.Text.Json.JsonSerializer.Serialize(old) : "", ServiceDesk.Domain.DeskJson.Stored)!.Dispatch);

    [Fact]
    public void A_look_tells_each_line_with_its_oldest_and_who_could_take_it_and_what_came_back()
    {
        Put(Agent("li", open: 8, capacity: 10), Agent("wang", role: "service_agent"));
        Put(Ticket("1", minute: 7, subtype: "robot"), Ticket("2", minute: 5), Ticket("3", Priority.High, minute: 6), Ticket("4") with { Owner = "li" }, Ticket("5", minute: 8) with { Rounds = 1 });
        var look = _board.Look(1);
        Assert.Equal(
            [("engineer", 3, Nine.AddMinutes(5), 1, 2L), ("engineer", 1, Nine.AddMinutes(7), 0, 0L)],
            look.Needs.Select(line => (line.Role, line.Waiting, line.OldestAt, line.OnDuty, line.Room)));
        Assert.Equal(["robots"], look.Needs[1].Skills);
        Assert.Equal(["5"], look.Returned);
        foreach (var number in (string[])["1", "2", "3", "5"]) _board.Remove(number);
        Assert.Equal((0, 0), (_board.Look(1).Needs.Count, _board.Look(1).Returned.Count));
    }

    [Fact]
    public void The_least_loaded_by_capacity_is_chosen_and_the_choice_says_why()
    {
        Put(Agent("chen", open: 1, capacity: 2), Agent("li", open: 2, capacity: 10), Agent("wang", open: 3, capacity: 10));
        Put(Ticket("1"));
        var pairing = _board.Next()!;
        Assert.Equal("li", pairing.Agent);
        Assert.Equal((3, ChoiceRule.LeastLoaded, "engineer"), (pairing.Choice.Candidates, pairing.Choice.Rule, pairing.Choice.Need.Key));
        Assert.Equal([new("li", 2, 10, Nine), new("wang", 3, 10, Nine), new Candidate("chen", 1, 2, Nine)], pairing.Choice.Considered);
    }

    [Fact]
    public void A_place_that_is_proposed_goes_to_no_later_ticket_though_the_agent_does_not_know_of_it_yet()
    {
        Put(Agent("li", capacity: 2));
        Put(Ticket("1"), Ticket("2", Priority.High), Ticket("3", Priority.High));
        var (first, second) = (_board.Next()!, _board.Next()!);
        Assert.Equal(("2", "3"), (first.Ticket.Number, second.Ticket.Number));
        Put(Agent("li", open: 1, capacity: 2) with { Work = ["SH/2"] });
        Assert.Null(_board.Next());
        _board = _board.Under(Rules(), Nine);
        Put(Agent("li", open: 1, capacity: 2) with { Work = ["SH/2"] });
        Assert.Null(_board.Next());
        _board.End(first);
        _board.End(second);       // not taken: asked, they say how they stand
        Assert.Null(_board.Next());
        Put(Agent("li", open: 1, capacity: 2) with { Work = ["SH/2"] });
        Assert.Equal("1", _board.Next()?.Ticket.Number);
    }

    [Fact]
    public void Among_equally_loaded_the_longest_idle_and_then_the_id_decide()
    {
        Put(Agent("li", idle: 5), Agent("wang", idle: 3), Agent("chen", idle: 3));
        Put(Ticket("1"), Ticket("2"));
        Assert.Equal(("chen", ChoiceRule.FirstById), (_board.Next() is { } first ? (first.Agent, first.Choice.Rule) : default));
        Assert.Equal(("wang", ChoiceRule.LongestIdle), (_board.Next() is { } second ? (second.Agent, second.Choice.Rule) : default));
    }

    [Fact]
    public void Who_is_away_full_or_of_another_role_or_without_the_skill_gets_nothing()
    {
        Put(Agent("away") with { Presence = PresenceState.Away }, Agent("full", open: 3, capacity: 3), Agent("none", capacity: 0), Agent("field", role: "field_engineer"), Agent("plain"));
        Put(Ticket("1", subtype: "robot"));
        Assert.Null(_board.Next());
        Put(Agent("robotic", skills: ["robots"]));
        Assert.Equal(("robotic", ChoiceRule.OnlyCandidate), (_board.Next() is { } pairing ? (pairing.Agent, pairing.Choice.Rule) : default));
    }

    [Fact]
    public void Priority_comes_first_then_the_head_start_of_VIPs_and_complaints_then_submission()
    {
        Put(
            Ticket("1", minute: 1), Ticket("2", minute: 0), Ticket("3", Priority.High, minute: 9), Ticket("4", minute: 60, tier: Tier.Vip),
            Ticket("5", Priority.Low, tier: Tier.Vip), Ticket("6", minute: 24 * 60 + 1, tier: Tier.Vip));
        Put(Agent("li", capacity: 10));
        Assert.Equal(["3", "4", "2", "1", "6", "5"], HandedOut());
    }

    [Fact]
    public void A_head_start_lets_nobody_starve()
    {
        Put(Ticket("1"));
        for (var day = 0; day < 5; day++) Put(Ticket($"2{day}", minute: day * 24 * 60 + 1, tier: Tier.Vip));
        Put(Agent("li", capacity: 6));
        Assert.Equal("1", HandedOut()[1]);
    }

    [Fact]
    public void Who_declined_is_not_offered_it_again_and_holds_nobody_up()
    {
        Put(Ticket("1", declinedBy: ["li"]), Ticket("2", minute: 1));
        Put(Agent("li"));
        Assert.Equal(["2"], HandedOut());
        Put(Agent("wang", open: 9));
        Assert.Equal("wang", _board.Next()!.Agent);
    }

    [Fact]
    public void What_everybody_on_duty_declined_is_the_supervisors_once()
    {
        Put(Ticket("1", declinedBy: ["li"]));
        Assert.Null(_board.NextExhausted());       // nobody is on duty: somebody may come
        Put(Agent("li"), Agent("wang", open: 10));
        Assert.Null(_board.NextExhausted());       // wang is full, and may still take it
        _board.RemoveAgent("wang");
        var ticket = _board.NextExhausted()!;
        Assert.Equal("1", ticket.Number);
        Put(ticket with { Version = 2, Called = true });
        Assert.Null(_board.NextExhausted());
    }

    [Fact]
    public void After_three_declines_or_a_dissatisfied_customer_the_desk_hands_nothing_out_but_people_may_take()
    {
        Put(Ticket("1", declinedBy: ["a", "b", "c"]), Ticket("2") with { Rounds = 1 }, Ticket("3") with { TransferTo = "BJ" });
        Put(Agent("li"));
        Assert.Null(_board.Next());
        Assert.Equal(["1", "2"], new[] { _board.Take("li", null)!.Number, _board.Take("li", null)!.Number });
        Assert.Null(_board.Take("li", null));
    }

    [Fact]
    public void People_take_by_urgency_then_submission_and_what_was_offered_to_them_but_not_what_others_were_offered()
    {
        Put(
            Ticket("1", minute: 2), Ticket("2", minute: 1) with { Urgency = Urgency.Low }, Ticket("3", minute: 3) with { Urgency = Urgency.High },
            Ticket("4", minute: 1) with { Owner = "li" }, Ticket("5") with { Owner = "wang", Urgency = Urgency.High });
        Assert.Equal(["3", "4", "1", "2"], Enumerable.Range(0, 4).Select(_ => _board.Take("li", null)!.Number));
        Assert.Null(_board.Take("li", null));
        Assert.Equal("5", _board.Take("wang", null)!.Number);
    }

    [Fact]
    public void A_fitting_claim_takes_only_what_the_role_and_skills_allow()
    {
        Put(Ticket("1", type: "complaint"), Ticket("2", minute: 1, subtype: "robot"), Ticket("3", minute: 2));
        Func<Need, bool> fits = need => need.Fits(["engineer"], []);
        Assert.Equal("3", _board.Take("li", fits)!.Number);
        Assert.Null(_board.Take("li", fits));
    }

    [Fact]
    public void After_its_time_the_role_alone_will_do_and_the_choice_says_so()
    {
        _board = new(Rules(dispatch => dispatch with { RelaxSkillsAfter = new Target.Elapsed(TimeSpan.FromMinutes(30)) }));
        Put(Agent("li"));
        Put(Ticket("1", subtype: "robot"));
        Assert.Equal(Nine.AddMinutes(30), _board.NextMoment);
        _board.Advance(Nine.AddMinutes(29));
        Assert.Null(_board.Next());
        _board.Advance(Nine.AddMinutes(30));
        Assert.True(_board.Next()!.Choice.Relaxed);
        Assert.Null(_board.NextMoment);
    }

    [Fact]
    public void What_waited_long_enough_overflows_and_leaves_that_list_with_the_queue()
    {
        _board = new(Rules(dispatch => dispatch with { Overflow = new(new Target.Elapsed(TimeSpan.FromMinutes(10)), ["BJ"]) }));
        Put(Ticket("1"), Ticket("2", minute: 5));
        _board.Advance(Nine.AddMinutes(10));
        Assert.Equal(["1"], _board.Overflowing.Select(waiting => waiting.Number));
        _board.Remove("1");
        Assert.Empty(_board.Overflowing);
        Assert.Equal(Nine.AddMinutes(15), _board.NextMoment);
    }

    [Fact]
    public void An_older_view_of_a_ticket_is_passed_over()
    {
        Put(Ticket("1") with { Version = 3, Owner = "wang" });
        Put(Ticket("1") with { Version = 2 });
        Put(Agent("li"));
        Assert.Null(_board.Next());
    }

    [Fact]
    public void Room_is_what_those_on_duty_can_take_and_none_while_something_waits()
    {
        var need = Need.Of("problem", null, Rules().Policy);
        Put(Agent("li", open: 3, capacity: 5), Agent("wang", open: 9, capacity: 5), Agent("chen", capacity: 4));
        Assert.Equal(6, _board.RoomFor(need));
        _board.RemoveAgent("chen");
        Assert.Equal(2, _board.RoomFor(need));
        Put(Ticket("1", declinedBy: ["li"]));
        Assert.Equal(0, _board.RoomFor(need));
    }

    private List<string> HandedOut()
    {
        var numbers = new List<string>();
        while (_board.Next() is { } pairing) numbers.Add(pairing.Ticket.Number);
        return numbers;
    }

    private void Put(params AgentStanding[] agents)
    {
        foreach (var agent in agents) _board.Put(agent);
    }

    private void Put(params QueuedTicket[] tickets)
    {
        foreach (var ticket in tickets) _board.Put(ticket, Nine);
    }
}
