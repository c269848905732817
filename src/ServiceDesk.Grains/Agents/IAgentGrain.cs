using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Grains.Agents;

/// <summary>One agent, by their id: whether they are on duty, and how much they have. Ids without an account are counted for, too.</summary>
[Alias("desk.agent")]
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Keeps a place for a ticket that is about to be assigned; what comes of it, <see cref="Follow"/> tells.</summary>
    /// <param name="ticket">Key of the ticket.</param>
    /// <param name="byPerson">Whether a person has decided it: then it may be beyond capacity, and off duty.</param>
    [Alias("Reserve")]
    Task<Reservation> Reserve(string ticket, bool byPerson);

    /// <summary>A ticket has come, was accepted, or has gone. One way: the ticket waits for nobody upward.</summary>
    [OneWay]
    [Alias("Follow")]
    Task Follow(WorkNote note);

    /// <summary>As queues see them; null when there is no such agent, or no longer.</summary>
    [Alias("Standing")]
    Task<AgentStanding?> Standing();

    /// <summary>Presence and shifts; null when there is no such agent, or no longer.</summary>
    [Alias("Presence")]
    Task<Presence?> Presence();

    /// <summary>Sets the presence. Whoever goes off duty has what they did not accept offered to others.</summary>
    /// <returns>The presence from now on; null when there is no such agent.</returns>
    [Alias("SetPresence")]
    Task<Presence?> SetPresence(PresenceState state, string by);

    /// <summary>Sets the working hours that presence follows; null for none.</summary>
    /// <returns>The presence from now on; null when there is no such agent.</returns>
    [Alias("SetShifts")]
    Task<Presence?> SetShifts(WorkCalendar? shifts);

    /// <summary>The account is about to change: whatever happens next, it is looked at within a minute.</summary>
    [Alias("Watch")]
    Task Watch();

    /// <summary>The account has changed. Work at a site that it does not name any more goes back to that site's queue.</summary>
    [Alias("Refresh")]
    Task Refresh();

    /// <summary>Somebody counts otherwise: the store is asked what is so.</summary>
    [OneWay]
    [Alias("Look")]
    Task Look();
}

/// <summary>A ticket as its owner's load sees it.</summary>
/// <param name="Key">The ticket's key.</param>
/// <param name="Version">The ticket's version that this is of: of two notes the later counts.</param>
/// <param name="Owner">Null when nobody has it.</param>
/// <param name="Since">When the owner got it; null without one.</param>
/// <param name="Accepted">Whether the owner has accepted it.</param>
/// <param name="IsOpen">False when resolved, closed or merged.</param>
public sealed record WorkNote(string Key, int Version, string? Owner, DateTimeOffset? Since, bool Accepted, bool IsOpen);

public enum Reservation
{
    Granted,

    /// <summary>Not on duty, or with as much work as they can take.</summary>
    NotFree,

    /// <summary>The agent does not work for the ticket's site.</summary>
    Elsewhere,

    /// <summary>The agent has left.</summary>
    Left,
}
