using System.Text.Json.Serialization;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Domain.Tickets;

/// <summary>
/// What happened to a ticket. The names in JSON are on disk for ever (tests/ServiceDesk.Tests/Domain/golden locks them): add, never
/// rename or remove.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Declined), "declined")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(Withdrawn), "withdrawn")]
[JsonDerivedType(typeof(TransferBegun), "transfer_begun")]
[JsonDerivedType(typeof(Transferred), "transferred")]
[JsonDerivedType(typeof(CollaboratorAdded), "collaborator_added")]
[JsonDerivedType(typeof(Classified), "classified")]
[JsonDerivedType(typeof(Prioritized), "prioritized")]
[JsonDerivedType(typeof(Progressed), "progressed")]
[JsonDerivedType(typeof(Communicated), "communicated")]
[JsonDerivedType(typeof(Waited), "waited")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(SubtaskAdded), "subtask_added")]
[JsonDerivedType(typeof(SubtaskMoved), "subtask_moved")]
[JsonDerivedType(typeof(CollaborationRequested), "collaboration_requested")]
[JsonDerivedType(typeof(CollaborationMoved), "collaboration_moved")]
[JsonDerivedType(typeof(VisitPlanned), "visit_planned")]
[JsonDerivedType(typeof(VisitMoved), "visit_moved")]
[JsonDerivedType(typeof(ChangeRequested), "change_requested")]
[JsonDerivedType(typeof(ChangeSettled), "change_settled")]
[JsonDerivedType(typeof(Escalated), "escalated")]
[JsonDerivedType(typeof(EscalationAcknowledged), "escalation_acknowledged")]
[JsonDerivedType(typeof(Breached), "breached")]
[JsonDerivedType(typeof(Reminded), "reminded")]
[JsonDerivedType(typeof(ClocksPlanned), "clocks_planned")]
[JsonDerivedType(typeof(Resolved), "resolved")]
[JsonDerivedType(typeof(Rated), "rated")]
[JsonDerivedType(typeof(SecondHandlingStarted), "second_handling_started")]
[JsonDerivedType(typeof(Summarized), "summarized")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Merged), "merged")]
[JsonDerivedType(typeof(Unmerged), "unmerged")]
[JsonDerivedType(typeof(TookOver), "took_over")]
[JsonDerivedType(typeof(GaveBack), "gave_back")]
[JsonDerivedType(typeof(Linked), "linked")]
[JsonDerivedType(typeof(ContactRevealed), "contact_revealed")]
[JsonDerivedType(typeof(MaterialAdded), "material_added")]
[JsonDerivedType(typeof(CustomerErased), "customer_erased")]
public abstract record TicketEvent
{
    /// <summary>The clocks that this event started, moved, paused or stopped, as they are after it; null when it touched none.</summary>
    [JsonPropertyOrder(100)]
    public IReadOnlyList<Clock>? Clocks { get; init; }
}

public sealed record Opened(
    Source Source, DateTimeOffset SubmittedAt, string? ExternalId, Customer Customer, string? ServiceType, string? Type, string? Subtype,
    string Verbatim, string? Facts, Urgency Urgency, Impact Impact, PriorityValue Priority, string? OrderNumber,
    IReadOnlyList<Material> Materials, TicketLink? Link) : TicketEvent;

/// <param name="Owner">Who owns the ticket from now on.</param>
/// <param name="FirstOwner">True when nobody owned it before: accepting took it.</param>
public sealed record Acknowledged(string Owner, bool FirstOwner) : TicketEvent;

public sealed record Declined(string Owner, string Reason) : TicketEvent;

/// <param name="Choice">Why this person, when the desk chose; null when a person did.</param>
/// <param name="Collaborators">The team from now on; null where it stays as it was.</param>
public sealed record Assigned(
    string Owner, string? From, string? Reason, DispatchChoice? Choice = null, IReadOnlyList<Collaborator>? Collaborators = null) : TicketEvent;

/// <summary>The desk took the ticket from an owner who is gone.</summary>
public sealed record Withdrawn(string Owner, string Reason) : TicketEvent;

/// <param name="Site">Code of the site that gets it.</param>
/// <param name="From">Who owned it until then; null for nobody.</param>
public sealed record TransferBegun(string Site, string Reason, string? From = null) : TicketEvent;

/// <summary>It ends here, and goes on there.</summary>
public sealed record Transferred(string Site, string Number) : TicketEvent;

public sealed record CollaboratorAdded(string Agent, string? Part) : TicketEvent;

public sealed record Classified(string? Type, string? Subtype, Scope? Scope) : TicketEvent;

public sealed record Prioritized(PriorityValue Priority, Priority From) : TicketEvent;

/// <param name="Node">Code of the node.</param>
public sealed record Progressed(string Node, string? Note) : TicketEvent;

/// <param name="First">True for the first contact with the customer: it answers the response clock.</param>
public sealed record Communicated(
    DateTimeOffset ContactAt, string Method, string? Summary, string? CustomerSaid, string? NextStep, bool First) : TicketEvent;

public sealed record Waited(WaitingReason Reason, string? Note) : TicketEvent;

public sealed record Resumed : TicketEvent;

public sealed record SubtaskAdded(int Id, string Title, string? Assignee, IReadOnlyList<int> DependsOn) : TicketEvent;

public sealed record SubtaskMoved(int Id, SubtaskState To, string? Reason) : TicketEvent;

public sealed record CollaborationRequested(int Id, string Department, string Problem, string? Tried) : TicketEvent;

public sealed record CollaborationMoved(int Id, CollaborationState To, string? Text) : TicketEvent;

public sealed record VisitPlanned(int Id, string Technician, string Address, DateTimeOffset Eta) : TicketEvent;

public sealed record VisitMoved(int Id, VisitState To, string? Note) : TicketEvent;

/// <param name="LinkEndsAt">Until when the customer can sign it by link.</param>
public sealed record ChangeRequested(int Id, string What, DateTimeOffset? LinkEndsAt = null) : TicketEvent;

/// <param name="Evidence">In words, how the customer confirmed it, or why it was rejected.</param>
/// <param name="Scan">Name of the material that is the signed paper.</param>
/// <param name="ResolveByBefore">The deadline that a confirmation replaces; the new one stands among the clocks.</param>
public sealed record ChangeSettled(
    int Id, ChangeState To, string? Evidence, Signature? Signature = null, string? Scan = null, DateTimeOffset? ResolveByBefore = null) : TicketEvent;

/// <param name="Cause">Code of what raised it: manual, declined, second_handling, or the clock that ran out.</param>
/// <param name="Clock">The clock and its epoch, when a clock raised it: level, clock and epoch together happen once.</param>
public sealed record Escalated(int Level, string Cause, string? Reason, ClockEpoch? Clock) : TicketEvent;

public sealed record EscalationAcknowledged(int Level, string? Note) : TicketEvent;

/// <summary>A deadline passed unanswered: a fact for ever.</summary>
/// <param name="Due">The deadline; the event's own time is when the desk noticed.</param>
public sealed record Breached(ClockEpoch Clock, DateTimeOffset Due) : TicketEvent;

/// <summary>People were told that a deadline is near or past.</summary>
/// <param name="Stage">Which of the clock's stages: warning, reminder.</param>
/// <param name="To">Roles to tell: owner, supervisor, director, customer, requester, department_head.</param>
public sealed record Reminded(ClockEpoch Clock, string Stage, IReadOnlyList<string> To) : TicketEvent;

/// <summary>A newly published policy or calendar moved deadlines.</summary>
public sealed record ClocksPlanned(int PolicyVersion, int CalendarVersion) : TicketEvent;

public sealed record Resolved(string Solution, DateOnly? WarrantyUntil, string? Apology, string? Improvement) : TicketEvent;

/// <param name="Satisfied">False when any answer says so: the ticket comes back for second handling.</param>
public sealed record Rated(IReadOnlyDictionary<string, int> Answers, string? Comment, bool Satisfied) : TicketEvent;

/// <param name="Round">1 for the first time the ticket comes back.</param>
/// <param name="ToDirector">True when the supervisor's rounds are used up.</param>
public sealed record SecondHandlingStarted(int Round, bool ToDirector) : TicketEvent;

public sealed record Summarized(string Cause, string Solution, string? Lesson, bool Common) : TicketEvent;

/// <param name="Rated">False when the customer never answered.</param>
public sealed record Closed(ClosingReason Reason, bool Rated) : TicketEvent;

public sealed record Reopened(string Reason) : TicketEvent;

/// <param name="Before">Where the ticket stood, for <see cref="Unmerged"/>.</param>
public sealed record Merged(string Into, TicketStatus Before) : TicketEvent;

public sealed record Unmerged(string From) : TicketEvent;

public sealed record TookOver(string From) : TicketEvent;

public sealed record GaveBack(string From) : TicketEvent;

public sealed record Linked(TicketLink Link) : TicketEvent;

/// <param name="Seen">Which contacts were shown: phone, email.</param>
public sealed record ContactRevealed(string Reason, IReadOnlyList<string> Seen) : TicketEvent;

public sealed record MaterialAdded(Material Material) : TicketEvent;

/// <summary>The customer was forgotten: from here on the ticket names nobody.</summary>
public sealed record CustomerErased(string Reason) : TicketEvent;

/// <summary>An event in its ticket's history.</summary>
/// <param name="Version">1 for the first.</param>
/// <param name="Cause">What brought it about: the request's id, or the clock that rang.</param>
/// <param name="Via">From where: the client's address, or null.</param>
/// <param name="Event">What happened.</param>
public sealed record Happening(int Version, DateTimeOffset At, Actor By, string Cause, string? Via, TicketEvent Event);
