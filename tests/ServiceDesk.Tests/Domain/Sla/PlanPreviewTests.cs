using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>What publishing would do, against what it does.</summary>
public sealed class PlanPreviewTests
{
    private static SiteRules Published => TicketStory.AfterSales with { PolicyVersion = 2 };

    [Fact]
    public void The_preview_says_of_each_deadline_what_the_publication_then_does()
    {
        var story = TicketStory.Worked().After(TimeSpan.FromHours(1));
        foreach (var rules in (SiteRules[])[With(p => p), With(p => Resolution(p, TimeSpan.FromDays(9))), With(p => Resolution(p, TimeSpan.FromMinutes(30))), With(p => p with { Ack = new Target.Elapsed(TimeSpan.FromMinutes(1)) })])
        {
            var before = story.Ticket!;
            var said = PlanRules.Preview(before, rules, story.Now).Select(d => (d.Clock, d.To));
            var call = new Call(TicketStory.Key, rules, ServiceDesk.Domain.People.Actor.Clock, story.Now, "replan");
            var after = TicketRules.Decide(before, new Replan(2, 1), call).Next!;
            Assert.Equal(PlanRules.Moved(before, after).Select(moved => (moved.New.Id.Kind, moved.New.EndedAt is null ? moved.New.Due : (DateTimeOffset?)null)), said);
        }

        Assert.Empty(PlanRules.Preview(story.Ticket!, Published, story.Now));
    }

    [Theory]
    [InlineData(30, PlanEffect.Breached)]
    [InlineData(60, PlanEffect.Breached)]
    [InlineData(61, PlanEffect.Near)]
    [InlineData(60 + 240, PlanEffect.Near)]
    [InlineData(60 + 241, PlanEffect.Earlier)]
    [InlineData(60 * 24 * 30, PlanEffect.Later)]
    public void A_deadline_an_hour_after_its_start_would_be_past_near_earlier_or_later(int minutes, PlanEffect effect)
    {
        var story = TicketStory.Opened().After(TimeSpan.FromHours(1));
        var rules = With(policy => Resolution(policy, TimeSpan.FromMinutes(minutes)));
        var moved = Assert.Single(PlanRules.Preview(story.Ticket!, rules, story.Now), d => d.Clock is ClockKind.Resolution);
        Assert.Equal((effect, TicketStory.Nine.AddMinutes(minutes)), (moved.Effect, moved.To));
    }

    [Fact]
    public void A_promise_that_is_made_no_more_is_lifted_and_one_that_stands_still_is_never_past()
    {
        var story = TicketStory.Worked().Does(new Wait(WaitingReason.Customer, null)).After(TimeSpan.FromDays(30));
        var paused = Assert.Single(PlanRules.Preview(story.Ticket!, With(p => Resolution(p, TimeSpan.FromMinutes(1))), story.Now), d => d.Clock is ClockKind.Resolution);
        Assert.Equal(PlanEffect.Earlier, paused.Effect);
        var lifted = Assert.Single(PlanRules.Preview(story.Ticket!, With(p => Resolution(p, null)), story.Now), d => d.Clock is ClockKind.Resolution);
        Assert.Equal((PlanEffect.Lifted, (DateTimeOffset?)null), (lifted.Effect, lifted.To));
    }

    [Fact]
    public void The_worst_are_listed_first_and_at_most_fifty()
    {
        PlannedDeadline Of(int i, PlanEffect effect) =>
            new($"202603-{i:0000}", "c", Priority.Low, ClockKind.Resolution, 0, TicketStory.Nine, TicketStory.Nine.AddMinutes(-i), effect);
        var preview = PlanPreview.Of(TicketStory.Nine, 900, [.. Enumerable.Range(0, 70).Select(i => (IReadOnlyList<PlannedDeadline>)
            (i == 69 ? [Of(i, PlanEffect.Later), Of(i, PlanEffect.Breached)] : i < 9 ? [] : [Of(i, PlanEffect.Later)]))]);
        Assert.Equal((900, 70, 61, 1, 61), (preview.Open, preview.Checked, preview.MovedTickets, preview.Breached, preview.Later));
        Assert.Equal(PlanPreview.Listed, preview.Moved.Count);
        Assert.Equal(PlanEffect.Breached, preview.Moved[0].Effect);
        Assert.Equal("202603-0069", preview.Moved[1].Number);
    }

    private static SiteRules With(Func<SitePolicy, SitePolicy> change) => Published with { Policy = change(Published.Policy) };

    private static SitePolicy Resolution(SitePolicy policy, TimeSpan? target)
    {
        PriorityTargets Of(PriorityTargets old) => old with { Resolution = target is { } time ? new Target.Elapsed(time) : null };
        return policy with { Targets = new(Of(policy.Targets.High), Of(policy.Targets.Medium), Of(policy.Targets.Low)) };
    }
}
