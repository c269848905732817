using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>A ticket as staff see it. Made from the ticket alone: the same version always looks the same.</summary>
/// <param name="DisplayStatus">The status; <c>escalated</c> while an escalation is open.</param>
/// <param name="Escalation">The highest level that nobody has acknowledged yet.</param>
/// <param name="Owner">Primary owner 主责任人; null while it waits for somebody.</param>
/// <param name="AssignedAt">When the present owner got it.</param>
/// <param name="AcceptedAt">When the present owner accepted it.</param>
/// <param name="Communications">How many contacts with the customer there were; their words are in the timeline.</param>
/// <param name="Rounds">How often a dissatisfied customer brought it back.</param>
/// <param name="Version">How many events made this state; the ETag.</param>
public sealed record TicketView(
    string Site, string Number, TicketStatus Status, DisplayStatus DisplayStatus, EscalationView? Escalation, PriorityValue Priority,
    string? Type, string? Subtype, Scope? Scope, string? ServiceType, Source Source, string? ExternalId, string? Owner,
    DateTimeOffset? AssignedAt, DateTimeOffset? AcceptedAt, IReadOnlyList<Collaborator> Collaborators, IReadOnlyList<ProgressNote> Progress,
    CustomerView Customer, string Verbatim, string? Facts, Urgency Urgency, Impact Impact, string? OrderNumber,
    IReadOnlyList<Material> Materials, DateTimeOffset SubmittedAt, DateTimeOffset OpenedAt, DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? FirstResponseAt, DateTimeOffset? ResolvedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset? ClosedAt,
    ClosingReason? ClosingReason, SlaView Sla, IReadOnlyList<BreachView> Breaches, IReadOnlyList<EscalationRecord> Escalations,
    Waiting? Waiting, IReadOnlyList<Subtask> Subtasks, IReadOnlyList<CollaborationView> Collaborations, IReadOnlyList<VisitView> Visits,
    IReadOnlyList<ChangeView> Changes, int Communications, IReadOnlyList<TicketLink> Links, string? MergedInto,
    IReadOnlyList<string> MergedFrom, Resolution? Resolution, Summary? Summary, SurveyView? Survey, int Rounds, int Version);

/// <summary>A status, or escalated 已升级.</summary>
public enum DisplayStatus { Pending, Processing, AwaitingFeedback, Resolved, Closed, Escalated }

/// <param name="Level">1 supervisor, 2 director.</param>
/// <param name="Cause">manual, or the code of the clock that ran out.</param>
public sealed record EscalationView(int Level, string Cause, DateTimeOffset Since);

public sealed record EscalationRecord(
    int Level, string Cause, string? Reason, DateTimeOffset Since, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy);

/// <param name="Phone">Masked, such as 138****5678; whole in the answer to contact/reveal only.</param>
/// <param name="Email">Masked, such as z***@example.com.</param>
public sealed record CustomerView(
    string Name, string? ContactPerson, string? Phone, string? Email, string? Industry, Tier Tier, IReadOnlyList<string> Tags);

/// <summary>The ticket's clocks; null where it has none such.</summary>
public sealed record SlaView(
    ClockView? Ack, ClockView? Response, ClockView? Resolution, ClockView? Update, ClockView? CustomerSync, ClockView? SecondHandling,
    ClockView? Survey);

/// <param name="Due">When it is missed; while paused, as it stood when the pause began.</param>
public sealed record ClockView(DateTimeOffset Due, ClockFace State, DateTimeOffset? BreachedAt, int Epoch);

public enum ClockFace { Running, Paused, Met, Breached }

/// <param name="Clock">Which clock ran out.</param>
/// <param name="Item">Id of the visit, change or collaboration; 0 for a clock of the ticket itself.</param>
public sealed record BreachView(ClockKind Clock, int Item, int Epoch, DateTimeOffset Due, DateTimeOffset At);

/// <param name="Sla">Its own clock; null where it has none.</param>
public sealed record CollaborationView(int Id, string Department, CollaborationState State, string By, DateTimeOffset Since, ClockView? Sla);

public sealed record VisitView(int Id, string Technician, string Address, DateTimeOffset Eta, VisitState State, ClockView? Sla);

/// <param name="Link">Where the customer can confirm it, to be sent to them; null once it is settled, and for who may not settle it.</param>
/// <param name="LinkEndsAt">Until when they can.</param>
/// <param name="SignedBy">The name that the customer signed with by the link.</param>
/// <param name="Scan">Name of the material that is the signed paper.</param>
/// <param name="ResolveByBefore">The deadline that the confirmation replaced.</param>
/// <param name="ResolveByAfter">The deadline that it set instead.</param>
public sealed record ChangeView(
    int Id, string What, ChangeState State, DateTimeOffset Since, string? Link, DateTimeOffset? LinkEndsAt, DateTimeOffset? SettledAt, string? SignedBy,
    string? Scan, DateTimeOffset? ResolveByBefore, DateTimeOffset? ResolveByAfter, ClockView? Sla);

/// <param name="AskedAt">Since when the customer can answer.</param>
/// <param name="Link">Where the customer can answer, to be sent to them; null when there is nothing to answer, and for who may not answer it.</param>
public sealed record SurveyView(
    DateTimeOffset? AskedAt, DateTimeOffset? AnsweredAt, IReadOnlyDictionary<string, int>? Answers, string? Comment, bool? Satisfied, string? Link);
