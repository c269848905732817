namespace ServiceDesk.Domain.Routing;

/// <summary>Everything about one need: who could take it, and what waits for them.</summary>
internal sealed class NeedGroup(Need need)
{
    private readonly SortedSet<AgentStanding> _free = new(AgentStanding.Order);
    private readonly Dictionary<string, AgentStanding> _onDuty = [];

    /// <summary>What the desk may hand out, apart by who has declined it: those of one lane can go to the same people.</summary>
    private readonly Dictionary<string, Lane> _lanes = [];

    /// <summary>What people may take, whether or not the desk hands it out.</summary>
    private readonly SortedSet<WaitingTicket> _byUrgency = new(WaitingTicket.UrgencyOrder);

    public Need Need => need;

    /// <summary>Tickets that the desk may still give to those on duty.</summary>
    public long Room { get; private set; }

    /// <summary>Whether something waits here that the desk may hand out.</summary>
    public bool HasWaiting => _lanes.Count > 0;

    public WaitingTicket? MostUrgent => _byUrgency.Min;

    /// <summary>What waits here for whom; null when nothing does.</summary>
    public NeedLine? Line => _byUrgency.Count == 0
        ? null
        : new(need.Role, need.Skills, _byUrgency.Count, _byUrgency.Min(waiting => waiting.Ticket.SubmittedAt), _onDuty.Count, Room);

    public void Join(AgentStanding agent)
    {
        _onDuty.Add(agent.Id, agent);
        Room += agent.Room;
        if (agent.HasRoom) _free.Add(agent);
    }

    public void Leave(AgentStanding agent)
    {
        if (!_onDuty.Remove(agent.Id)) return;
        Room -= agent.Room;
        _free.Remove(agent);
    }

    public void Add(WaitingTicket waiting, bool forDispatch)
    {
        _byUrgency.Add(waiting);
        if (!forDispatch) return;
        var key = Lane.KeyOf(waiting.Ticket);
        if (!_lanes.TryGetValue(key, out var lane)) _lanes[key] = lane = new(waiting.Ticket.DeclinedBy, waiting.Ticket.Called);
        lane.Tickets.Add(waiting);
    }

    public void Remove(WaitingTicket waiting)
    {
        _byUrgency.Remove(waiting);
        var key = Lane.KeyOf(waiting.Ticket);
        if (_lanes.TryGetValue(key, out var lane) && lane.Tickets.Remove(waiting) && lane.Tickets.Count == 0) _lanes.Remove(key);
    }

    /// <summary>The first ticket in order for which somebody has room; null when there is none.</summary>
    public WaitingTicket? Best()
    {
        if (_free.Count == 0) return null;
        WaitingTicket? best = null;
        foreach (var lane in _lanes.Values)
            if ((best is null || WaitingTicket.Order.Compare(lane.Tickets.Min, best) < 0) && _free.Any(agent => !lane.DeclinedBy.Contains(agent.Id)))
                best = lane.Tickets.Min;
        return best;
    }

    /// <summary>A ticket that everybody on duty has declined, and of which the supervisor was not told; null when there is none.</summary>
    public WaitingTicket? Exhausted()
    {
        if (_onDuty.Count == 0) return null;
        foreach (var lane in _lanes.Values)
            if (!lane.Called && lane.DeclinedBy.Count >= _onDuty.Count && _onDuty.Keys.All(lane.DeclinedBy.Contains)) return lane.Tickets.Min;
        return null;
    }

    /// <summary>Who gets it, and why. Somebody must have room who has not declined it.</summary>
    public (AgentStanding Agent, DispatchChoice Choice) Choose(WaitingTicket waiting)
    {
        var declined = waiting.Ticket.DeclinedBy;
        var first = _free.Where(agent => !declined.Contains(agent.Id)).Take(DispatchChoice.Listed).ToList();
        var count = _free.Count - declined.Distinct().Count(id => _onDuty.TryGetValue(id, out var agent) && agent.HasRoom);
        var rule = first.Count == 1 ? ChoiceRule.OnlyCandidate
            : AgentStanding.ByLoad(first[0], first[1]) < 0 ? ChoiceRule.LeastLoaded
            : first[0].IdleSince < first[1].IdleSince ? ChoiceRule.LongestIdle
            : ChoiceRule.FirstById;
        return (first[0], new(need, waiting.Relaxed, count, [.. first.Select(a => new Candidate(a.Id, a.Open, a.Capacity, a.IdleSince))], rule));
    }

    private sealed class Lane(IReadOnlyList<string> declinedBy, bool called)
    {
        public IReadOnlyList<string> DeclinedBy => declinedBy;

        public bool Called => called;

        public SortedSet<WaitingTicket> Tickets { get; } = new(WaitingTicket.Order);

        public static string KeyOf(QueuedTicket ticket) =>
            ticket.DeclinedBy.Count == 0 ? "" : $"{ticket.Called} {string.Join(' ', ticket.DeclinedBy.Order(StringComparer.Ordinal))}";
    }
}
