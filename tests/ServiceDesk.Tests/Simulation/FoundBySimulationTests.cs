using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Tests.Simulation;

/// <summary>What the simulator found in the rules, each as the shortest story that shows it.</summary>
public sealed class FoundBySimulationTests
{
    private static readonly DateTimeOffset Nine = new(2024, 5, 6, 9, 0, 0, TimeSpan.Zero);
    private static readonly TicketKey Key = new("SH", "202405-0013");

    [Fact]
    public void A_clock_set_back_while_a_ticket_waits_leaves_a_ticket_that_can_be_read_again()
    {
        var waiting = After(Nine, Opening(), new Acknowledge(), new Wait(WaitingReason.Customer, null));
        var resumed = Do(waiting, new Resume(), Nine.AddMinutes(-4));
        var read = JsonSerializer.Deserialize<Ticket>(JsonSerializer.Serialize(resumed, DeskJson.Stored), DeskJson.Stored)!;
        Assert.Equal([new(Nine, Nine)], read.Clocks.Single(clock => clock.Id.Kind is ClockKind.Resolution).Pauses);
    }

    [Fact]
    public void A_satisfied_customer_was_not_silent_so_the_ticket_never_closes_as_unrated()
    {
        var resolved = After(Nine, Opening(), new Acknowledge(), new Resolve("换了硬盘", null, null, null));
        var confirmed = Do(resolved, new Rate(new Dictionary<string, int> { ["response_speed"] = 5 }, null), Nine.AddHours(1));
        Assert.Equal(TicketStatus.Resolved, Do(confirmed, new Ring(), Nine.AddDays(8)).Status);
    }

    private static Open Opening() => new(
        Source.Phone, null, null, new("客户甲", null, null, null, null, Tier.Regular, []), null, null, null, "无法登录", null, Urgency.High, Impact.Single, null, []);

    private static Ticket After(DateTimeOffset at, params TicketCommand[] commands) =>
        commands.Aggregate((Ticket?)null, (ticket, command) => Do(ticket, command, at))!;

    private static Ticket Do(Ticket? ticket, TicketCommand command, DateTimeOffset at)
    {
        var rules = new SiteRules("SH", "上海", "Asia/Shanghai", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1);
        var decision = TicketRules.Decide(ticket, command, new(Key, rules, Actor.Staff("li.na"), at, "test"));
        Assert.Null(decision.Refusal);
        return decision.Next!;
    }
}
