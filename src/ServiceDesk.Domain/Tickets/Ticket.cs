using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Domain.Tickets;

/// <summary>What a ticket is now: the fold of its events, oldest first.</summary>
/// <param name="Site">Code of the support centre.</param>
/// <param name="Number">The number customers quote, such as <c>202405-0013</c>; with the site, the grain key.</param>
/// <param name="Version">How many events made this state; 1 for a ticket just opened.</param>
/// <param name="SubmittedAt">When the customer asked.</param>
/// <param name="OpenedAt">When the desk took it in: later than <paramref name="SubmittedAt"/> for an imported one.</param>
public sealed record Ticket(string Site, string Number, int Version, DateTimeOffset SubmittedAt, DateTimeOffset OpenedAt)
{
    public TicketStatus Status { get; init; }
    public Source Source { get; init; }
    public string? ExternalId { get; init; }
    public required Customer Customer { get; init; }

    /// <summary>The customer's own words 客户原话.</summary>
    public required string Verbatim { get; init; }

    /// <summary>The objective facts 客观情况说明.</summary>
    public string? Facts { get; init; }

    public string? ServiceType { get; init; }
    public string? Type { get; init; }
    public string? Subtype { get; init; }
    public Scope? Scope { get; init; }
    public Urgency Urgency { get; init; }
    public Impact Impact { get; init; }
    public required PriorityValue Priority { get; init; }
    public string? OrderNumber { get; init; }
    public IReadOnlyList<Material> Materials { get; init; } = [];

    /// <summary>Who has it, and whether they accepted; null while it waits for somebody.</summary>
    public Assignment? Assignment { get; init; }

    /// <summary>Who gave it back in this round, in order: they are not offered it again. Null when nobody did.</summary>
    public IReadOnlyList<string>? DeclinedBy { get; init; }

    /// <summary>Where it is on its way to; null unless it is being transferred.</summary>
    public Transfer? Transfer { get; init; }

    public IReadOnlyList<Collaborator> Collaborators { get; init; } = [];
    public IReadOnlyList<ProgressNote> Progress { get; init; } = [];
    public Waiting? Waiting { get; init; }
    public IReadOnlyList<Subtask> Subtasks { get; init; } = [];
    public IReadOnlyList<Collaboration> Collaborations { get; init; } = [];
    public IReadOnlyList<Visit> Visits { get; init; } = [];
    public IReadOnlyList<Change> Changes { get; init; } = [];
    public IReadOnlyList<Escalation> Escalations { get; init; } = [];

    /// <summary>Contacts with the customer so far; their words are in the timeline.</summary>
    public int Communications { get; init; }

    /// <summary>When somebody first accepted it.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    public DateTimeOffset? FirstResponseAt { get; init; }

    /// <summary>When the result was given: the SLA stops here.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When the customer agreed that it is solved.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }
    public ClosingReason? ClosingReason { get; init; }
    public Resolution? Resolution { get; init; }

    /// <summary>The customer's verdict on the present round; null until given.</summary>
    public Rating? Rating { get; init; }

    public Summary? Summary { get; init; }

    /// <summary>How often a dissatisfied customer brought it back.</summary>
    public int Rounds { get; init; }

    /// <summary>Number of the survivor while this ticket is merged.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Where it stood before it was merged.</summary>
    public TicketStatus? StatusBeforeMerge { get; init; }

    /// <summary>Numbers of the tickets that ended in this one.</summary>
    public IReadOnlyList<string> MergedFrom { get; init; } = [];

    public IReadOnlyList<TicketLink> Links { get; init; } = [];

    /// <summary>The latest epoch of each clock the ticket ever had.</summary>
    public IReadOnlyList<Clock> Clocks { get; init; } = [];

    /// <summary>Every deadline it ever missed, oldest first.</summary>
    public IReadOnlyList<Breach> Breaches { get; init; } = [];

    /// <summary>UTC moment at which the ticket has to look at its clocks again; null when none runs.</summary>
    public DateTimeOffset? WakeAt => Clocks.Min(clock => clock.NextAt);

    public string? Owner => Assignment?.Owner;

    public TicketKey Key => new(Site, Number);

    /// <summary>The highest level that nobody has acknowledged; null when there is none.</summary>
    public Escalation? OpenEscalation => Escalations.Where(e => e.IsOpen).MaxBy(e => e.Level);
}

/// <param name="Value">How soon.</param>
/// <param name="Reason">Which row of the matrix said so, or why a person overrode it.</param>
/// <param name="Overridden">True when a person set it.</param>
public sealed record PriorityValue(Priority Value, string Reason, bool Overridden);

/// <summary>The ticket in somebody's hands.</summary>
/// <param name="AcknowledgedAt">When the owner accepted; null while offered.</param>
public sealed record Assignment(string Owner, DateTimeOffset Since, DateTimeOffset? AcknowledgedAt);

/// <param name="Site">Code of the site that gets it.</param>
/// <param name="Version">The ticket's version that set it on its way: one way makes one ticket there, however often it is tried.</param>
public sealed record Transfer(string Site, string Reason, int Version);

public sealed record Collaborator(string Agent, string? Part);

public sealed record ProgressNote(string Node, string? Note, DateTimeOffset At, string By);

public sealed record Waiting(WaitingReason Reason, DateTimeOffset Since);

/// <param name="Id">1, 2, … within the ticket.</param>
public sealed record Subtask(int Id, string Title, string? Assignee, IReadOnlyList<int> DependsOn, SubtaskState State, string? Reason)
{
    public bool IsOpen => State is SubtaskState.Open or SubtaskState.Started;
}

/// <param name="By">Who asked.</param>
public sealed record Collaboration(int Id, string Department, CollaborationState State, string By, DateTimeOffset Since);

public sealed record Visit(int Id, string Technician, string Address, DateTimeOffset Eta, VisitState State);

public sealed record Change(int Id, string What, ChangeState State, DateTimeOffset Since)
{
    /// <summary>Until when the customer can sign it by link; null for a change from before links had an end of their own.</summary>
    public DateTimeOffset? LinkEndsAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The name that the customer signed with; null when it was only drawn, or not signed by link.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Name of the material that is the signed paper 书面扫描件.</summary>
    public string? Scan { get; init; }

    /// <summary>When the ticket had to be resolved before the change was confirmed, and from then on; null where nothing was promised.</summary>
    public DateTimeOffset? ResolveByBefore { get; init; }

    public DateTimeOffset? ResolveByAfter { get; init; }

    /// <summary>Exactly what the customer signs.</summary>
    public string SignedText(TicketKey key) => $"{key}, {Id}, {Instant.Text(Since)}\n{What}";

    /// <summary>Fingerprint of what the customer signs: SHA-256 of its UTF-8, in lower-case hexadecimal digits.</summary>
    public string Sha256(TicketKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SignedText(key))));
}

/// <param name="Cause">manual, declined, second_handling, or the code of the clock that ran out.</param>
public sealed record Escalation(
    int Level, string Cause, string? Reason, ClockEpoch? Clock, DateTimeOffset Since, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy)
{
    public bool IsOpen => AcknowledgedAt is null;
}

public sealed record Resolution(string Solution, DateOnly? WarrantyUntil, string? Apology, string? Improvement);

public sealed record Rating(IReadOnlyDictionary<string, int> Answers, string? Comment, bool Satisfied, DateTimeOffset At);

public sealed record Summary(string Cause, string Solution, string? Lesson, bool Common);

/// <param name="To">Number of the other ticket, of the same site; with the site, such as <c>BJ/CW20231001001</c>, after a transfer.</param>
public sealed record TicketLink(string To, LinkKind Kind);

/// <param name="Clock">Which clock, in which epoch.</param>
/// <param name="At">When the desk noticed.</param>
public sealed record Breach(ClockEpoch Clock, DateTimeOffset Due, DateTimeOffset At);
