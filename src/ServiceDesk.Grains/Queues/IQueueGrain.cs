using ServiceDesk.Domain.Routing;

namespace ServiceDesk.Grains.Queues;

/// <summary>What waits at one site, the key, and who is on duty there: hands out, and lets people take.</summary>
[Alias("desk.queue")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>Begins, and goes on by itself from then on, also after a crash.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>A ticket has come into the queue, has changed there, or has left it. One way: intake never waits for routing.</summary>
    /// <param name="ticket">As it is now; null when it is not pending any more.</param>
    [OneWay]
    [Alias("Follow")]
    Task Follow(string number, int version, QueuedTicket? ticket);

    /// <summary>An agent has come on duty, gone, or has another load.</summary>
    [OneWay]
    [Alias("FollowAgent")]
    Task FollowAgent(AgentStanding agent);

    /// <summary>
    /// The next ticket for somebody who takes one, held for a moment: nobody else is shown it until it is accepted or the moment is over.
    /// </summary>
    /// <returns>Null when nothing waits, as far as the queue knows.</returns>
    [Alias("Next")]
    Task<Held?> Next(Claim claim);

    /// <summary>Whether somebody here is free for such a ticket of another site; the place is kept for a moment.</summary>
    [Alias("HasRoom")]
    Task<bool> HasRoom(string? type, string? subtype);

    /// <summary>What waits here, for those who lead the site; a moment behind the store, and without what is being handed out right now.</summary>
    /// <param name="most">Tickets to name that a dissatisfied customer brought back.</param>
    [Alias("Look")]
    Task<QueueLook> Look(int most);
}

/// <param name="Roles">The caller's, with their skills, when only what fits them will do; null for anything.</param>
public sealed record Claim(string Caller, IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Skills = null);

/// <param name="Version">The version at which it waited: accepted at this one, it cannot have been given to anybody else.</param>
public sealed record Held(string Number, int Version);

/// <summary>Which tickets wait: the truth behind every queue.</summary>
public interface IPendingTickets
{
    /// <summary>All pending tickets of a site, those offered to somebody among them.</summary>
    Task<IReadOnlyList<QueuedTicket>> Read(string site);

    /// <summary>Their versions by number; much cheaper.</summary>
    Task<IReadOnlyDictionary<string, int>> Versions(string site);
}
