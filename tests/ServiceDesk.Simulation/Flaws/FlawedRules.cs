using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Simulation.Flaws;

/// <summary>The rules with a bug planted in what they decide: each is what a plausible slip in the rules would make.</summary>
internal sealed class FlawedRules(Flaw flaw)
{
    public Flaw Flaw => flaw;

    public Decision Decide(Ticket? ticket, TicketCommand command, Call call) => (flaw, ticket) switch
    {
        (Flaw.EarlyRingBelieved, { WakeAt: { } wake }) when command is Ring && wake > call.Now => TicketRules.Decide(ticket, command, call with { Now = wake }),
        (Flaw.LateAnswerHidesBreach, { }) when command is not Ring => Replayed(ticket, TicketRules.Decide(Undue(ticket, call.Now), command, call)),
        (Flaw.ClaimNotChecked, { Assignment: { } } taken) when command is Acknowledge && call.By.Id != taken.Owner => Replayed(ticket, TicketRules.Decide(taken with { Assignment = null, Status = TicketStatus.Pending }, command, call)),
        _ => Spoilt(ticket, TicketRules.Decide(ticket, command, call)),
    };

    private Decision Spoilt(Ticket? before, Decision decision)
    {
        if (decision.Happenings.Count == 0) return decision;
        var clocks = (before?.Clocks ?? []).ToDictionary(clock => (clock.Id.Kind, clock.Id.Item));
        var spoilt = new List<Happening>();
        foreach (var happening in decision.Happenings)
        {
            var touched = Spoilt(happening.Event, clocks);
            var happened = happening.Event is Assigned { Choice: not null } offered && flaw is Flaw.ChoiceNotRecorded ? offered with { Choice = null } : happening.Event;
            spoilt.Add(happening with { Event = happened with { Clocks = touched } });
            foreach (var clock in touched ?? []) clocks[(clock.Id.Kind, clock.Id.Item)] = clock;
        }

        return Replayed(before, decision with { Happenings = spoilt });
    }

    /// <summary>The clocks that an event leaves behind.</summary>
    private IReadOnlyList<Clock>? Spoilt(TicketEvent happened, Dictionary<(ClockKind, int), Clock> before) => (flaw, happened) switch
    {
        (Flaw.RingTakesEffectTwice, Breached e) => Mapped(e, clock => clock with { Done = [], Next = new("breach", clock.Due) }),
        (Flaw.RingTakesEffectTwice, Escalated { Clock: not null } or Reminded) => null,
        (Flaw.PauseIgnored, Waited) => null,
        (Flaw.PriorityNotReplanned, Prioritized) => null,
        (Flaw.OfferKeepsAckClock, Assigned) => null,
        (Flaw.EpochForgotten, Prioritized e) => Mapped(e, clock =>
            before.TryGetValue((clock.Id.Kind, clock.Id.Item), out var old) ? clock with { Id = old.Id } : clock),
        (Flaw.ReplanForgotten, ClocksPlanned) => null,
        (Flaw.ReplanKeepsEpoch, ClocksPlanned e) => Mapped(e, clock =>
            before.TryGetValue((clock.Id.Kind, clock.Id.Item), out var old) ? clock with { Id = old.Id } : clock),
        (Flaw.UnmergedKeepsPlan, Unmerged e) => Mapped(e, clock =>
            clock.Next is { } next && before.TryGetValue((clock.Id.Kind, clock.Id.Item), out var old) && old.Id != clock.Id
                ? old with { State = clock.State, Pauses = clock.Pauses, Next = next }
                : clock),
        (Flaw.ResumeAddsNothing, Resumed e) => Mapped(e, clock =>
            clock.Pauses is [.., { To: { } to } last] && clock.Next is { } next
                ? clock with { Pauses = [.. clock.Pauses.SkipLast(1)], Due = clock.Due - (to - last.From), Next = next with { At = next.At - (to - last.From) } }
                : clock),
        _ => happened.Clocks,
    };

    private static Clock[]? Mapped(TicketEvent happened, Func<Clock, Clock> spoil) => happened.Clocks?.Select(spoil).ToArray();

    private static Ticket Undue(Ticket ticket, DateTimeOffset now) =>
        ticket with { Clocks = [.. ticket.Clocks.Select(clock => clock.NextAt <= now ? clock with { Next = null } : clock)] };

    private static Decision Replayed(Ticket? before, Decision decision) => decision.Happenings.Count == 0
        ? decision with { Next = before }
        : decision with { Next = decision.Happenings.Aggregate(before, (ticket, happening) => TicketHistory.Evolve(KeyOf(decision), ticket, happening)) };

    private static TicketKey KeyOf(Decision decision) => decision.Next!.Key;
}
