using ServiceDesk.Domain.People;

namespace ServiceDesk.Domain.Tickets;

/// <summary>Which function a command to a ticket is, and whether somebody may give it to this ticket.</summary>
public static class TicketPermissions
{
    private static readonly Dictionary<Type, Function> Functions = new()
    {
        [typeof(Open)] = Function.Open,
        [typeof(Acknowledge)] = Function.Acknowledge,
        [typeof(Decline)] = Function.Decline,
        [typeof(Assign)] = Function.Assign,
        [typeof(AddCollaborator)] = Function.Collaborators,
        [typeof(Classify)] = Function.Classify,
        [typeof(Prioritize)] = Function.Prioritize,
        [typeof(ReportProgress)] = Function.Progress,
        [typeof(LogCommunication)] = Function.Communications,
        [typeof(Wait)] = Function.Wait,
        [typeof(Resume)] = Function.Resume,
        [typeof(AddSubtask)] = Function.Subtasks,
        [typeof(MoveSubtask)] = Function.Subtasks,
        [typeof(RequestCollaboration)] = Function.Collaborations,
        [typeof(AnswerCollaboration)] = Function.CollaborationAnswer,
        [typeof(PlanVisit)] = Function.Visits,
        [typeof(MoveVisit)] = Function.VisitMove,
        [typeof(RequestChange)] = Function.Changes,
        [typeof(SettleChange)] = Function.ChangeSettle,
        [typeof(Escalate)] = Function.Escalate,
        [typeof(AcknowledgeEscalation)] = Function.EscalationAcknowledge,
        [typeof(Resolve)] = Function.Resolve,
        [typeof(Rate)] = Function.Rate,
        [typeof(Summarize)] = Function.Summary,
        [typeof(Close)] = Function.Close,
        [typeof(Reopen)] = Function.Reopen,
        [typeof(Merge)] = Function.Merge,
        [typeof(TakeOver)] = Function.Merge,
        [typeof(Unmerge)] = Function.Unmerge,
        [typeof(GiveBack)] = Function.Unmerge,
        [typeof(Link)] = Function.Link,
        [typeof(RevealContact)] = Function.ContactReveal,
        [typeof(AddMaterial)] = Function.Materials,
        [typeof(TransferTo)] = Function.Transfer,
        [typeof(EraseCustomer)] = Function.CustomerErase,
    };

    /// <summary>The function that a kind of command is; null for one that the desk alone gives.</summary>
    public static Function? FunctionOf(Type command) => Functions.TryGetValue(command, out var function) ? function : null;

    /// <summary>Why somebody may not give this command to this ticket; null when they may.</summary>
    /// <param name="ticket">Null where there is none: then the rules say so.</param>
    public static Refusal? Refuse(Ticket? ticket, TicketCommand command, Actor by, Powers powers, string site)
    {
        if (by.Kind is ActorKind.Clock or ActorKind.Desk) return null;
        if (FunctionOf(command.GetType()) is not { } function) return Refusal.Forbidden;
        return Permissions.Of(function, by.Kind, powers, site) switch
        {
            Reach.Any => null,
            Reach.None => NoReach(function, powers),
            _ => ticket is null || HasPart(ticket, command, by.Id) ? null : Refusal.NotInvolved,
        };
    }

    /// <summary>Why a function is out of reach.</summary>
    public static Refusal NoReach(Function function, Powers powers) =>
        powers.Scopes?.Contains(function) is false ? Refusal.OutOfScope : Refusal.Forbidden;

    /// <summary>A technician moves their own visits, not those of others; otherwise whoever was given a piece of the ticket has a part in it.</summary>
    private static bool HasPart(Ticket ticket, TicketCommand command, string id) => ticket.Owner == id || command switch
    {
        MoveVisit c => ticket.Visits.All(v => v.Id != c.Id) || ticket.Visits.Any(v => v.Id == c.Id && v.Technician == id),
        _ => ticket.Collaborators.Any(c => c.Agent == id) || ticket.Visits.Any(v => v.Technician == id) || ticket.Subtasks.Any(s => s.Assignee == id),
    };
}
