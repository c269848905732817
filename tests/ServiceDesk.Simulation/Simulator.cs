using ServiceDesk.Simulation.Checks;
using ServiceDesk.Simulation.Reports;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation;

/// <summary>The way in: live a life, and hear what went wrong.</summary>
public static class Simulator
{
    /// <summary>What broke in a life; empty when everything held.</summary>
    public static IReadOnlyList<Violation> Live(Life life) => Checkers.Of(World.Live(life));

    /// <summary>Everything that happened in a life, line by line.</summary>
    public static IReadOnlyList<string> TraceOf(Life life) => LiveAndTell(life).Trace;

    /// <summary>What broke in a life, and everything that happened in it.</summary>
    public static (IReadOnlyList<Violation> Broken, IReadOnlyList<string> Trace) LiveAndTell(Life life)
    {
        var world = World.Live(life);
        return (Checkers.Of(world), [.. world.Trace.Lines.Select(line => $"{line}")]);
    }

    /// <summary>What broke, as a person reads it, in the smallest life that still breaks; null when everything held.</summary>
    public static string? FailureOf(Life life)
    {
        if (Live(life).Count == 0) return null;
        var smallest = Shrinking.Smallest(life, smaller => Live(smaller).Count > 0);
        var world = World.Live(smallest);
        return $"Fails with: {Story.Command(life)}{Environment.NewLine}Smaller:    {Story.Of(world, Checkers.Of(world))}";
    }
}
