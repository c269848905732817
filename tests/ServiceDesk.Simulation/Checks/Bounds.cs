using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>How late the desk may notice, by what struck it.</summary>
internal static class Bounds
{
    /// <summary>Nothing went wrong.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(2);

    /// <summary>A ring was lost: it rings again a minute later, or the sweeper, which waits five seconds for it, does.</summary>
    public static readonly TimeSpan LostRing = TimeSpan.FromSeconds(67);

    /// <summary>From the last fault on: a sweep that began just before, its time-out, the next sweep.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(67) + World.CallTimeout + World.SweepPeriod + TimeSpan.FromSeconds(8);

    /// <summary>A reminder that a dead process had set is known to the others after half the engine's window of ten minutes at most.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    /// <summary>The most that may lie between a deadline and the commit that says it was missed.</summary>
    public static TimeSpan Lateness(World world, string key, DateTimeOffset due, DateTimeOffset noticed)
    {
        // Whose clock is behind notices later, and whose clock is ahead sets an alarm later for those behind.
        var skew = 2 * world.Mischief.WorstSkew;
        var struck = world.Mischief.Struck.Touching(key, due - Memory, noticed).ToArray();
        if (struck.All(disturbance => disturbance.IsLostTick))
            return (struck.Length > 0 || MayBeMoved(world, key, noticed) ? LostRing : Healthy) + skew;
        var last = struck.Max(disturbance => disturbance.To);
        return (last > due ? last - due : TimeSpan.Zero) + CatchUp + skew;
    }

    /// <summary>
    /// A second activation, or a dead process's last write, may have moved the alarm without the ticket's knowledge, and however
    /// long ago: then the sweeper rings for it.
    /// </summary>
    private static bool MayBeMoved(World world, string key, DateTimeOffset noticed) =>
        world.Mischief.EverSplit.Contains(key)
        || world.Mischief.Struck.Touching(key, DateTimeOffset.MinValue, noticed).Any(disturbance => disturbance.Text == "crash");
}
