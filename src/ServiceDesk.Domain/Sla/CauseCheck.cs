using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sla;

/// <summary>Whether what a clock is said to have done had its cause: for the check of a whole store, apart from the rules that wrote it.</summary>
public static class CauseCheck
{
    /// <summary>What is wrong with an event that only a clock brings about; null when nothing is, and for all other events.</summary>
    /// <param name="before">The ticket as it was before the event.</param>
    public static string? Fault(Ticket before, Happening happening)
    {
        var (id, stage) = happening.Event switch
        {
            Breached e => (e.Clock, Stages.Breach),
            Reminded e => (e.Clock, e.Stage),
            Escalated { Clock: { } clock } e => (clock, Stages.Level(e.Level)),
            _ => (null, ""),
        };
        if (id is null) return null;
        if (happening.By != Actor.Clock || !happening.Cause.StartsWith("clock:", StringComparison.Ordinal)) return "was not brought about by a clock";
        if (before.Clocks.FirstOrDefault(clock => clock.Id == id) is not { } clockBefore) return $"is about {id}, which the ticket does not have";
        if (clockBefore.Done.Contains(stage)) return $"repeats {stage} of {id}";
        if (clockBefore.EndedAt is not null) return $"comes from {id}, which had ended";

        // Who is told of a breach follows it at once, in the same ring.
        var follows = happening.Event is not Breached && clockBefore.Done.Count > 0 && clockBefore.Done[^1] == Stages.Breach;
        if (follows && stage != Stages.Director) return null;
        if (follows && clockBefore.Id.Kind is ClockKind.SecondHandling) return null;
        return clockBefore.Next is not { } next ? $"comes from {id}, which waits for nothing"
            : next.Name != stage ? $"is {stage} of {id}, which waits for {next.Name}"
            : happening.At < next.At ? $"comes before {Instant.Text(next.At)}"
            : null;
    }
}
