using ServiceDesk.Domain.People;

namespace ServiceDesk.Domain.Routing;

/// <summary>An agent as a queue sees them.</summary>
/// <param name="Open">Tickets that they own or that are reserved for them, and that are neither resolved nor closed; at all their sites.</param>
/// <param name="IdleSince">When they last got work, or came on duty after it.</param>
public sealed record AgentStanding(
    string Id, IReadOnlyList<string> Roles, IReadOnlyList<string> Skills, int Capacity, int Open, PresenceState Presence, DateTimeOffset IdleSince)
{
    /// <summary>Keys of the tickets that <see cref="Open"/> counts; null where only their number is known.</summary>
    public IReadOnlyCollection<string>? Work { get; init; }

    public bool OnDuty => Presence is PresenceState.On;

    public bool HasRoom => OnDuty && Open < Capacity;

    /// <summary>Tickets that the desk may still give them.</summary>
    public int Room => HasRoom ? Capacity - Open : 0;

    /// <summary>Whether both take the same tickets, and as many: what their idle time is, does not matter.</summary>
    public bool IsAs(AgentStanding other) =>
        (Open, Capacity, Presence) == (other.Open, other.Capacity, other.Presence) && Roles.SequenceEqual(other.Roles) && Skills.SequenceEqual(other.Skills);

    /// <summary>Who comes first among those with room: least loaded, measured by their capacity; then longest idle; then by id.</summary>
    public static IComparer<AgentStanding> Order { get; } = Comparer<AgentStanding>.Create((a, b) =>
        ByLoad(a, b) is var load and not 0 ? load
            : a.IdleSince.CompareTo(b.IdleSince) is var idle and not 0 ? idle
            : string.CompareOrdinal(a.Id, b.Id));

    /// <summary>Open / capacity, compared without dividing.</summary>
    internal static int ByLoad(AgentStanding a, AgentStanding b) => ((long)a.Open * b.Capacity).CompareTo((long)b.Open * a.Capacity);
}
