using ServiceDesk.Domain.People;

namespace ServiceDesk.Storage.Agents;

/// <summary>How agents stand, for lists: read from the rows, without asking each of them.</summary>
public interface IAgentLoads
{
    /// <summary>By id; every one that was asked for is there.</summary>
    Task<IReadOnlyDictionary<string, AgentLoad>> Read(IReadOnlyList<string> agents, CancellationToken cancel);
}

/// <param name="Open">Tickets that they own and that are neither resolved nor closed.</param>
public sealed record AgentLoad(Presence Presence, int Open);
