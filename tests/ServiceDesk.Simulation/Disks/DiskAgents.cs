using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;

namespace ServiceDesk.Simulation.Disks;

/// <summary>Accounts and presences on the disk, and what agents and queues ask of the tickets.</summary>
internal sealed class DiskAgents(Disk disk) : IAgentRecords, IPendingTickets
{
    private readonly Dictionary<string, AgentProfile> _accounts = [];
    private readonly Dictionary<string, Presence> _presences = [];
    private readonly Dictionary<string, List<AgentPast>> _past = [];

    /// <summary>Ids of all who ever had an account.</summary>
    public IReadOnlyCollection<string> Ids => _accounts.Keys;

    /// <summary>Writes an account, as the gateway does.</summary>
    public Task PutAccount(AgentProfile profile) => disk.Access("write account", null, writes: true, () =>
    {
        _accounts[profile.Id] = profile;
        return Noted(profile.Id);
    });

    /// <summary>What was on the disk of an agent at some moment of a stretch, newest first.</summary>
    public IEnumerable<AgentPast> Between(string agent, DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var past in Enumerable.Reverse(_past.GetValueOrDefault(agent) ?? []))
        {
            if (past.At > to) continue;
            yield return past;
            if (past.At <= from) yield break;
        }
    }

    /// <summary>The account as it is on the disk now; null when there is none.</summary>
    public AgentProfile? Account(string agent) => _accounts.GetValueOrDefault(agent);

    public Presence PresenceOf(string agent) => _presences.GetValueOrDefault(agent) ?? Presence.Never;

    public Task<AgentRecord?> Find(string agent) => disk.Access("read account", null, writes: false, () =>
        Account(agent) is { } profile ? new AgentRecord(profile, PresenceOf(agent)) : null);

    public Task<IReadOnlyList<AgentStanding>> OnDuty(string site) => disk.Access<IReadOnlyList<AgentStanding>>("read who is on duty", null, writes: false, () =>
    [
        .. _accounts.Values.Where(profile => !profile.HasLeft && profile.Sites.Contains(site) && PresenceOf(profile.Id).State is PresenceState.On)
            .OrderBy(profile => profile.Id, StringComparer.Ordinal)
            .Select(profile => new AgentStanding(
                profile.Id, profile.Roles, profile.Skills, profile.Capacity, WorkOf(profile.Id).Count(), PresenceState.On, PresenceOf(profile.Id).Since)),
    ]);

    public Task<IReadOnlyList<Ticket>> Work(string agent) => disk.Access<IReadOnlyList<Ticket>>("read work", null, writes: false, () => [.. WorkOf(agent)]);

    public Task SetPresence(string agent, Presence presence) => disk.Access("write presence", null, writes: true, () =>
    {
        _presences[agent] = presence;
        return Noted(agent);
    });

    public Task<IReadOnlyList<QueuedTicket>> Read(string site) => disk.Access<IReadOnlyList<QueuedTicket>>("read the queue", null, writes: false, () =>
        [.. Tickets().Where(ticket => ticket.Site == site).Select(QueuedTicket.Of).OfType<QueuedTicket>()]);

    public Task<IReadOnlyDictionary<string, int>> Versions(string site) => disk.Access<IReadOnlyDictionary<string, int>>("read the queue's versions", null, writes: false, () =>
        Tickets().Where(ticket => ticket.Site == site && ticket.Status is TicketStatus.Pending).ToDictionary(ticket => ticket.Number, ticket => ticket.Version));

    private bool Noted(string agent)
    {
        if (Account(agent) is not { } profile) return false;
        if (!_past.TryGetValue(agent, out var past)) _past[agent] = past = [];
        past.Add(new(disk.Now, profile, PresenceOf(agent)));
        disk.Tell($"{agent}: {(profile.HasLeft ? "has left" : $"{PresenceOf(agent).State}, {string.Join('+', profile.Sites)}, {string.Join('+', profile.Roles.Concat(profile.Skills))}, capacity {profile.Capacity}")}");
        return true;
    }

    private IEnumerable<Ticket> WorkOf(string agent) => Tickets().Where(ticket =>
        ticket.Owner == agent && ticket.Status is not TicketStatus.Closed && (disk.KeepsSlots || ticket.Status is not TicketStatus.Resolved));

    private IEnumerable<Ticket> Tickets() => disk.Rows.Select(row => row.At(row.Version)).OfType<Ticket>();
}

/// <summary>What the disk had of an agent from a moment on.</summary>
internal sealed record AgentPast(DateTimeOffset At, AgentProfile Profile, Presence Presence)
{
    public bool TakesWorkAt(string site) => !Profile.HasLeft && Profile.Sites.Contains(site) && Presence.State is PresenceState.On;
}
