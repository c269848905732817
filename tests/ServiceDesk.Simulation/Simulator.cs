using ServiceDesk.Simulation.Checks;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation;

/// <summary>The way in: live a life, and hear what went wrong.</summary>
public static class Simulator
{
    /// <summary>What broke in a life; empty when everything held.</summary>
    public static IReadOnlyList<Violation> Live(Life life) => Checkers.Of(World.Live(life));

    /// <summary>Everything that happened in a life, line by line.</summary>
    public static IReadOnlyList<string> TraceOf(Life life) => [.. World.Live(life).Trace.Lines];
}
