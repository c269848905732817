using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using static ServiceDesk.Tests.Domain.Tickets.TicketStory;

namespace ServiceDesk.Tests.Domain.Tickets;

public sealed class CauseCheckTests
{
    private static readonly ClockEpoch Ack = new(ClockKind.Ack, 0, 1);

    [Fact]
    public void Everything_that_the_rules_write_has_its_cause()
    {
        var story = Opened(opening: Opening with { Urgency = Urgency.High }).At(Nine + TimeSpan.FromHours(5)).Does(new Acknowledge())
            .Does(new PlanVisit("sun", "Pudong", Nine + TimeSpan.FromHours(6))).Does(new RequestCollaboration("技术部", "noise", null)).Does(new RequestChange("two"))
            .At(Nine.AddDays(4)).Does(new Resolve("done", null, null, null)).Does(new Rate(new Dictionary<string, int> { ["response_speed"] = 1 }, null))
            .At(Nine.AddDays(5)).Does(new Ring());
        Ticket? ticket = null;
        foreach (var happening in story.History)
        {
            if (ticket is not null) Assert.Null(CauseCheck.Fault(ticket, happening));
            ticket = TicketHistory.Evolve(Key, ticket, happening);
        }

        Assert.Contains(story.History, h => h.Event is Escalated { Level: 2, Clock.Kind: ClockKind.SecondHandling });
    }

    [Theory]
    [InlineData(59, "comes before 2026-03-02T02:00:00.000Z")]
    [InlineData(60, null)]
    public void A_breach_before_its_time_is_found(int minute, string? fault) =>
        Assert.Equal(fault, CauseCheck.Fault(Opened().Ticket!, Rang(minute, new Breached(Ack, Nine.AddHours(1)))));

    [Fact]
    public void A_breach_that_a_person_wrote_is_found() =>
        Assert.Equal("was not brought about by a clock", CauseCheck.Fault(Opened().Ticket!, Rang(60, new Breached(Ack, Nine)) with { By = Actor.Staff("li") }));

    [Fact]
    public void A_breach_that_comes_twice_is_found() => Assert.StartsWith(
        "repeats", CauseCheck.Fault(Opened().At(Nine.AddHours(1)).Does(new Ring()).Ticket!, Rang(61, new Breached(Ack, Nine.AddHours(1)))), StringComparison.Ordinal);

    [Fact]
    public void A_breach_of_an_answered_clock_is_found() => Assert.EndsWith(
        "had ended", CauseCheck.Fault(Worked().Ticket!, Rang(61, new Breached(Ack, Nine.AddHours(1)))), StringComparison.Ordinal);

    [Fact]
    public void An_old_epoch_that_fires_is_found() => Assert.EndsWith(
        "does not have", CauseCheck.Fault(Opened().Does(new Assign("wang", null)).Ticket!, Rang(61, new Breached(Ack, Nine.AddHours(1)))), StringComparison.Ordinal);

    [Fact]
    public void An_escalation_without_a_breach_is_found() => Assert.Contains(
        "waits for breach", CauseCheck.Fault(Opened().Ticket!, Rang(61, new Escalated(1, "ack", null, Ack))), StringComparison.Ordinal);

    private static Happening Rang(int minute, TicketEvent happened) => new(2, Nine.AddMinutes(minute), Actor.Clock, "clock:ack:0:1:breach", null, happened);
}
