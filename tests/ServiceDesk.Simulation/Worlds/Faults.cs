namespace ServiceDesk.Simulation.Worlds;

/// <summary>What may go wrong in a simulated life.</summary>
[Flags]
public enum Faults
{
    None = 0,

    /// <summary>The disk refuses: nothing is read or written, and the caller gets an exception.</summary>
    LostWrites = 1,

    /// <summary>Written, and reported as failed.</summary>
    LostAnswers = 2,

    /// <summary>For some minutes the disk takes seconds.</summary>
    SlowStorage = 4,

    /// <summary>Reminders do not ring: once, or an alarm stays deaf for hours.</summary>
    LostTicks = 8,

    /// <summary>Reminders ring late, twice, or early.</summary>
    OddTicks = 16,

    /// <summary>One-way calls vanish.</summary>
    LostOneWays = 32,

    /// <summary>Calls and their answers vanish: the caller waits until its time-out.</summary>
    LostCalls = 64,

    /// <summary>A process dies, at any await, and comes back; what it was writing may still arrive.</summary>
    Crashes = 128,

    /// <summary>Two activations of a ticket, of an agent or of a queue live beside each other and both are called.</summary>
    SplitBrains = 256,

    /// <summary>The clocks of the processes jump by minutes, each by its own.</summary>
    ClockJumps = 512,

    /// <summary>All processes are gone for hours.</summary>
    Outages = 1024,

    All = 2047,
}
