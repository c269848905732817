using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;
using static ServiceDesk.Domain.Tickets.Verdict;

namespace ServiceDesk.Domain.Tickets;

/// <summary>
/// The map of spec §2: which command a ticket takes where it stands, and what comes of it. Pure: the same ticket, command and call
/// give the same decision. tests/ServiceDesk.Tests/Domain holds a row for every state × command.
/// </summary>
public static class TicketRules
{
    /// <summary>
    /// Decides a command. What was due before it happens before it, so that an answer that comes late finds the breach on record,
    /// whether or not the alarm rang in time. Refusals are replies; an exception here is a defect.
    /// </summary>
    public static Decision Decide(Ticket? ticket, TicketCommand command, Call call)
    {
        var happenings = new List<Happening>();
        while (ticket is not null && RingRules.NextDue(ticket, call.Now) is { Events.Count: > 0 } due)
            ticket = Write(ticket, due.Events, call with { By = Actor.Clock, Cause = due.Cause, Via = null }, happenings);

        var verdict = Judge(ticket, command, call);
        return new(happenings, Write(ticket, verdict.Events, call, happenings), verdict.Refusal);
    }

    /// <summary>A decision that goes on with another command, to be written down with it in one piece.</summary>
    public static Decision GoOn(Decision first, TicketCommand command, Call call)
    {
        var second = Decide(first.Next, command, call);
        return first with { Happenings = [.. first.Happenings, .. second.Happenings], Next = second.Next };
    }

    private static Ticket? Write(Ticket? ticket, IReadOnlyList<TicketEvent> events, Call call, List<Happening> happenings)
    {
        foreach (var happened in events)
        {
            var bare = new Happening((ticket?.Version ?? 0) + 1, call.Now, call.By, call.Cause, call.Via, happened);
            var clocks = ClockRules.Follow(ticket, happened, TicketHistory.Evolve(call.Key, ticket, bare), call);
            var happening = bare with { Event = happened with { Clocks = clocks } };
            ticket = TicketHistory.Evolve(call.Key, ticket, happening);
            happenings.Add(happening);
        }

        return ticket;
    }

    private static Verdict Judge(Ticket? ticket, TicketCommand command, Call call) => (command, ticket) switch
    {
        (Open c, null) => Intake.Open(c, call),
        (Ring, null) => Nothing,                                    // the alarm of a ticket that was never stored
        (_, null) => Refusal.NotFound,
        (Open, _) => Refusal.AlreadyExists,
        (Ring, _) => Nothing,                                       // what was due has happened by now
        (Replan, _) => ClockRules.IsMovedBy(ticket, call) ? new ClocksPlanned(call.Rules.PolicyVersion, call.Rules.CalendarVersion) : Nothing,
        (RevealContact c, _) => new ContactRevealed(c.Reason, Contacts(ticket.Customer)),
        (EraseCustomer c, _) => ticket.Customer.ErasedAt is null ? new CustomerErased(c.Reason) : Nothing,
        (AcknowledgeEscalation c, _) => AcknowledgeLevel(ticket, c),
        (GiveBack c, _) => ticket.MergedFrom.Contains(c.From) ? new GaveBack(c.From) : Nothing,
        (Unmerge, { MergedInto: { } into }) => new Unmerged(into),
        (Unmerge, _) => Refusal.NotMerged,
        (_, { MergedInto: { } into }) => Refusal.MergedInto(into),
        (CompleteTransfer c, _) => ticket.Transfer is { } way ? new Transferred(way.Site, c.Number) : Refusal.NotTransferred,
        (TransferTo c, { Transfer: { } way }) => c.Site == way.Site ? Nothing : Refusal.BeingTransferred,
        (_, { Transfer: not null }) => Refusal.BeingTransferred,
        (Reopen c, _) => Reopening(ticket, c, call),
        (LogCommunication c, _) => Communication(ticket, c, call),
        (Link c, _) => Linking(ticket, c),
        (Summarize c, { Status: TicketStatus.Resolved or TicketStatus.Closed }) => Summary(ticket, c),
        (Summarize, _) => Refusal.NotResolved,
        (_, { Status: TicketStatus.Closed }) => Refusal.AlreadyClosed,
        (TakeOver c, _) => ticket.MergedFrom.Contains(c.From) ? Nothing : new TookOver(c.From),
        (Merge c, _) => Merging(ticket, c),
        (Close c, _) => Closing(ticket, c, call.Rules.Policy),
        (Classify c, _) => Intake.Classify(ticket, c, call.Rules.Policy),
        (AddMaterial c, _) => ticket.Materials.Count >= Limits.Materials ? Refusal.TooMany : new MaterialAdded(c.Material),
        (Escalate c, _) => Escalation(ticket, c),
        (AnswerCollaboration c, _) => Teamwork.Answer(ticket, c),
        (MoveVisit c, _) => Teamwork.Move(ticket, c),
        (SettleChange c, _) => Teamwork.Settle(ticket, c, call),
        (Rate c, { Status: TicketStatus.Resolved }) => Surveys.Rate(ticket, c, call.Rules.Policy),
        (Rate, _) => Refusal.NotResolved,
        (_, { Status: TicketStatus.Resolved }) => Refusal.AlreadyResolved,
        _ => WhileOpen(ticket, command, call),
    };

    /// <summary>What is done to a ticket that is pending, processing or awaiting feedback.</summary>
    private static Verdict WhileOpen(Ticket ticket, TicketCommand command, Call call) => (command, ticket) switch
    {
        (Acknowledge, { Assignment: null, Status: TicketStatus.Pending }) => new Acknowledged(call.By.Id, FirstOwner: true),
        (Acknowledge, { Assignment.AcknowledgedAt: null }) => new Acknowledged(ticket.Owner ?? call.By.Id, ticket.Assignment is null),
        (Acknowledge, _) => Refusal.AlreadyAcknowledged,
        (Decline c, _) => Assignments.Decline(ticket, c),
        (Assign c, _) => Assignments.Assign(ticket, c),
        (Offer c, _) => Assignments.Offer(ticket, c),
        (CallSupervisor, _) => Assignments.Call(ticket),
        (Withdraw c, _) => Assignments.Withdraw(ticket, c),
        (TransferTo c, _) => c.Site == ticket.Site ? Refusal.Invalid("/site", "is the ticket's own") : new TransferBegun(c.Site, c.Reason, ticket.Owner),
        (AddCollaborator c, _) => Teamwork.Join(ticket, c),
        (Prioritize c, _) => new Prioritized(new(c.Priority, c.Reason, Overridden: true), ticket.Priority.Value),
        (AddSubtask c, _) => Teamwork.Add(ticket, c),
        (MoveSubtask c, _) => Teamwork.Move(ticket, c),
        (RequestCollaboration c, _) => Teamwork.Request(ticket, c),
        (PlanVisit c, _) => Teamwork.Plan(ticket, c),
        (RequestChange c, _) => Teamwork.Request(ticket, c, call),
        (_, { Status: TicketStatus.Pending }) => Refusal.NotAcknowledged,
        (ReportProgress c, _) => Progress(ticket, c, call.Rules.Policy),
        (Wait c, { Status: TicketStatus.Processing }) => new Waited(c.Reason, c.Note),
        (Wait, _) => Refusal.AlreadyWaiting,
        (Resume, { Status: TicketStatus.AwaitingFeedback }) => new Resumed(),
        (Resume, _) => Refusal.NotWaiting,
        (Resolve c, _) => Resolving(ticket, c, call.Rules.Policy),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    private static Verdict Progress(Ticket ticket, ReportProgress c, SitePolicy policy)
    {
        if (ticket.Progress.Count >= Limits.Progress) return Refusal.TooMany;
        var node = policy.ProgressNodes.FirstOrDefault(n => n.Code == c.Node || n.Label.Zh == c.Node || n.Label.En == c.Node);
        return node is not null
            ? new Progressed(node.Code, c.Note)
            : Refusal.Invalid("/node", $"is not a node of the site: {string.Join(", ", policy.ProgressNodes.Select(n => n.Code))}");
    }

    private static Verdict Communication(Ticket ticket, LogCommunication c, Call call) =>
        c.At > call.Now + Limits.Ahead ? Refusal.Invalid("/at", "lies in the future")
            : new Communicated(c.At?.ToMilliseconds() ?? call.Now, c.Method, c.Summary, c.CustomerSaid, c.NextStep, ticket.FirstResponseAt is null);

    private static Verdict Resolving(Ticket ticket, Resolve c, SitePolicy policy)
    {
        var open = ticket.Subtasks.Count(subtask => subtask.IsOpen);
        if (open > 0) return Refusal.SubtasksOpen(open);
        if (policy.KindOf(ticket.Type, ticket.Subtype) is TicketKind.Complaint)
        {
            if (c.Apology is null) return Refusal.Invalid("/apology", "is needed to resolve a complaint");
            if (c.Improvement is null) return Refusal.Invalid("/improvement", "is needed to resolve a complaint");
        }

        return new Resolved(c.Solution, c.WarrantyUntil, c.Apology, c.Improvement);
    }

    private static Verdict Summary(Ticket ticket, Summarize c)
    {
        var summarized = new Summarized(c.Cause, c.Solution, c.Lesson, c.Common);
        return ticket is { Status: TicketStatus.Resolved, ConfirmedAt: not null }
            ? Of(summarized, new Closed(ClosingReason.Resolved, Rated: true))
            : summarized;
    }

    private static Verdict Closing(Ticket ticket, Close c, SitePolicy policy) => c.Reason switch
    {
        ClosingReason.Duplicate => Refusal.UseMerge,
        ClosingReason.Transferred => Refusal.UseTransfer,
        ClosingReason.Resolved when ticket.Status is not TicketStatus.Resolved => Refusal.NotResolved,
        ClosingReason.Resolved when policy.Summary.RequiredToClose && ticket.Summary is null => Refusal.SummaryMissing,
        _ => new Closed(c.Reason, ticket.Rating is not null),
    };

    private static Verdict Reopening(Ticket ticket, Reopen c, Call call) => ticket switch
    {
        { Status: TicketStatus.Resolved } => new Reopened(c.Reason),
        { Status: not TicketStatus.Closed } => Refusal.NotClosed,
        { ClosingReason: ClosingReason.Transferred } => Refusal.TransferredTo(ticket.Links.Last(link => link.Kind is LinkKind.TransferredTo).To),
        _ when call.Now - ticket.ClosedAt > TimeSpan.FromDays(call.Rules.Policy.Reopen.WithinDays) =>
            Refusal.ReopenWindowOver(call.Rules.Policy.Reopen.WithinDays),
        _ => new Reopened(c.Reason),
    };

    private static Verdict Merging(Ticket ticket, Merge c) =>
        c.Into == ticket.Number ? Refusal.Invalid("/into", "is the ticket itself")
            : ticket.MergedFrom.Count > 0 ? Refusal.HasMerged
            : new Merged(c.Into, ticket.Status);

    private static Verdict Linking(Ticket ticket, Link c) =>
        c.To == ticket.Number ? Refusal.Invalid("/to", "is the ticket itself")
            : c.Kind is LinkKind.TransferredFrom or LinkKind.TransferredTo ? Refusal.Invalid("/kind", "is made by a transfer only")
            : ticket.Links.Contains(new(c.To, c.Kind)) ? Nothing
            : ticket.Links.Count >= Limits.Parts ? Refusal.TooMany
            : new Linked(new(c.To, c.Kind));

    private static Verdict Escalation(Ticket ticket, Escalate c) =>
        ticket.Escalations.Any(e => e.IsOpen && e.Level == c.Level && e.Clock is null)
            ? Refusal.AlreadyEscalated
            : new Escalated(c.Level, "manual", c.Reason, Clock: null);

    private static Verdict AcknowledgeLevel(Ticket ticket, AcknowledgeEscalation c) =>
        ticket.Escalations.Any(e => e.IsOpen && e.Level == c.Level) ? new EscalationAcknowledged(c.Level, c.Note) : Refusal.NoEscalation;

    private static List<string> Contacts(Customer customer) =>
        [.. new[] { customer.Phone is null ? null : "phone", customer.Email is null ? null : "email" }.OfType<string>()];
}
