using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Domain.Tickets;

/// <summary>What somebody wants done to one ticket. Who wants it and when stand beside it, in the <see cref="Call"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command", IgnoreUnrecognizedTypeDiscriminators = false)]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Acknowledge), "acknowledge")]
[JsonDerivedType(typeof(Decline), "decline")]
[JsonDerivedType(typeof(Assign), "assign")]
[JsonDerivedType(typeof(Offer), "offer")]
[JsonDerivedType(typeof(CallSupervisor), "call_supervisor")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(TransferTo), "transfer")]
[JsonDerivedType(typeof(CompleteTransfer), "transfer_complete")]
[JsonDerivedType(typeof(AddCollaborator), "collaborators")]
[JsonDerivedType(typeof(Classify), "classify")]
[JsonDerivedType(typeof(Prioritize), "prioritize")]
[JsonDerivedType(typeof(ReportProgress), "progress")]
[JsonDerivedType(typeof(LogCommunication), "communications")]
[JsonDerivedType(typeof(Wait), "wait")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(AddSubtask), "subtasks")]
[JsonDerivedType(typeof(MoveSubtask), "subtask_move")]
[JsonDerivedType(typeof(RequestCollaboration), "collaborations")]
[JsonDerivedType(typeof(AnswerCollaboration), "collaboration_move")]
[JsonDerivedType(typeof(PlanVisit), "visits")]
[JsonDerivedType(typeof(MoveVisit), "visit_move")]
[JsonDerivedType(typeof(RequestChange), "changes")]
[JsonDerivedType(typeof(SettleChange), "change_move")]
[JsonDerivedType(typeof(Escalate), "escalate")]
[JsonDerivedType(typeof(AcknowledgeEscalation), "escalation_acknowledge")]
[JsonDerivedType(typeof(Resolve), "resolve")]
[JsonDerivedType(typeof(Rate), "rate")]
[JsonDerivedType(typeof(Summarize), "summary")]
[JsonDerivedType(typeof(Close), "close")]
[JsonDerivedType(typeof(Reopen), "reopen")]
[JsonDerivedType(typeof(Merge), "merge")]
[JsonDerivedType(typeof(Unmerge), "unmerge")]
[JsonDerivedType(typeof(TakeOver), "take_over")]
[JsonDerivedType(typeof(GiveBack), "give_back")]
[JsonDerivedType(typeof(Link), "link")]
[JsonDerivedType(typeof(RevealContact), "contact_reveal")]
[JsonDerivedType(typeof(EraseCustomer), "customer_erase")]
[JsonDerivedType(typeof(AddMaterial), "materials")]
[JsonDerivedType(typeof(Ring), "ring")]
[JsonDerivedType(typeof(Replan), "replan")]
public abstract record TicketCommand;

/// <summary>A request comes in, by whichever channel, and becomes a ticket.</summary>
/// <param name="SubmittedAt">When the customer asked, where that was earlier than now.</param>
/// <param name="ExternalId">The request's id in the system it came from: one id makes one ticket of a site and source.</param>
/// <param name="Link">The ticket it was split from or follows up on.</param>
public sealed record Open(
    Source Source, DateTimeOffset? SubmittedAt, string? ExternalId, Customer Customer, string? ServiceType, string? Type, string? Subtype,
    string Verbatim, string? Facts, Urgency Urgency, Impact Impact, string? OrderNumber, IReadOnlyList<Material> Materials,
    TicketLink? Link = null) : TicketCommand;

/// <summary>The owner accepts the ticket; one that nobody owns becomes the caller's.</summary>
public sealed record Acknowledge : TicketCommand;

/// <summary>The owner gives an unaccepted ticket back.</summary>
public sealed record Decline([property: Prose(Limits.Note)] string Reason) : TicketCommand;

/// <summary>The ticket gets another owner, who has to accept it anew.</summary>
/// <param name="Collaborators">The team beside the owner from now on, in place of the former one; null to keep that. Owner and team
/// change in one step, so that two who set them at once cannot mix theirs.</param>
public sealed record Assign(
    [property: Code] string Owner, [property: Prose(Limits.Note)] string? Reason,
    [property: AtMost(Limits.Parts)] IReadOnlyList<AddCollaborator>? Collaborators = null) : TicketCommand;

/// <summary>The desk gives a waiting ticket to whom it chose; they have to accept it.</summary>
public sealed record Offer(string Owner, DispatchChoice Choice) : TicketCommand;

/// <summary>Everybody who could take the waiting ticket has declined it: the supervisor is told.</summary>
public sealed record CallSupervisor : TicketCommand;

/// <summary>The desk takes the ticket from an owner who is gone, and it waits for somebody again.</summary>
/// <param name="Owner">From whom; a ticket that has another owner by then stays theirs.</param>
/// <param name="Accepted">Whether it is taken even when they have accepted it.</param>
public sealed record Withdraw(string Owner, string Reason, bool Accepted) : TicketCommand;

/// <summary>The ticket is to go on at another site: from now on it takes nothing else.</summary>
/// <param name="Site">Code of that site.</param>
public sealed record TransferTo([property: Code(16)] string Site, [property: Prose(Limits.Note)] string Reason) : TicketCommand;

/// <summary>The other site has the ticket: here it ends.</summary>
/// <param name="Number">Its number there.</param>
public sealed record CompleteTransfer(string Number) : TicketCommand;

/// <summary>Somebody helps, with a part of the work. Naming the same agent again changes the part.</summary>
public sealed record AddCollaborator([property: Code] string Agent, [property: Line] string? Part) : TicketCommand;

/// <summary>Sets type and scope; what is left out stays as it is. A type without subtype clears the old subtype.</summary>
public sealed record Classify([property: Code] string? Type, [property: Code] string? Subtype, Scope? Scope) : TicketCommand;

/// <summary>Overrides what the site's matrix said.</summary>
public sealed record Prioritize(Priority Priority, [property: Prose(Limits.Note)] string Reason) : TicketCommand;

/// <summary>Moves the ticket along the site's nodes.</summary>
/// <param name="Node">Code or label of a node of the site's policy.</param>
public sealed record ReportProgress([property: Line] string Node, [property: Prose(Limits.Note)] string? Note) : TicketCommand;

/// <summary>A contact with the customer, for the log 沟通记录.</summary>
/// <param name="At">When it was; now, when left out.</param>
/// <param name="Method">How: phone, email, 企业微信 …</param>
public sealed record LogCommunication(
    DateTimeOffset? At, [property: Line] string Method, [property: Prose] string? Summary, [property: Prose] string? CustomerSaid,
    [property: Prose(Limits.Note)] string? NextStep) : TicketCommand;

/// <summary>Work stands still for somebody else.</summary>
public sealed record Wait(WaitingReason Reason, [property: Prose(Limits.Note)] string? Note) : TicketCommand;

/// <summary>What was waited for has come.</summary>
public sealed record Resume : TicketCommand;

/// <param name="DependsOn">Ids of subtasks that must be done first.</param>
public sealed record AddSubtask(
    [property: Line] string Title, [property: Code] string? Assignee, [property: AtMost(Limits.Parts)] IReadOnlyList<int>? DependsOn) : TicketCommand;

/// <param name="Reason">Needed to cancel.</param>
public sealed record MoveSubtask(int Id, SubtaskState To, string? Reason) : TicketCommand;

/// <summary>Asks a department for help 协同求助.</summary>
public sealed record RequestCollaboration(
    [property: Line] string Department, [property: Prose] string Problem, [property: Prose] string? Tried) : TicketCommand;

/// <param name="Text">The answer, or why it is declined.</param>
public sealed record AnswerCollaboration(int Id, CollaborationState To, string? Text) : TicketCommand;

/// <summary>Sends a technician to the customer 派单工单.</summary>
/// <param name="Eta">Expected arrival 预计到达时间.</param>
public sealed record PlanVisit([property: Code] string Technician, [property: Line(500)] string Address, DateTimeOffset Eta) : TicketCommand;

/// <param name="Note">What was done, or why it failed.</param>
public sealed record MoveVisit(int Id, VisitState To, string? Note) : TicketCommand;

/// <summary>The customer wants something else than before 需求变更.</summary>
public sealed record RequestChange([property: Prose] string What) : TicketCommand;

/// <param name="Evidence">In words, how the customer confirmed it, or why it was rejected.</param>
/// <param name="Signature">The name under it, when the customer signed by link.</param>
/// <param name="Scan">Name of the material that is the signed paper.</param>
public sealed record SettleChange(int Id, ChangeState To, string? Evidence, SignedName? Signature = null, string? Scan = null) : TicketCommand;

/// <summary>Somebody calls for the supervisor (1) or the director (2).</summary>
public sealed record Escalate([property: Range(1, 2)] int Level, [property: Prose(Limits.Note)] string Reason) : TicketCommand;

/// <summary>A person has taken note of every open escalation of the level.</summary>
public sealed record AcknowledgeEscalation(int Level, string? Note) : TicketCommand;

/// <summary>The result is given to the customer 结果反馈. A complaint needs apology and improvement.</summary>
/// <param name="WarrantyUntil">Last day of warranty 质保期, in the site's zone.</param>
public sealed record Resolve(
    [property: Prose] string Solution, DateOnly? WarrantyUntil, [property: Prose] string? Apology, [property: Prose] string? Improvement) : TicketCommand;

/// <summary>The customer's verdict 满意度评价.</summary>
/// <param name="Answers">Value by question of the site's survey; 1 is worst.</param>
public sealed record Rate([property: AtMost(20)] IReadOnlyDictionary<string, int> Answers, [property: Prose(Limits.Note)] string? Comment) : TicketCommand;

/// <summary>What was learned 处理总结.</summary>
/// <param name="Common">Whether others will meet the problem too 共性问题.</param>
public sealed record Summarize(
    [property: Prose] string Cause, [property: Prose] string Solution, [property: Prose] string? Lesson, bool Common = false) : TicketCommand;

public sealed record Close(ClosingReason Reason) : TicketCommand;

public sealed record Reopen([property: Prose(Limits.Note)] string Reason) : TicketCommand;

/// <summary>This ticket asks for the same as another and ends in it; the survivor has taken it over first.</summary>
/// <param name="Into">Number of the survivor, of the same site.</param>
public sealed record Merge([property: Code] string Into) : TicketCommand;

/// <summary>It was not the same after all: the ticket stands again where it stood.</summary>
public sealed record Unmerge : TicketCommand;

/// <summary>The survivor's half of <see cref="Merge"/>.</summary>
public sealed record TakeOver(string From) : TicketCommand;

/// <summary>The survivor's half of <see cref="Unmerge"/>.</summary>
public sealed record GiveBack(string From) : TicketCommand;

public sealed record Link([property: Code] string To, LinkKind Kind) : TicketCommand;

/// <summary>Somebody looks at the whole phone number and address; the look stays on record.</summary>
public sealed record RevealContact([property: Prose(Limits.Note)] string Reason) : TicketCommand;

/// <summary>The customer is to be forgotten; the keys of their contacts are destroyed elsewhere.</summary>
public sealed record EraseCustomer([property: Prose(Limits.Note)] string Reason) : TicketCommand;

public sealed record AddMaterial(Material Material) : TicketCommand;

/// <summary>A moment that the ticket waits for may have come; the ticket looks at its clocks itself.</summary>
public sealed record Ring : TicketCommand;

/// <summary>The site has published another policy or calendar: deadlines that it moves begin anew.</summary>
/// <param name="PolicyVersion">What to plan by, at least: whoever decides must know it.</param>
public sealed record Replan(int PolicyVersion, int CalendarVersion) : TicketCommand;
