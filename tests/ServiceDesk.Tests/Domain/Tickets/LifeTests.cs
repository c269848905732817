using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using static ServiceDesk.Tests.Domain.Tickets.TicketStory;

namespace ServiceDesk.Tests.Domain.Tickets;

public sealed class LifeTests
{
    [Fact]
    public void The_first_to_accept_an_unowned_ticket_owns_it() => Assert.Equal("li", Worked().Ticket!.Owner);

    [Fact]
    public void Accepting_what_was_given_to_another_leaves_it_theirs() =>
        Assert.Equal("wang", Opened().Does(new Assign("wang", null)).Does(new Acknowledge(), by: "li").Ticket!.Owner);

    [Fact]
    public void A_hand_over_has_to_be_accepted_anew_while_work_goes_on()
    {
        var ticket = Worked().Does(new Assign("wang", "holiday")).Ticket!;
        Assert.Equal(TicketStatus.Processing, ticket.Status);
        Assert.Null(ticket.Assignment!.AcknowledgedAt);
        Assert.Equal(Nine, ticket.AcknowledgedAt);
    }

    [Fact]
    public void A_declined_ticket_is_nobodys_and_pending()
    {
        var ticket = Opened().Does(new Assign("wang", null)).Does(new Decline("busy")).Ticket!;
        Assert.Null(ticket.Owner);
        Assert.Equal(TicketStatus.Pending, ticket.Status);
    }

    [Theory]
    [InlineData(Impact.Safety, Urgency.Low)]
    [InlineData(Impact.CoreFunction, Urgency.Medium)]
    public void An_outage_is_urgent_whatever_was_ticked(Impact impact, Urgency said)
    {
        var ticket = Opened(opening: Opening with { Impact = impact, Urgency = said }).Ticket!;
        Assert.Equal(Urgency.High, ticket.Urgency);
        Assert.Equal(Priority.High, ticket.Priority.Value);
    }

    [Fact]
    public void The_first_row_of_the_matrix_that_fits_gives_the_priority()
    {
        var rules = AfterSales with
        {
            Policy = AfterSales.Policy with { Priorities = [new(Priority.High, [Urgency.Medium], [Impact.Many], [Tier.Vip, Tier.Enterprise]), new(Priority.Low)] },
        };
        Assert.Equal(Priority.High, rules.PriorityOf(Urgency.Medium, Impact.Many, Tier.Vip).Value);
        Assert.Equal(Priority.Low, rules.PriorityOf(Urgency.Medium, Impact.Many, Tier.Regular).Value);
        Assert.Equal(Priority.Low, rules.PriorityOf(Urgency.High, Impact.Many, Tier.Vip).Value);
    }

    [Fact]
    public void An_override_keeps_its_reason()
    {
        var priority = Worked().Does(new Prioritize(Priority.High, "board visit")).Ticket!.Priority;
        Assert.Equal(new PriorityValue(Priority.High, "board visit", Overridden: true), priority);
    }

    [Theory]
    [InlineData("nonsense", null, null, "/type")]
    [InlineData("problem", "nonsense", null, "/subtype")]
    [InlineData("problem", null, "nonsense", "/serviceType")]
    public void What_the_site_does_not_know_is_refused_by_field(string type, string? subtype, string? serviceType, string pointer)
    {
        var refusal = new TicketStory().Refused(Opening with { Type = type, Subtype = subtype, ServiceType = serviceType });
        Assert.Equal((RefusalKind.Invalid, pointer), (refusal.Kind, refusal.Pointer));
    }

    [Fact]
    public void A_request_from_the_future_is_refused_but_for_small_differences_of_clocks()
    {
        Assert.Equal("/submittedAt", new TicketStory().Refused(Opening with { SubmittedAt = Nine.AddMinutes(6) }).Pointer);
        Assert.Null(new TicketStory().Try(Opening with { SubmittedAt = Nine.AddMinutes(4) }).Refusal);
    }

    [Theory]
    [InlineData("已联系客户")]
    [InlineData("customer_contacted")]
    [InlineData("Customer contacted")]
    public void A_node_is_known_by_code_and_label(string node) =>
        Assert.Equal("customer_contacted", Worked().Does(new ReportProgress(node, null)).Ticket!.Progress[0].Node);

    [Fact]
    public void A_node_that_the_site_does_not_have_is_refused() => Assert.Equal("/node", Worked().Refused(new ReportProgress("喝茶", null)).Pointer);

    [Fact]
    public void A_complaint_is_resolved_with_apology_and_improvement_only()
    {
        var story = Opened(opening: Opening with { Type = "complaint" }).Does(new Acknowledge());
        Assert.Equal("/apology", story.Refused(new Resolve("refund", null, null, "training")).Pointer);
        Assert.Equal("/improvement", story.Refused(new Resolve("refund", null, "sorry", null)).Pointer);
        story.Does(new Resolve("refund", null, "sorry", "training"));
    }

    [Fact]
    public void A_subtype_can_make_a_complaint_of_a_milder_type()
    {
        var story = Opened(QuickResponse, Opening with { ServiceType = null, Type = "complaint_suggestion", Subtype = "complaint" }).Does(new Acknowledge());
        Assert.Equal("/apology", story.Refused(new Resolve("refund", null, null, null)).Pointer);
    }

    [Fact]
    public void Subtasks_wait_for_what_they_depend_on_and_hold_up_the_result()
    {
        var story = Worked().Does(new AddSubtask("order part", null, null)).Does(new AddSubtask("fit part", "sun", [1]));
        Assert.Equal("dependency_open", story.Refused(new MoveSubtask(2, SubtaskState.Started, null)).Code);
        Assert.Equal("subtasks_open", story.Refused(new Resolve("done", null, null, null)).Code);
        story.Does(new MoveSubtask(1, SubtaskState.Done, null)).Does(new MoveSubtask(2, SubtaskState.Started, null));
        Assert.Equal("/reason", story.Refused(new MoveSubtask(2, SubtaskState.Cancelled, null)).Pointer);
        story.Does(new MoveSubtask(2, SubtaskState.Cancelled, "customer fits it")).Does(new Resolve("done", null, null, null));
    }

    [Fact]
    public void A_subtask_depends_on_earlier_ones_only_so_that_no_cycle_can_be() =>
        Assert.Equal("/dependsOn/0", Worked().Refused(new AddSubtask("a", null, [1])).Pointer);

    [Fact]
    public void The_first_contact_answers_and_later_ones_do_not()
    {
        var story = Worked().After(TimeSpan.FromMinutes(5)).Does(new LogCommunication(null, "phone", "called", null, null));
        var first = story.Ticket!.FirstResponseAt;
        Assert.Equal(Nine.AddMinutes(5), first);
        Assert.Equal(first, story.After(TimeSpan.FromHours(1)).Does(new LogCommunication(null, "phone", null, null, null)).Ticket!.FirstResponseAt);
    }

    [Fact]
    public void A_satisfied_customer_confirms_and_the_summary_closes()
    {
        var story = Solved().Does(Rating(5));
        Assert.Equal((TicketStatus.Resolved, Nine), (story.Ticket!.Status, story.Ticket.ConfirmedAt));
        story.Does(new Summarize("dust", "cleaned", null, Common: true));
        Assert.Equal((TicketStatus.Closed, ClosingReason.Resolved), (story.Ticket.Status, story.Ticket.ClosingReason));
    }

    [Fact]
    public void With_the_summary_in_hand_a_satisfied_customer_closes_at_once() =>
        Assert.Equal(TicketStatus.Closed, Solved().Does(new Summarize("dust", "cleaned", null)).Does(Rating(4)).Ticket!.Status);

    [Fact]
    public void One_dissatisfied_answer_brings_it_back_for_second_handling()
    {
        var story = Solved().Does(new Rate(new Dictionary<string, int> { ["response_speed"] = 5, ["service_attitude"] = 2 }, "rude"));
        Assert.Equal((TicketStatus.Pending, 1), (story.Ticket!.Status, story.Ticket.Rounds));
        Assert.Null(story.Ticket.Owner);
        Assert.Null(story.Ticket.ResolvedAt);
    }

    [Fact]
    public void After_three_rounds_the_director_has_it()
    {
        var story = Worked();
        for (var round = 1; round <= 3; round++)
        {
            story.Does(new Resolve("again", null, null, null)).Does(Rating(1)).Does(new Acknowledge());
            Assert.Null(story.Ticket!.OpenEscalation);
        }

        story.Does(new Resolve("again", null, null, null)).Does(Rating(1));
        Assert.Equal((2, "second_handling"), (story.Ticket!.OpenEscalation!.Level, story.Ticket.OpenEscalation.Cause));
    }

    [Theory]
    [InlineData("nonsense", 5, "/answers/nonsense")]
    [InlineData("response_speed", 6, "/answers/response_speed")]
    public void An_answer_off_the_form_is_refused(string question, int value, string pointer) =>
        Assert.Equal(pointer, Solved().Refused(new Rate(new Dictionary<string, int> { [question] = value }, null)).Pointer);

    [Fact]
    public void A_closed_ticket_is_reopened_within_thirty_days_and_not_later()
    {
        var story = Solved().Does(new Summarize("dust", "cleaned", null)).Does(new Close(ClosingReason.Resolved));
        Assert.Equal("reopen_window_over", story.At(Nine.AddDays(31)).Refused(new Reopen("again")).Code);
        story.At(Nine.AddDays(29)).Does(new Reopen("again"));
        Assert.Equal(TicketStatus.Processing, story.Ticket!.Status);
        Assert.Null(story.Ticket.ClosedAt);
        Assert.Null(story.Ticket.Assignment!.AcknowledgedAt);
    }

    [Fact]
    public void A_merged_ticket_stands_after_unmerging_where_it_stood()
    {
        var story = Worked().Does(new Wait(WaitingReason.Customer, null)).Does(new Merge("202603-0002"));
        Assert.Equal((TicketStatus.Closed, "202603-0002"), (story.Ticket!.Status, story.Ticket.MergedInto));
        story.Does(new Unmerge());
        Assert.Equal((TicketStatus.AwaitingFeedback, (string?)null), (story.Ticket.Status, story.Ticket.MergedInto));
    }

    [Fact]
    public void A_survivor_cannot_end_in_another_ticket_so_that_no_circle_can_be() =>
        Assert.Equal("has_merged", Worked().Does(new TakeOver("202603-0002")).Refused(new Merge("202603-0003")).Code);

    [Fact]
    public void The_same_history_makes_the_same_ticket()
    {
        var story = Worked().Does(new AddSubtask("a", null, null)).Does(new MoveSubtask(1, SubtaskState.Done, null))
            .Does(new Wait(WaitingReason.Customer, null)).Does(new Resume()).Does(new Resolve("done", new DateOnly(2027, 1, 1), null, null)).Does(Rating(5));
        var stored = story.History.Select(h => JsonSerializer.Deserialize<Happening>(JsonSerializer.Serialize(h, DeskJson.Stored), DeskJson.Stored)!);
        Assert.Equal(
            JsonSerializer.Serialize(story.Ticket, DeskJson.Stored),
            JsonSerializer.Serialize(TicketHistory.Replay(Key, stored), DeskJson.Stored));
    }

    [Fact]
    public void Both_profiles_can_be_published_as_they_are()
    {
        foreach (var name in Profiles.Names) Assert.Empty(PolicyRules.Faults(Profiles.Find(name)!));
    }

    private static Rate Rating(int value) => new(new Dictionary<string, int> { ["response_speed"] = value }, null);
}
