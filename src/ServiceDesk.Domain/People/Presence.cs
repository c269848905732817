using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Domain.People;

/// <summary>Whether an agent takes work.</summary>
public enum PresenceState
{
    /// <summary>On duty: gets new work.</summary>
    On,

    /// <summary>Away for a while: gets nothing new, and keeps what they have.</summary>
    Away,

    /// <summary>Off duty: what they have not accepted is offered to others.</summary>
    Off,
}

/// <summary>An agent's presence, and the shifts that it follows.</summary>
/// <param name="Since">When it became so.</param>
/// <param name="By">Who said so; <c>shift</c> when the shifts did.</param>
/// <param name="Shifts">The agent's working hours: presence follows their beginning and end; null when people alone set it.</param>
public sealed record Presence(PresenceState State, DateTimeOffset Since, string By, WorkCalendar? Shifts = null)
{
    /// <summary>Who has changed a presence that the shifts changed.</summary>
    public const string ByShift = "shift";

    /// <summary>As of an agent who never came on duty.</summary>
    public static Presence Never { get; } = new(PresenceState.Off, DateTimeOffset.UnixEpoch, ByShift);
}
