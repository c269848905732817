namespace ServiceDesk.Domain.Routing;

/// <summary>What waits for people of one need, and how many of them there are.</summary>
/// <param name="Skills">All that are asked for beside the role; empty for none, and once they are asked for no more.</param>
/// <param name="Waiting">Pending tickets that are nobody's.</param>
/// <param name="OldestAt">When the oldest of them was submitted.</param>
/// <param name="OnDuty">Agents on duty who could take them.</param>
/// <param name="Room">Tickets that the desk may still give to those.</param>
public sealed record NeedLine(string Role, IReadOnlyList<string> Skills, int Waiting, DateTimeOffset OldestAt, int OnDuty, long Room);

/// <summary>A queue as its board shows it.</summary>
/// <param name="Needs">Those that something waits for, the longest line first.</param>
/// <param name="Returned">Numbers of tickets that a dissatisfied customer brought back and that are nobody's, in order.</param>
public sealed record QueueLook(IReadOnlyList<NeedLine> Needs, IReadOnlyList<string> Returned)
{
    public static QueueLook Empty { get; } = new([], []);
}
