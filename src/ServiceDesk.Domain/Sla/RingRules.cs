using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sla;

/// <summary>What happens when clocks run out: each stage of each epoch once, in the order in which they were due.</summary>
public static class RingRules
{
    /// <summary>The next thing that is due by now, with its cause; nothing when the ring came early or again.</summary>
    internal static (IReadOnlyList<TicketEvent> Events, string Cause) NextDue(Ticket ticket, DateTimeOffset now)
    {
        var clock = ticket.Clocks.Where(c => c.NextAt <= now).OrderBy(c => c.NextAt).ThenBy(c => c.Id.Kind).ThenBy(c => c.Id.Item).FirstOrDefault();
        if (clock?.Next is not { } stage) return ([], "");

        IReadOnlyList<TicketEvent> events = stage.Name switch
        {
            Stages.Warning => [new Reminded(clock.Id, Stages.Warning, [Recipients.Owner])],
            Stages.Breach => Breach(clock),
            Stages.Director => [new Escalated(2, DeskJson.Word(clock.Id.Kind), Reason(clock), clock.Id)],
            _ => throw new InvalidOperationException($"{ticket.Key}: {clock.Id} has no stage {stage.Name}."),
        };
        return (events, $"clock:{DeskJson.Word(clock.Id.Kind)}:{clock.Id.Item}:{clock.Id.Epoch}:{stage.Name}");
    }

    private static IReadOnlyList<TicketEvent> Breach(Clock clock)
    {
        var breached = new Breached(clock.Id, clock.Due);
        return clock.Id.Kind switch
        {
            ClockKind.Ack or ClockKind.Response or ClockKind.Resolution => [breached, new Escalated(1, DeskJson.Word(clock.Id.Kind), Reason(clock), clock.Id)],
            ClockKind.SecondHandling => [breached, new Escalated(2, DeskJson.Word(clock.Id.Kind), Reason(clock), clock.Id)],
            ClockKind.Update => [breached, Remind(clock, Recipients.Owner, Recipients.Supervisor)],
            ClockKind.CustomerSync or ClockKind.Change => [breached, Remind(clock, Recipients.Owner)],
            ClockKind.Collaboration => [breached, Remind(clock, Recipients.Requester, Recipients.DepartmentHead, Recipients.Supervisor)],
            ClockKind.Visit => [breached, Remind(clock, Recipients.Customer, Recipients.Supervisor)],
            ClockKind.Survey => [new Closed(ClosingReason.Resolved, Rated: false)],
            _ => throw new InvalidOperationException($"No rule for {clock.Id}."),
        };
    }

    private static Reminded Remind(Clock clock, params string[] to) => new(clock.Id, "reminder", to);

    private static string Reason(Clock clock) => $"{DeskJson.Word(clock.Id.Kind)} was due {Instant.Text(clock.Due)}";
}
