using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Boards;

/// <summary>One site at a glance, for whoever leads it (spec §4).</summary>
/// <param name="Position">Feed position that it reflects: everything up to here is in it, and nothing of the store beyond.</param>
/// <param name="Agents">Those who are not off duty, and those with open work here; by id.</param>
/// <param name="Near">Tickets with a deadline within <see cref="BoardRules.NearWithin"/>, or past its warning; nearest deadline first.</param>
/// <param name="Past">Open tickets with a missed deadline that nobody has answered yet; high priority first, then oldest.</param>
/// <param name="Escalations">Levels with an open escalation.</param>
/// <param name="SecondHandling">What a dissatisfied customer brought back and nobody has been given yet, as the queue knows it.</param>
public sealed record SiteBoard(
    string Site, long Position, DateTimeOffset At, IReadOnlyList<BoardAgent> Agents, BoardWaiting Waiting, BoardTickets Near, BoardTickets Past,
    IReadOnlyList<BoardLevel> Escalations, BoardTickets SecondHandling, BoardToday Today);

/// <param name="Open">Tickets of theirs that are neither resolved nor closed, at all their sites: what their capacity is held against.</param>
/// <param name="Unaccepted">Pending tickets of this site that they have neither accepted nor declined.</param>
public sealed record BoardAgent(
    string Id, string Name, IReadOnlyList<string> Roles, PresenceState Presence, DateTimeOffset Since, int Open, int Capacity, int Unaccepted);

/// <summary>What waits for somebody: pending tickets that are nobody's.</summary>
/// <param name="ByPriority">All three, high first.</param>
/// <param name="ByNeed">As the queue knows it; a need that nothing waits for is left out.</param>
public sealed record BoardWaiting(IReadOnlyList<PriorityLine> ByPriority, IReadOnlyList<NeedLine> ByNeed);

/// <param name="OldestAt">When the oldest of them was submitted; null for none.</param>
public sealed record PriorityLine(Priority Priority, int Count, DateTimeOffset? OldestAt);

/// <param name="Count">How many there are; at least so many when there are more.</param>
/// <param name="More">Whether there may be more than were counted.</param>
/// <param name="Tickets">The first of them, at most <see cref="BoardRules.Listed"/>.</param>
public sealed record BoardTickets(int Count, bool More, IReadOnlyList<BoardTicket> Tickets);

/// <param name="Level">1 supervisor, 2 director.</param>
/// <param name="Tickets">Oldest first.</param>
public sealed record BoardLevel(int Level, int Count, bool More, IReadOnlyList<BoardTicket> Tickets);

/// <param name="Clocks">The deadlines that put it where it stands.</param>
/// <param name="Escalations">Those that nobody has acknowledged.</param>
/// <param name="Rounds">How often a dissatisfied customer brought it back.</param>
public sealed record BoardTicket(
    string Number, TicketStatus Status, Priority Priority, string? Type, string? Owner, string Customer, DateTimeOffset SubmittedAt,
    IReadOnlyList<BoardClock> Clocks, IReadOnlyList<BoardEscalation> Escalations, int Rounds);

/// <param name="Item">Id of the visit, change or collaboration; 0 for a clock of the ticket itself.</param>
/// <param name="Warned">Whether the owner was warned that it comes near.</param>
public sealed record BoardClock(ClockKind Clock, int Item, DateTimeOffset Due, bool Warned);

public sealed record BoardEscalation(int Level, string Cause, DateTimeOffset Since);

/// <param name="Date">The site's own.</param>
/// <param name="Received">Tickets submitted that day.</param>
/// <param name="Solved">Tickets whose result was given that day and still stands.</param>
public sealed record BoardToday(DateOnly Date, int Received, int Solved);
