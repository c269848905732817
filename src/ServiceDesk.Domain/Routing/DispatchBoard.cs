using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Routing;

/// <summary>
/// The waiting line of a site and its agents on duty, indexed so that each decision, and each change, costs the logarithm of how many
/// there are. It only proposes: whose a ticket is, the ticket says; whether an agent has room, the agent. What
/// agents say of themselves may be from before a proposal reached them, so it counts beside that until it is answered: else its place
/// would be proposed to a later ticket, too, which might be the first to take it.
/// </summary>
public sealed class DispatchBoard(SiteRules rules)
{
    private readonly Dictionary<string, WaitingTicket> _tickets = [];
    private readonly Dictionary<string, AgentStanding> _agents = [];

    /// <summary>Keys of the tickets that are proposed to an agent and not answered.</summary>
    private readonly Dictionary<string, HashSet<string>> _proposed = [];
    private readonly Dictionary<string, NeedGroup> _groups = [];
    private readonly Dictionary<string, SortedSet<WaitingTicket>> _offered = [];
    private readonly SortedSet<(DateTimeOffset At, string Number, bool Overflows)> _moments = [];
    private readonly SortedSet<WaitingTicket> _overflowing = new(WaitingTicket.Order);
    private readonly SortedSet<WaitingTicket> _returned = new(WaitingTicket.Order);

    public SiteRules Rules => rules;

    /// <summary>Pending tickets, those offered to somebody among them.</summary>
    public IReadOnlyCollection<string> Numbers => _tickets.Keys;

    /// <summary>Those on duty, with what is proposed to them.</summary>
    public IReadOnlyCollection<AgentStanding> Agents => _agents.Values;

    /// <summary>When a ticket relaxes or overflows next, if nothing happens to it; null when none does.</summary>
    public DateTimeOffset? NextMoment => _moments.Count == 0 ? null : _moments.Min.At;

    /// <summary>Tickets that have waited long enough for a partner site to help, first in order first.</summary>
    public IEnumerable<WaitingTicket> Overflowing => _overflowing;

    /// <summary>What waits, for those who lead the site.</summary>
    /// <param name="most">Returned tickets to name.</param>
    public QueueLook Look(int most) => new(
        [.. _groups.Values.Select(group => group.Line).OfType<NeedLine>().OrderByDescending(line => line.Waiting).ThenBy(line => line.Role, StringComparer.Ordinal)],
        [.. _returned.Take(most).Select(waiting => waiting.Number)]);

    public QueuedTicket? Find(string number) => _tickets.GetValueOrDefault(number)?.Ticket;

    public AgentStanding? Agent(string id) => _agents.GetValueOrDefault(id);

    /// <summary>The same line and agents under other rules.</summary>
    public DispatchBoard Under(SiteRules other, DateTimeOffset now)
    {
        var board = new DispatchBoard(other);
        foreach (var (id, tickets) in _proposed) board._proposed[id] = tickets;
        foreach (var agent in _agents.Values) board.Seat(agent);
        foreach (var waiting in _tickets.Values) board.Put(waiting.Ticket, now);
        return board;
    }

    /// <summary>Notes a pending ticket as it is now; an older view of it is passed over.</summary>
    public void Put(QueuedTicket ticket, DateTimeOffset now)
    {
        if (_tickets.TryGetValue(ticket.Number, out var known))
        {
            if (known.Ticket.Version > ticket.Version) return;
            Remove(ticket.Number);
        }

        var waiting = WaitingTicket.Of(ticket, rules, now);
        _tickets[ticket.Number] = waiting;
        if (ticket is { IsFree: true, Rounds: > 0 }) _returned.Add(waiting);
        if (ticket.IsFree) GroupOf(waiting.Need).Add(waiting, IsForDispatch(ticket));
        else if (ticket.Owner is { } owner) Offered(owner).Add(waiting);
        if (IsForDispatch(ticket)) Watch(waiting, now);
    }

    /// <summary>The ticket is not pending any more, or in somebody's hands for a moment.</summary>
    public void Remove(string number)
    {
        if (!_tickets.Remove(number, out var waiting)) return;
        _overflowing.Remove(waiting);
        _returned.Remove(waiting);
        if (Moment(waiting, overflows: false) is { } relaxes) _moments.Remove((relaxes, number, false));
        if (Moment(waiting, overflows: true) is { } overflows) _moments.Remove((overflows, number, true));
        if (waiting.Ticket.IsFree) GroupOf(waiting.Need).Remove(waiting);
        else if (waiting.Ticket.Owner is { } owner && Offered(owner) is var offered && offered.Remove(waiting) && offered.Count == 0) _offered.Remove(owner);
    }

    /// <summary>Notes an agent as they say they are; one who is not on duty leaves the board.</summary>
    public void Put(AgentStanding agent)
    {
        RemoveAgent(agent.Id);
        if (!agent.OnDuty) return;
        var unknown = _proposed.GetValueOrDefault(agent.Id)?.Count(ticket => agent.Work?.Contains(ticket) is not true) ?? 0;
        Seat(agent with { Open = agent.Open + unknown });
    }

    /// <summary>A proposal has come to its end. If the agent took it, it counts until they say how they stand; if not, they have to be asked.</summary>
    public void End(Pairing pairing)
    {
        if (_proposed.TryGetValue(pairing.Agent, out var tickets) && tickets.Remove(KeyOf(pairing.Ticket)) && tickets.Count == 0) _proposed.Remove(pairing.Agent);
    }

    public void RemoveAgent(string id)
    {
        if (!_agents.Remove(id, out var agent)) return;
        foreach (var group in _groups.Values) group.Leave(agent);
    }

    /// <summary>What the time has changed: skills that are no longer asked for, tickets that may overflow.</summary>
    public void Advance(DateTimeOffset now)
    {
        while (_moments.Count > 0 && _moments.Min is var (at, number, overflows) && at <= now)
        {
            _moments.Remove(_moments.Min);
            if (!_tickets.TryGetValue(number, out var waiting)) continue;
            if (overflows) _overflowing.Add(waiting);
            else Put(waiting.Ticket, now);
        }
    }

    /// <summary>The next pair: the first ticket in order for which somebody has room, and who of them gets it. It leaves the line, and counts as
    /// the agent's already.</summary>
    /// <returns>Null when nobody who has room fits anything that waits.</returns>
    public Pairing? Next()
    {
        WaitingTicket? best = null;
        foreach (var group in _groups.Values)
            if (group.Best() is { } candidate && (best is null || WaitingTicket.Order.Compare(candidate, best) < 0)) best = candidate;
        if (best is null) return null;

        var (agent, choice) = GroupOf(best.Need).Choose(best);
        Remove(best.Number);
        RemoveAgent(agent.Id);
        Seat(agent with { Open = agent.Open + 1 });
        if (!_proposed.TryGetValue(agent.Id, out var tickets)) _proposed[agent.Id] = tickets = [];
        tickets.Add(KeyOf(best.Ticket));
        return new(best.Ticket, agent.Id, choice);
    }

    /// <summary>A ticket that everybody on duty has declined, and of which the supervisor is not told yet; null when there is none. It leaves the line.</summary>
    public QueuedTicket? NextExhausted()
    {
        foreach (var group in _groups.Values)
            if (group.Exhausted() is { } waiting)
            {
                Remove(waiting.Number);
                return waiting.Ticket;
            }

        return null;
    }

    /// <summary>What a person takes next: what is offered to them, or what nobody has, by urgency. It leaves the line.</summary>
    /// <param name="fits">Which needs they can serve; null when that does not matter.</param>
    public QueuedTicket? Take(string caller, Func<Need, bool>? fits)
    {
        var best = _offered.TryGetValue(caller, out var offered) ? offered.Min : null;
        foreach (var group in _groups.Values)
            if (group.MostUrgent is { } urgent && fits?.Invoke(group.Need) is not false && (best is null || WaitingTicket.UrgencyOrder.Compare(urgent, best) < 0))
                best = urgent;
        if (best is not null) Remove(best.Number);
        return best?.Ticket;
    }

    /// <summary>How many tickets of that need could be handed out here at once; 0 while some wait already.</summary>
    public long RoomFor(Need need) => GroupOf(need) is { HasWaiting: false } group ? group.Room : 0;

    private void Seat(AgentStanding agent)
    {
        _agents[agent.Id] = agent;
        foreach (var group in _groups.Values)
            if (group.Need.Fits(agent.Roles, agent.Skills)) group.Join(agent);
    }

    private string KeyOf(QueuedTicket ticket) => new TicketKey(rules.Site, ticket.Number).ToString();

    private bool IsForDispatch(QueuedTicket ticket) => rules.Policy.Dispatch.Enabled && ticket.IsForDispatch;

    private void Watch(WaitingTicket waiting, DateTimeOffset now)
    {
        if (Moment(waiting, overflows: false) is { } relaxes) _moments.Add((relaxes, waiting.Number, false));
        if (Moment(waiting, overflows: true) is not { } overflows) return;
        if (overflows <= now) _overflowing.Add(waiting);
        else _moments.Add((overflows, waiting.Number, true));
    }

    private DateTimeOffset? Moment(WaitingTicket waiting, bool overflows) =>
        overflows ? WaitingTicket.Moment(rules.Policy.Dispatch.Overflow?.After, waiting.Ticket, rules)
            : waiting.Need.Skills.Count == 0 ? null
            : WaitingTicket.Moment(rules.Policy.Dispatch.RelaxSkillsAfter, waiting.Ticket, rules);

    /// <summary>A need that comes up for the first time looks at everybody once.</summary>
    private NeedGroup GroupOf(Need need)
    {
        if (_groups.TryGetValue(need.Key, out var group)) return group;
        _groups[need.Key] = group = new(need);
        foreach (var agent in _agents.Values)
            if (need.Fits(agent.Roles, agent.Skills)) group.Join(agent);
        return group;
    }

    private SortedSet<WaitingTicket> Offered(string owner) =>
        _offered.TryGetValue(owner, out var offered) ? offered : _offered[owner] = new(WaitingTicket.UrgencyOrder);
}

/// <param name="Agent">Id of who gets it.</param>
public sealed record Pairing(QueuedTicket Ticket, string Agent, DispatchChoice Choice);
