using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Reports;

/// <summary>Makes a failing life smaller while it goes on failing: fewer tickets, shorter, fewer kinds of faults, fewer processes.</summary>
internal static class Shrinking
{
    /// <param name="tries">Lives that may be lived on the way.</param>
    public static Life Smallest(Life life, Func<Life, bool> fails, int tries = 80)
    {
        for (var smaller = life; smaller is not null && tries > 0;)
        {
            life = smaller;
            smaller = Smaller(life).TakeWhile(_ => tries-- > 0).FirstOrDefault(fails);
        }

        return life;
    }

    private static IEnumerable<Life> Smaller(Life life)
    {
        if (life.Tickets > 1) yield return life with { Tickets = life.Tickets / 2 };
        if (life.Length > TimeSpan.FromHours(1)) yield return life with { Length = TimeSpan.FromHours(Math.Ceiling(life.Length.TotalHours / 2)) };
        if (life.Faults is not Faults.None) yield return life with { Faults = Faults.None };
        for (var kind = 1; kind < (int)Faults.All; kind *= 2)
            if (life.Has((Faults)kind)) yield return life with { Faults = life.Faults & ~(Faults)kind };
        if (life.Processes > 1) yield return life with { Processes = life.Processes - 1 };
        if (life.Tickets > 2) yield return life with { Tickets = life.Tickets - 1 };
        if (life.Length > TimeSpan.FromHours(4)) yield return life with { Length = TimeSpan.FromHours(Math.Floor(life.Length.TotalHours * 0.8)) };
        if (life.Publications > 0) yield return life with { Publications = life.Publications - 1 };
        if (life.Agents > 1) yield return life with { Agents = life.Agents - 1 };
        if (life.CopyMessages) yield return life with { CopyMessages = false };
    }
}
