using ServiceDesk.Domain;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>Who tells a line of the trace.</summary>
internal enum Voice
{
    /// <summary>What went wrong, and what came up again.</summary>
    World,

    /// <summary>What was written down.</summary>
    Disk,

    /// <summary>What a client was told.</summary>
    Client,
}

/// <summary>A line of the trace.</summary>
/// <param name="Ticket">Whom it concerns; null for everybody.</param>
internal readonly record struct Told(DateTimeOffset At, Voice Voice, string? Ticket, string Text)
{
    public override string ToString() => $"{Instant.Text(At)} {Ticket ?? "*",-16} {Text}";
}

/// <summary>Everything that happened in a life, in order: two runs of one life write the same lines.</summary>
internal sealed class Trace(TimeProvider time)
{
    private readonly List<Told> _lines = [];

    public IReadOnlyList<Told> Lines => _lines;

    public void Add(string? ticket, string text, Voice voice = Voice.World) => _lines.Add(new(time.GetUtcNow(), voice, ticket, text));
}
