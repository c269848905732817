using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Validation;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>Work shared with others: collaborators, subtasks, departments, technicians, changes.</summary>
public static class TeamworkEndpoints
{
    public static void MapTeamwork(this RouteGroupBuilder ticket)
    {
        ticket.MapCommand<AddCollaborator>("collaborators", "Adds a collaborator 协办人 with a part of the work.");
        ticket.MapSubtasks();
        ticket.MapCollaborations();
        ticket.MapVisits();
        ticket.MapChanges();
    }

    private static void MapSubtasks(this RouteGroupBuilder ticket)
    {
        ticket.MapCommand<AddSubtask>("subtasks", "Adds a subtask 子任务.");
        ticket.MapMove<MoveSubtask>("subtasks/{id:int}/start", "Starts a subtask.", id => new MoveSubtask(id, SubtaskState.Started, null));
        ticket.MapMove<MoveSubtask>("subtasks/{id:int}/done", "Finishes a subtask.", id => new MoveSubtask(id, SubtaskState.Done, null));
        ticket.MapStep<MoveSubtask>("subtasks/{id:int}/cancel", "Cancels a subtask.",
            (int id, ReasonBody body, [AsParameters] TicketCall call) => call.Handle(new MoveSubtask(id, SubtaskState.Cancelled, body.Reason)));
    }

    private static void MapCollaborations(this RouteGroupBuilder ticket)
    {
        ticket.MapCommand<RequestCollaboration>("collaborations", "Asks a department for help 协同求助.");
        ticket.MapMove<AnswerCollaboration>("collaborations/{id:int}/accept", "The department takes it on.", id => new AnswerCollaboration(id, CollaborationState.Accepted, null));
        ticket.MapStep<AnswerCollaboration>("collaborations/{id:int}/answer", "The department answers.",
            (int id, AnswerBody body, [AsParameters] TicketCall call) => call.Handle(new AnswerCollaboration(id, CollaborationState.Answered, body.Answer)));
        ticket.MapStep<AnswerCollaboration>("collaborations/{id:int}/decline", "The department declines.",
            (int id, ReasonBody body, [AsParameters] TicketCall call) => call.Handle(new AnswerCollaboration(id, CollaborationState.Declined, body.Reason)));
    }

    private static void MapVisits(this RouteGroupBuilder ticket)
    {
        ticket.MapCommand<PlanVisit>("visits", "Sends a technician to the customer 派单工单.");
        ticket.MapMove<MoveVisit>("visits/{id:int}/depart", "The technician is on the way.", id => new MoveVisit(id, VisitState.Departed, null));
        ticket.MapMove<MoveVisit>("visits/{id:int}/arrive", "The technician is there.", id => new MoveVisit(id, VisitState.Arrived, null));
        ticket.MapStep<MoveVisit>("visits/{id:int}/done", "The visit is done.",
            (int id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] CommandEndpoints.NoteBody? body, [AsParameters] TicketCall call) =>
                call.Handle(new MoveVisit(id, VisitState.Done, body?.Note)));
        ticket.MapStep<MoveVisit>("visits/{id:int}/fail", "The visit came to nothing.",
            (int id, ReasonBody body, [AsParameters] TicketCall call) => call.Handle(new MoveVisit(id, VisitState.Failed, body.Reason)));
    }

    private static void MapChanges(this RouteGroupBuilder ticket)
    {
        ticket.MapCommand<RequestChange>("changes", "The customer wants something else than before 需求变更.");
        ticket.MapStep<SettleChange>("changes/{id:int}/confirm", "The customer has confirmed the change, as staff know.",
            (int id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EvidenceBody? body, [AsParameters] TicketCall call) =>
                call.Handle(new SettleChange(id, ChangeState.Confirmed, body?.Evidence, Scan: body?.Scan)));
        ticket.MapStep<SettleChange>("changes/{id:int}/reject", "The change does not come about.",
            (int id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] WhyBody? body, [AsParameters] TicketCall call) =>
                call.Handle(new SettleChange(id, ChangeState.Rejected, body?.Reason)));
    }

    /// <summary>A step of one of the ticket's parts that needs no words.</summary>
    private static void MapMove<T>(this RouteGroupBuilder ticket, string name, string summary, Func<int, T> move) where T : TicketCommand =>
        ticket.MapStep<T>(name, summary, (int id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] NothingBody? body, [AsParameters] TicketCall call) =>
            call.Handle(move(id)));

    public sealed record NothingBody : IRequestBody;

    public sealed record ReasonBody([property: Prose(Limits.Note)] string Reason) : IRequestBody;

    public sealed record WhyBody([property: Prose(Limits.Note)] string? Reason) : IRequestBody;

    public sealed record AnswerBody([property: Prose] string Answer) : IRequestBody;

    /// <param name="Evidence">In words, how the customer confirmed it.</param>
    /// <param name="Scan">Name of the material that is the signed paper 书面扫描件.</param>
    public sealed record EvidenceBody([property: Prose(Limits.Note)] string? Evidence, [property: Line] string? Scan = null) : IRequestBody;
}
