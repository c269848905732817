using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Domain.Tickets;

/// <summary>Work shared with others: collaborators, subtasks, departments, technicians, changes.</summary>
public static class Teamwork
{
    internal static Verdict Join(Ticket ticket, AddCollaborator c) =>
        ticket.Collaborators.Contains(new(c.Agent, c.Part)) ? Verdict.Nothing
            : Full(ticket.Collaborators) ? Refusal.TooMany
            : new CollaboratorAdded(c.Agent, c.Part);

    internal static Verdict Add(Ticket ticket, AddSubtask c)
    {
        if (Full(ticket.Subtasks)) return Refusal.TooMany;
        var needs = c.DependsOn ?? [];
        for (var i = 0; i < needs.Count; i++)
        {
            // Only older subtasks can be named, so the graph has no cycle.
            if (ticket.Subtasks.All(s => s.Id != needs[i])) return Refusal.Invalid($"/dependsOn/{i}", $"names no subtask of this ticket: {needs[i]}");
        }

        return new SubtaskAdded(ticket.Subtasks.Count + 1, c.Title, c.Assignee, [.. needs.Distinct()]);
    }

    internal static Verdict Move(Ticket ticket, MoveSubtask c)
    {
        if (ticket.Subtasks.FirstOrDefault(s => s.Id == c.Id) is not { } subtask) return Refusal.NoSuch("subtask");
        if (c.To is SubtaskState.Cancelled)
        {
            if (string.IsNullOrWhiteSpace(c.Reason)) return Refusal.Invalid("/reason", "is needed to cancel a subtask");
            return subtask.IsOpen ? new SubtaskMoved(c.Id, c.To, c.Reason) : Refusal.Moved("subtask", DeskJson.Word(subtask.State));
        }

        if (!subtask.IsOpen || c.To == subtask.State) return Refusal.Moved("subtask", DeskJson.Word(subtask.State));
        var blocking = ticket.Subtasks.FirstOrDefault(other => other.IsOpen && subtask.DependsOn.Contains(other.Id));
        return blocking is not null ? Refusal.DependsOnOpen(blocking.Id) : new SubtaskMoved(c.Id, c.To, null);
    }

    internal static Verdict Request(Ticket ticket, RequestCollaboration c) =>
        Full(ticket.Collaborations) ? Refusal.TooMany
            : new CollaborationRequested(ticket.Collaborations.Count + 1, c.Department, c.Problem, c.Tried);

    internal static Verdict Answer(Ticket ticket, AnswerCollaboration c)
    {
        if (ticket.Collaborations.FirstOrDefault(x => x.Id == c.Id) is not { } asked) return Refusal.NoSuch("collaboration");
        var fits = (asked.State, c.To) is (CollaborationState.Requested, not CollaborationState.Requested)
            or (CollaborationState.Accepted, CollaborationState.Answered or CollaborationState.Declined);
        if (!fits) return Refusal.Moved("collaboration", DeskJson.Word(asked.State));
        if (c.To is not CollaborationState.Accepted && string.IsNullOrWhiteSpace(c.Text))
            return Refusal.Invalid(c.To is CollaborationState.Answered ? "/answer" : "/reason", "is needed");
        return new CollaborationMoved(c.Id, c.To, c.Text);
    }

    internal static Verdict Plan(Ticket ticket, PlanVisit c) =>
        Full(ticket.Visits) ? Refusal.TooMany
            : new VisitPlanned(ticket.Visits.Count + 1, c.Technician, c.Address, c.Eta.ToMilliseconds());

    internal static Verdict Move(Ticket ticket, MoveVisit c)
    {
        if (ticket.Visits.FirstOrDefault(x => x.Id == c.Id) is not { } visit) return Refusal.NoSuch("visit");
        var fits = (visit.State, c.To) is (VisitState.Planned, VisitState.Departed) or (VisitState.Departed, VisitState.Arrived)
            or (VisitState.Arrived, VisitState.Done) or (VisitState.Planned or VisitState.Departed or VisitState.Arrived, VisitState.Failed);
        if (!fits) return Refusal.Moved("visit", DeskJson.Word(visit.State));
        if (c.To is VisitState.Failed && string.IsNullOrWhiteSpace(c.Note)) return Refusal.Invalid("/reason", "is needed when a visit fails");
        return new VisitMoved(c.Id, c.To, c.Note);
    }

    internal static Verdict Request(Ticket ticket, RequestChange c, Call call) =>
        Full(ticket.Changes) ? Refusal.TooMany
            : new ChangeRequested(ticket.Changes.Count + 1, c.What, call.Now.AddDays(call.Rules.Policy.Change.LinkDays));

    internal static Verdict Settle(Ticket ticket, SettleChange c, Call call)
    {
        if (ticket.Changes.FirstOrDefault(x => x.Id == c.Id) is not { } change) return Refusal.NoSuch("change");
        // A link is good for one answer, whoever gave it.
        if (change.State is not ChangeState.Unconfirmed)
            return c.Signature is null ? Refusal.Moved("change", DeskJson.Word(change.State)) : Refusal.LinkUsed;
        if (c.Signature is { Name: null, Drawn: null }) return Refusal.Invalid("/name", "is needed, typed or drawn");
        if (c.Scan is { } scan && ticket.Materials.All(material => material.Name != scan))
            return Refusal.Invalid("/scan", "names no material of this ticket");

        var promised = c.To is ChangeState.Confirmed && ticket.ResolvedAt is null
            ? ticket.Clocks.FirstOrDefault(clock => clock.Id.Kind is ClockKind.Resolution && clock.EndedAt is null)?.Due
            : null;
        var signature = c.Signature is { } signed ? new Signature(signed.Name, signed.Drawn, call.Now, call.Via, change.Sha256(ticket.Key)) : null;
        return new ChangeSettled(c.Id, c.To, c.Evidence, signature, c.Scan, promised);
    }

    private static bool Full<T>(IReadOnlyList<T> list) => list.Count >= Limits.Parts;
}
