using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using static ServiceDesk.Tests.Domain.Tickets.TicketStory;

namespace ServiceDesk.Tests.Domain.Tickets;

/// <summary>The flow table of spec §3, clock by clock. Site SH: Monday to Friday 09:00–18:00, medium = respond 8 h, resolve 3 working days.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void An_early_ring_changes_nothing() => Assert.Empty(Opened().At(Nine.AddMinutes(59)).Try(new Ring()).Happenings);

    [Fact]
    public void A_second_ring_changes_nothing()
    {
        var story = Opened().At(Nine + Hour).Does(new Ring());
        Assert.Empty(story.Try(new Ring()).Happenings);
        Assert.Equal(["breached Ack", "level 1 ack"], story.Rung);
    }

    [Fact]
    public void Unaccepted_for_an_hour_calls_the_supervisor_at_that_very_moment()
    {
        var story = Opened().At(Nine + Hour).Does(new Ring());
        Assert.Equal(ClockState.Breached, story.Clock(ClockKind.Ack).State);
        Assert.Equal(Nine + Hour, story.Clock(ClockKind.Ack).BreachedAt);
        Assert.Equal((1, "ack"), (story.Ticket!.OpenEscalation!.Level, story.Ticket.OpenEscalation.Cause));
    }

    [Fact]
    public void An_answer_that_comes_late_finds_the_breach_on_record_though_no_alarm_rang()
    {
        var story = Opened().At(Nine + 2 * Hour).Does(new Acknowledge());
        Assert.Equal(["breached Ack", "level 1 ack"], story.Rung);
        Assert.Equal("Acknowledged", story.History[^1].Event.GetType().Name);
        Assert.Equal(ClockState.Breached, story.Clock(ClockKind.Ack).State);
        Assert.Single(story.Ticket!.Breaches);
    }

    [Fact]
    public void An_answer_at_the_last_millisecond_is_in_time() =>
        Assert.Equal(ClockState.Met, Opened().At(Nine + Hour - TimeSpan.FromMilliseconds(1)).Does(new Acknowledge()).Clock(ClockKind.Ack).State);

    [Fact]
    public void Every_hand_over_starts_the_acceptance_anew_and_the_old_epoch_never_fires()
    {
        var story = Opened().At(Nine.AddMinutes(50)).Does(new Assign("wang", null)).At(Nine + Hour).Does(new Ring());
        Assert.Empty(story.Rung);
        Assert.Equal(new ClockEpoch(ClockKind.Ack, 0, 2), story.Clock(ClockKind.Ack).Id);
        Assert.Equal(["breached Ack", "level 1 ack"], story.At(Nine.AddMinutes(110)).Does(new Ring()).Rung);
    }

    [Fact]
    public void The_first_contact_meets_the_response_target_and_no_contact_breaches_it()
    {
        Assert.Equal(ClockState.Met, Worked().At(Nine + 7 * Hour).Does(Called).Clock(ClockKind.Response).State);
        Assert.Contains("level 1 response", Worked().At(Nine + 8 * Hour).Does(new Ring()).Rung);
    }

    [Fact]
    public void Response_and_resolution_count_from_when_the_customer_asked()
    {
        var story = Opened(opening: Opening with { SubmittedAt = Nine - Hour });
        Assert.Equal(Nine + 7 * Hour, story.Clock(ClockKind.Response).Due);
        Assert.Equal(Nine + Hour, story.Clock(ClockKind.Ack).Due);
    }

    [Fact]
    public void Silence_of_the_owner_reminds_after_a_day_and_calls_the_director_a_day_later()
    {
        var story = Worked().Does(Called).At(Nine + 24 * Hour).Does(new Ring());
        Assert.Equal(["breached Update", "reminder Update -> owner+supervisor", "breached CustomerSync", "reminder CustomerSync -> owner"], story.Rung);
        Assert.Contains("level 2 update", story.At(Nine + 48 * Hour).Does(new Ring()).Rung);
    }

    [Fact]
    public void Progress_starts_the_update_interval_anew()
    {
        var story = Worked().Does(Called).At(Nine + 20 * Hour).Does(new ReportProgress("fault_checked", null)).Does(Called).At(Nine + 43 * Hour).Does(new Ring());
        Assert.Empty(story.Rung);
        Assert.Equal(2, story.Clock(ClockKind.Update).Id.Epoch);
    }

    [Fact]
    public void Progress_after_the_reminder_spares_the_director()
    {
        var story = Worked().At(Nine + 24 * Hour).Does(new Ring()).Does(new ReportProgress("fault_checked", null)).At(Nine + 47 * Hour).Does(new Ring());
        Assert.DoesNotContain("level 2 update", story.Rung);
    }

    [Fact]
    public void Resolution_warns_at_three_quarters_then_breaches_then_calls_the_director()
    {
        var story = Opened(opening: Opening with { Urgency = Urgency.High }).Does(new Acknowledge()).Does(Called);
        Assert.Equal(["warning Resolution -> owner"], story.At(Nine + 18 * Hour).Does(new Ring()).Rung);
        Keep(story);
        Assert.Equal(["breached Resolution", "level 1 resolution"], story.At(Nine + 24 * Hour).Does(new Ring()).Rung.Skip(1));
        Keep(story);
        Assert.Equal("level 2 resolution", story.At(Nine + 48 * Hour).Does(new Ring()).Rung.Last());
        Assert.Equal(3, story.Ticket!.Clocks.Single(c => c.Id.Kind is ClockKind.Resolution).Done.Count(d => d is "warning" or "breach" or "level_2"));
    }

    [Fact]
    public void Three_working_days_end_at_the_close_of_the_third_day_after() =>
        Assert.Equal(Nine.AddDays(3) + 9 * Hour, Opened().Clock(ClockKind.Resolution).Due);

    [Fact]
    public void Waiting_for_the_customer_moves_the_deadline_by_the_working_time_it_took()
    {
        // From 17:00 on Monday to 11:00 on Tuesday: one open hour on Monday and two on Tuesday.
        var story = Worked().At(Nine + 8 * Hour).Does(new Wait(WaitingReason.Customer, null));
        Assert.Equal(ClockState.Paused, story.Clock(ClockKind.Resolution).State);
        Assert.Null(story.Clock(ClockKind.Resolution).NextAt);
        story.At(Nine + 26 * Hour).Does(new Resume());
        Assert.Equal(Nine.AddDays(4) + 3 * Hour, story.Clock(ClockKind.Resolution).Due);
    }

    [Fact]
    public void Waiting_for_parts_does_not_pause_unless_the_site_says_so() =>
        Assert.Equal(ClockState.Running, Worked().Does(new Wait(WaitingReason.Parts, null)).Clock(ClockKind.Resolution).State);

    [Fact]
    public void A_pause_outside_opening_hours_moves_nothing()
    {
        var story = Worked().At(Nine + 10 * Hour).Does(new Wait(WaitingReason.Customer, null)).At(Nine + 23 * Hour).Does(new Resume());
        Assert.Equal(Nine.AddDays(3) + 9 * Hour, story.Clock(ClockKind.Resolution).Due);
    }

    [Fact]
    public void A_raised_priority_promises_more_from_the_same_start_in_a_new_epoch()
    {
        var story = Worked().At(Nine + 10 * Hour).Does(new Prioritize(Priority.High, "vip"));
        Assert.Equal((Nine + 24 * Hour, 2), (story.Clock(ClockKind.Resolution).Due, story.Clock(ClockKind.Resolution).Id.Epoch));
        Assert.Equal(Nine + 4 * Hour, story.Clock(ClockKind.Response).Due);
        Assert.Contains("level 1 response", story.Does(new Ring()).Rung);
    }

    [Fact]
    public void A_lowered_priority_promises_less_and_the_old_deadline_never_fires()
    {
        var story = Opened(opening: Opening with { Urgency = Urgency.High }).Does(new Acknowledge()).Does(Called).Does(new Prioritize(Priority.Low, "can wait"));
        Keep(story.At(Nine + 20 * Hour));
        Assert.DoesNotContain("breached Resolution", story.At(Nine + 25 * Hour).Does(new Ring()).Rung);
        Assert.Equal(Nine.AddDays(7) + 9 * Hour, story.Clock(ClockKind.Resolution).Due);
    }

    [Fact]
    public void What_was_breached_stays_breached_after_the_priority_changed()
    {
        var story = Opened(opening: Opening with { Urgency = Urgency.High }).Does(new Acknowledge()).At(Nine + 4 * Hour).Does(new Ring());
        story.Does(new Prioritize(Priority.Low, "can wait"));
        Assert.Single(story.Ticket!.Breaches, b => b.Clock == new ClockEpoch(ClockKind.Response, 0, 1));
    }

    [Fact]
    public void A_confirmed_change_is_promised_from_its_confirmation_on_with_both_deadlines_on_record()
    {
        var story = Worked().Does(new RequestChange("two more")).At(Nine + 24 * Hour).Does(new Ring());
        Assert.Contains("reminder Change -> owner", story.Rung);
        story.Does(new SettleChange(1, ChangeState.Confirmed, "signed"));
        Assert.Equal(Nine.AddDays(4) + 9 * Hour, story.Clock(ClockKind.Resolution).Due);
        Assert.Equal(Nine.AddDays(3) + 9 * Hour, story.History.Single(h => h.Event is Opened).Event.Clocks!.Single(c => c.Id.Kind is ClockKind.Resolution).Due);
    }

    [Fact]
    public void A_department_that_does_not_answer_is_told_with_requester_and_supervisor() =>
        Assert.Contains("reminder Collaboration -> requester+department_head+supervisor",
            Worked().Does(new RequestCollaboration("技术部", "noise", null)).At(Nine + 4 * Hour).Does(new Ring()).Rung);

    [Fact]
    public void A_late_technician_is_told_to_customer_and_supervisor_and_one_who_arrived_is_not()
    {
        var story = Worked().Does(new PlanVisit("sun", "Pudong 1", Nine + 2 * Hour)).Does(new PlanVisit("sun", "Pudong 2", Nine + 2 * Hour));
        story.Does(new MoveVisit(1, VisitState.Departed, null)).Does(new MoveVisit(1, VisitState.Arrived, null)).At(Nine + 2 * Hour).Does(new Ring());
        Assert.Equal(["breached Visit", "reminder Visit -> customer+supervisor"], story.Rung);
        Assert.Equal(ClockState.Breached, story.Clock(ClockKind.Visit, 2).State);
    }

    [Fact]
    public void Silence_of_the_customer_closes_after_seven_days_without_rating()
    {
        var story = Solved().At(Nine.AddDays(7)).Does(new Ring());
        Assert.Equal((TicketStatus.Closed, ClosingReason.Resolved), (story.Ticket!.Status, story.Ticket.ClosingReason));
        Assert.Null(story.Ticket.ConfirmedAt);
        Assert.Equal(Actor.Clock, story.History[^1].By);
    }

    [Fact]
    public void A_confirmed_ticket_without_its_summary_does_not_go_quiet()
    {
        var story = Solved().Does(new Rate(new Dictionary<string, int> { ["response_speed"] = 5 }, null)).At(Nine.AddDays(1)).Does(new Ring());
        Assert.Contains("reminder Update -> owner+supervisor", story.Rung);
        Assert.Contains("level 2 update", story.At(Nine.AddDays(2)).Does(new Ring()).Rung);
        Assert.Equal(TicketStatus.Resolved, story.At(Nine.AddDays(8)).Does(new Ring()).Ticket!.Status);
    }

    [Fact]
    public void Second_handling_has_a_fresh_deadline_and_calls_the_director_when_nobody_takes_it()
    {
        var story = Solved().At(Nine + 30 * Hour).Does(new Rate(new Dictionary<string, int> { ["response_speed"] = 1 }, null));
        Assert.Equal(Nine.AddDays(4) + 9 * Hour, story.Clock(ClockKind.Resolution).Due);
        Assert.Equal(["breached SecondHandling", "level 2 second_handling"], story.At(Nine + 34 * Hour).Does(new Ring()).Rung);
    }

    [Fact]
    public void Second_handling_given_to_somebody_in_time_calls_nobody()
    {
        var story = Solved().Does(new Rate(new Dictionary<string, int> { ["response_speed"] = 1 }, null)).Does(new Assign("wang", "senior")).Does(new Acknowledge());
        Assert.DoesNotContain("breached SecondHandling", story.At(Nine + 5 * Hour).Does(new Ring()).Rung);
    }

    [Fact]
    public void A_merged_ticket_is_silent_and_goes_on_after_unmerging()
    {
        var story = Worked().Does(Called).Does(new Merge("202603-0002"));
        Assert.Null(story.Ticket!.WakeAt);
        Assert.Empty(story.At(Nine.AddDays(3)).Does(new Ring()).Rung);
        Assert.NotNull(story.Does(new Unmerge()).Ticket!.WakeAt);
    }

    [Fact]
    public void A_closed_ticket_waits_for_nothing() => Assert.Null(Worked().Does(new Close(ClosingReason.ClosedByCustomer)).Ticket!.WakeAt);

    [Fact]
    public void After_a_long_outage_everything_that_was_due_happens_once_in_the_order_it_was_due()
    {
        var story = Opened(opening: Opening with { Urgency = Urgency.High }).At(Nine.AddDays(3)).Does(new Ring());
        Assert.Equal(
            ["breached Ack", "level 1 ack", "breached Response", "level 1 response", "warning Resolution -> owner", "breached Resolution",
             "level 1 resolution", "level 2 resolution"], story.Rung);
        Assert.Empty(story.Try(new Ring()).Happenings);
    }

    [Fact]
    public void A_refused_command_does_not_hide_what_was_due()
    {
        var decision = Opened().At(Nine + Hour).Try(new Resume());
        Assert.Equal("not_acknowledged", decision.Refusal!.Code);
        Assert.Equal(2, decision.Happenings.Count);
    }

    [Fact]
    public void A_published_policy_moves_what_still_runs_and_leaves_what_it_does_not_move()
    {
        var story = Worked();
        story.Rules = AfterSales with
        {
            PolicyVersion = 2,
            Policy = AfterSales.Policy with { Targets = AfterSales.Policy.Targets with { Medium = AfterSales.Policy.Targets.Medium with { Response = new Target.Elapsed(2 * Hour) } } },
        };
        story.Does(new Replan(2, 1));
        Assert.Equal((Nine + 2 * Hour, 2, 2), (story.Clock(ClockKind.Response).Due, story.Clock(ClockKind.Response).PolicyVersion, story.Clock(ClockKind.Response).Id.Epoch));
        Assert.Equal(1, story.Clock(ClockKind.Resolution).PolicyVersion);
        Assert.Empty(story.Try(new Replan(2, 1)).Happenings);
    }

    [Fact]
    public void What_was_merged_while_a_policy_was_published_stands_under_it_once_unmerged()
    {
        var story = Worked().At(Nine + Hour).Does(new Merge("202603-0002"));
        story.Rules = AfterSales with
        {
            PolicyVersion = 2,
            Policy = AfterSales.Policy with { Targets = AfterSales.Policy.Targets with { Medium = AfterSales.Policy.Targets.Medium with { Response = new Target.Elapsed(2 * Hour) } } },
        };
        story.At(Nine + 5 * Hour).Does(new Unmerge());
        Assert.Equal(
            (Nine + 6 * Hour, 2, 2, ClockState.Running),
            (story.Clock(ClockKind.Response).Due, story.Clock(ClockKind.Response).PolicyVersion, story.Clock(ClockKind.Response).Id.Epoch, story.Clock(ClockKind.Response).State));
        Assert.Equal((1, 1), (story.Clock(ClockKind.Resolution).PolicyVersion, story.Clock(ClockKind.Resolution).Id.Epoch));
        Assert.Empty(story.Try(new Replan(2, 1)).Happenings);
    }

    private static LogCommunication Called => new(null, "phone", "called", null, null);

    /// <summary>What a diligent owner does, so that only the clock under test rings.</summary>
    private static void Keep(TicketStory story) => story.Does(new ReportProgress("fault_checked", null)).Does(Called);
}
