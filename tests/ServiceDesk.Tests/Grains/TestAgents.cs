using System.Collections.Concurrent;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;

namespace ServiceDesk.Tests.Grains;

/// <summary>Accounts and presences in memory, over the tickets of a journal; silos ask from many threads.</summary>
internal sealed class TestAgents(TestJournal journal) : IAgentRecords, IPendingTickets
{
    public ConcurrentDictionary<string, AgentProfile> Accounts { get; } = [];

    public ConcurrentDictionary<string, Presence> Presences { get; } = [];

    /// <summary>Done after the next presence was written, once.</summary>
    public Action? Wrote { get; set; }

    public Task<AgentRecord?> Find(string agent) => Task.FromResult(Accounts.GetValueOrDefault(agent) is { } profile
        ? new AgentRecord(profile, PresenceOf(agent))
        : null);

    public Task<IReadOnlyList<AgentStanding>> OnDuty(string site) => Task.FromResult<IReadOnlyList<AgentStanding>>(
    [
        .. Accounts.Values.Where(profile => !profile.HasLeft && profile.Sites.Contains(site) && PresenceOf(profile.Id).State is PresenceState.On)
            .Select(profile => new AgentStanding(
                profile.Id, profile.Roles, profile.Skills, profile.Capacity, WorkOf(profile.Id).Count(), PresenceState.On, PresenceOf(profile.Id).Since)),
    ]);

    public Task<IReadOnlyList<Ticket>> Work(string agent) => Task.FromResult<IReadOnlyList<Ticket>>([.. WorkOf(agent)]);

    public Task SetPresence(string agent, Presence presence)
    {
        Presences[agent] = presence;
        var wrote = Wrote;
        Wrote = null;
        wrote?.Invoke();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<QueuedTicket>> Read(string site) =>
        Task.FromResult<IReadOnlyList<QueuedTicket>>([.. journal.Tickets.Where(ticket => ticket.Site == site).Select(QueuedTicket.Of).OfType<QueuedTicket>()]);

    public Task<IReadOnlyDictionary<string, int>> Versions(string site) => Task.FromResult<IReadOnlyDictionary<string, int>>(
        journal.Tickets.Where(ticket => ticket.Site == site && ticket.Status is TicketStatus.Pending).ToDictionary(ticket => ticket.Number, ticket => ticket.Version));

    private IEnumerable<Ticket> WorkOf(string agent) =>
        journal.Tickets.Where(ticket => ticket.Owner == agent && ticket.Status is not (TicketStatus.Resolved or TicketStatus.Closed));

    private Presence PresenceOf(string agent) => Presences.GetValueOrDefault(agent) ?? Presence.Never;
}
