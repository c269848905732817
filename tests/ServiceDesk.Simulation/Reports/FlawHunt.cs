using ServiceDesk.Simulation.Checks;
using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Reports;

/// <summary>How soon a planted bug is noticed.</summary>
public static class FlawHunt
{
    /// <param name="atMost">Seeds from 1 to this are lived.</param>
    /// <param name="first">The one to begin with; those before it come last.</param>
    /// <returns>How many seeds were lived until the checkers bit, and what they said; null when they never did.</returns>
    public static (int Seeds, Violation Found)? Catch(Flaw flaw, int atMost, int first = 1)
    {
        for (var lived = 0; lived < atMost; lived++)
        {
            var seed = (first - 1 + lived) % atMost + 1;
            if (Simulator.Live(LifeOf(seed, flaw) with { Flaw = flaw }) is { Count: > 0 } found) return (lived + 1, found[0]);
        }

        return null;
    }

    /// <summary>What is done wrong with agents shows only where some are on duty.</summary>
    private static Life LifeOf(int seed, Flaw flaw) => flaw >= Flaw.SlotNeverReleased ? Life.Staffed(seed) : Life.Of(seed);
}
