using ServiceDesk.Simulation.Flaws;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>All that a simulated life depends on: the same life is lived the same way, step by step.</summary>
/// <param name="Seed">Decides the order of everything, and when which fault strikes whom.</param>
public sealed record Life(int Seed)
{
    /// <summary>Tickets that clients open.</summary>
    public int Tickets { get; init; } = 8;

    /// <summary>How long clients act and faults strike; the quiet tail comes after it.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromHours(20);

    public Faults Faults { get; init; } = Faults.None;

    /// <summary>When all processes go, beside what the seed does; null when they need not.</summary>
    public TimeSpan? OutageAt { get; init; }

    /// <summary>How long they are gone.</summary>
    public TimeSpan OutageFor { get; init; } = TimeSpan.FromHours(3);

    /// <summary>Engines over the one store, from 1.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>How long an unused activation stays; what it knows grows old with it.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether messages are copied as a network would.</summary>
    public bool CopyMessages { get; init; }

    /// <summary>Policies and calendars that are published in mid-life.</summary>
    public int Publications { get; init; }

    /// <summary>Agents who come on duty, work and leave; with none the desk has nobody to hand its tickets to.</summary>
    public int Agents { get; init; }

    /// <summary>A bug planted to prove that the checkers bite.</summary>
    public Flaw Flaw { get; init; }

    /// <summary>The life that a seed alone stands for: some kinds of faults each, none in every eighth.</summary>
    public static Life Of(int seed)
    {
        var chance = new Random(Mixed(seed, 1));
        var faults = Faults.None;
        for (var kind = 1; kind < (int)Faults.All; kind *= 2)
            if (chance.NextDouble() < 0.35) faults |= (Faults)kind;
        return new(seed)
        {
            Faults = seed % 8 == 0 ? Faults.None : faults,
            Processes = 1 + chance.Next(3),
            CopyMessages = chance.Next(4) == 0,
            IdleFor = TimeSpan.FromMinutes(chance.Next(2) == 0 ? 2 : 60),
            Publications = chance.Next(4),
        };
    }

    /// <summary>The life of a seed with agents: the same faults, and a desk that hands out its work.</summary>
    public static Life Staffed(int seed)
    {
        var chance = new Random(Mixed(seed, 4));
        return Of(seed) with { Agents = 3 + chance.Next(5), Tickets = 9 + chance.Next(7), Length = TimeSpan.FromHours(7), Publications = chance.Next(2) };
    }

    /// <summary>A seed far from those of its neighbours: the generator's first draws are alike for seeds that are near.</summary>
    internal static int Mixed(int seed, int salt)
    {
        var x = unchecked((uint)seed * 0x9E3779B9u + (uint)salt * 0x85EBCA6Bu);
        x = unchecked((x ^ (x >> 15)) * 0x2C1B3C6Du);
        return (int)((x ^ (x >> 13)) >> 1);
    }

    public bool Has(Faults kind) => (Faults & kind) != 0;
}
