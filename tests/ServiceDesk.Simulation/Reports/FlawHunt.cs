using ServiceDesk.Simulation.Checks;
using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Reports;

/// <summary>How soon a planted bug is noticed.</summary>
public static class FlawHunt
{
    /// <returns>How many seeds were lived until the checkers bit, and what they said; null when they never did.</returns>
    public static (int Seeds, Violation Found)? Catch(Flaw flaw, int atMost)
    {
        for (var seed = 1; seed <= atMost; seed++)
            if (Simulator.Live(LifeOf(seed, flaw) with { Flaw = flaw }) is { Count: > 0 } found)
                return (seed, found[0]);
        return null;
    }

    /// <summary>What is done wrong with agents shows only where some are on duty.</summary>
    private static Life LifeOf(int seed, Flaw flaw) => flaw >= Flaw.SlotNeverReleased ? Life.Staffed(seed) : Life.Of(seed);
}
