using System.Text;
using ServiceDesk.Domain;
using ServiceDesk.Simulation.Checks;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Reports;

/// <summary>A failure as a person reads it: the command that repeats it, what broke, and the ticket's timeline beside its clients' view.</summary>
internal static class Story
{
    private const int Column = 84, MostLines = 90;

    /// <summary>The command that lives this life again.</summary>
    public static string Command(Life life)
    {
        var command = new StringBuilder(life.Agents > 0 ? $"desk sim staffed {life.Seed}" : $"desk sim {life.Seed}");
        var plain = life.Agents > 0 ? Life.Staffed(life.Seed) : Life.Of(life.Seed);
        if (life.Tickets != plain.Tickets) command.Append($" --tickets {life.Tickets}");
        if (life.Length != plain.Length) command.Append($" --hours {life.Length.TotalHours}");
        if (life.Faults != plain.Faults) command.Append($" --faults {$"{life.Faults}".Replace(" ", "", StringComparison.Ordinal)}");
        if (life.Processes != plain.Processes) command.Append($" --processes {life.Processes}");
        if (life.CopyMessages != plain.CopyMessages) command.Append($" --copies {life.CopyMessages}");
        if (life.Publications != plain.Publications) command.Append($" --publications {life.Publications}");
        if (life.Agents != plain.Agents) command.Append($" --agents {life.Agents}");
        if (life.IdleFor != plain.IdleFor) command.Append($" --idle {life.IdleFor.TotalMinutes}");
        if (life.Flaw != plain.Flaw) command.Append($" --flaw {life.Flaw}");
        return $"{command}";
    }

    /// <param name="violations">At least one; the first that concerns a ticket is told.</param>
    public static string Of(World world, IReadOnlyList<Violation> violations)
    {
        var text = new StringBuilder();
        text.AppendLine(Command(world.Life));
        foreach (var violation in violations.Take(8)) text.AppendLine($"  {violation}");
        if (violations.Count > 8) text.AppendLine($"  and {violations.Count - 8} more");

        var told = violations.FirstOrDefault(violation => violation.Ticket is not null);
        var (ticket, until) = (told?.Ticket, (told?.At ?? world.EndedAt) + TimeSpan.FromMinutes(1));
        var lines = world.Trace.Lines.Where(line => (line.Ticket == ticket || line.Ticket is null) && line.At <= until).ToArray();
        text.AppendLine().AppendLine($"{"",-25}{$"what {ticket ?? "the desk"} has",-Column} what clients were told");
        if (lines.Length > MostLines) text.AppendLine($"{"",-25}({lines.Length - MostLines} lines before)");
        foreach (var line in lines.TakeLast(MostLines))
        {
            var words = line.Voice is Voice.World ? $"*** {line.Text}" : line.Text;
            text.AppendLine(line.Voice is Voice.Client ? $"{Instant.Text(line.At)} {"",-Column} {words}" : $"{Instant.Text(line.At)} {words}");
        }

        return $"{text}";
    }
}
