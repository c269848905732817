using ServiceDesk.Domain.Boards;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sla;

/// <summary>What newly published rules do to the deadlines of open tickets. Pure.</summary>
public static class PlanRules
{
    /// <summary>The deadlines of a ticket that were not answered, and that are others after it was planned anew.</summary>
    public static IEnumerable<MovedClock> Moved(Ticket before, Ticket after) => before.Clocks.Where(clock => clock.EndedAt is null)
        .Select(old => new MovedClock(old, after.Clocks.Single(clock => clock.Id.Kind == old.Id.Kind && clock.Id.Item == old.Id.Item)))
        .Where(moved => moved.New.Id != moved.Old.Id || moved.New.EndedAt is not null);

    /// <summary>What would move if these rules were in force: the ticket itself decides, and nothing is written down.</summary>
    public static IReadOnlyList<PlannedDeadline> Preview(Ticket ticket, SiteRules rules, DateTimeOffset now)
    {
        var call = new Call(ticket.Key, rules, Actor.Clock, now, "preview");
        var decision = TicketRules.Decide(ticket, new Replan(rules.PolicyVersion, rules.CalendarVersion), call);
        return decision.Next is not { } after ? [] :
        [
            .. Moved(ticket, after).Select(moved => new PlannedDeadline(
                ticket.Number, ticket.Customer.Name, ticket.Priority.Value, moved.New.Id.Kind, moved.New.Id.Item, moved.Old.Due,
                moved.New.EndedAt is null ? moved.New.Due : null, EffectOf(moved, now))),
        ];
    }

    private static PlanEffect EffectOf(MovedClock moved, DateTimeOffset now) => moved switch
    {
        { New.EndedAt: not null } => PlanEffect.Lifted,
        { New: { State: ClockState.Running, Due: var due } } when due <= now => PlanEffect.Breached,
        { New: { State: ClockState.Running, Due: var due }, Old.Due: var before } when due <= now + BoardRules.NearWithin && due < before => PlanEffect.Near,
        { New.Due: var due, Old.Due: var before } => due < before ? PlanEffect.Earlier : PlanEffect.Later,
    };
}

/// <summary>A deadline before and after its ticket was planned anew.</summary>
public sealed record MovedClock(Clock Old, Clock New);

/// <summary>What would become of a deadline, the worst first.</summary>
public enum PlanEffect
{
    /// <summary>It would be past at once.</summary>
    Breached,

    /// <summary>It would come earlier, and within <see cref="BoardRules.NearWithin"/>.</summary>
    Near,
    Earlier,
    Later,

    /// <summary>Nothing would be promised any more.</summary>
    Lifted,
}

/// <param name="Item">Id of the visit, change or collaboration; 0 for a clock of the ticket itself.</param>
/// <param name="From">Due now.</param>
/// <param name="To">Due then; null when nothing is promised any more.</param>
public sealed record PlannedDeadline(
    string Number, string Customer, Priority Priority, ClockKind Clock, int Item, DateTimeOffset From, DateTimeOffset? To, PlanEffect Effect);
