using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Grains.Agents;

/// <summary>What is on disk of agents: their accounts, their presence, and the tickets they own.</summary>
public interface IAgentRecords
{
    /// <summary>The agent, also one who has left; null when there never was such an account.</summary>
    Task<AgentRecord?> Find(string agent);

    /// <summary>The agents of a site who are on duty, with the open tickets they own.</summary>
    Task<IReadOnlyList<AgentStanding>> OnDuty(string site);

    /// <summary>Tickets that the agent owns and that are neither resolved nor closed, at whichever site.</summary>
    Task<IReadOnlyList<Ticket>> Work(string agent);

    Task SetPresence(string agent, Presence presence);
}

public sealed record AgentRecord(AgentProfile Profile, Presence Presence);
