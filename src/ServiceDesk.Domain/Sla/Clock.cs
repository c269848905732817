namespace ServiceDesk.Domain.Sla;

/// <summary>What a deadline of a ticket is about; one row of the flow table in spec §3 each.</summary>
public enum ClockKind { Ack, Response, Update, CustomerSync, Resolution, SecondHandling, Collaboration, Visit, Change, Survey }

public enum ClockState
{
    Running,

    /// <summary>Stands still, for a waiting reason that the policy says pauses.</summary>
    Paused,

    /// <summary>Answered in time.</summary>
    Met,

    /// <summary>Ran out unanswered; what comes later does not undo it.</summary>
    Breached,

    /// <summary>Its question vanished before it ran out, as when the customer closes the ticket.</summary>
    Cancelled,
}

/// <summary>Names one run of one clock of a ticket: a level is raised once for each.</summary>
/// <param name="Item">Id of the visit, change or collaboration it belongs to; 0 for a clock of the ticket itself.</param>
/// <param name="Epoch">1 for the first deadline; every new deadline (priority, hand-over, change …) counts one up.</param>
public sealed record ClockEpoch(ClockKind Kind, int Item, int Epoch);

/// <summary>One thing that a clock does when it is left alone long enough: warn, breach, call the director.</summary>
/// <param name="Name">What it is remembered by in <see cref="Clock.Done"/>.</param>
public sealed record Stage(string Name, DateTimeOffset At);

/// <summary>One deadline of a ticket.</summary>
/// <param name="Id">Which clock, in which epoch.</param>
/// <param name="StartedAt">When this epoch began to count.</param>
/// <param name="Due">UTC moment at which it is missed; while paused, as it stood when the pause began.</param>
/// <param name="Next">What it does next when it is left alone, and when; null when nothing.</param>
public sealed record Clock(ClockEpoch Id, ClockState State, DateTimeOffset StartedAt, DateTimeOffset Due, Stage? Next)
{
    /// <summary>UTC moment at which the ticket must look at it again; null when never.</summary>
    public DateTimeOffset? NextAt => Next?.At;

    /// <summary>What it counts; null for one that ends at a moment somebody named, such as a technician's arrival.</summary>
    public Target? Target { get; init; }

    /// <summary>The versions of policy and calendar that set it.</summary>
    public int PolicyVersion { get; init; }

    public int CalendarVersion { get; init; }

    /// <summary>Stretches that do not count, oldest first; the last is open-ended (To null) while paused.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>What it has already done: warned, breached, second level; so that nothing happens twice.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    public DateTimeOffset? BreachedAt { get; init; }

    /// <summary>When it was answered or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
