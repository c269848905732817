using ServiceDesk.Domain;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>Everything that happened in a life, in order: two runs of one life write the same lines.</summary>
internal sealed class Trace(TimeProvider time)
{
    private readonly List<(DateTimeOffset At, string? Ticket, string Text)> _lines = [];

    public int Count => _lines.Count;

    public void Add(string? ticket, string text) => _lines.Add((time.GetUtcNow(), ticket, text));

    public IEnumerable<string> Lines => _lines.Select(Line);

    /// <summary>What concerns a ticket, and what concerns everybody.</summary>
    public IEnumerable<string> About(string? ticket) => _lines.Where(line => line.Ticket == ticket || line.Ticket is null).Select(Line);

    private static string Line((DateTimeOffset At, string? Ticket, string Text) line) => $"{Instant.Text(line.At)} {line.Ticket ?? "*",-16} {line.Text}";
}
