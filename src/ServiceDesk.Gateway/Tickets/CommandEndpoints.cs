using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>What is done to one ticket: the body is the command.</summary>
public static class CommandEndpoints
{
    public static void MapCommands(this RouteGroupBuilder ticket)
    {
        ticket.MapBare<Acknowledge>("acknowledge", "Accepts the ticket 确认接收; one that nobody owns becomes the caller's.");
        ticket.MapCommand<Decline>("decline", "Gives an unaccepted ticket back.");
        ticket.MapCommand<Assign>("assign", "Gives the ticket to another owner.");
        ticket.MapCommand<Classify>("classify", "Sets type, subtype and scope.");
        ticket.MapCommand<Prioritize>("prioritize", "Overrides the priority.");
        ticket.MapCommand<ReportProgress>("progress", "Moves the ticket along the site's nodes 处理进度.");
        ticket.MapCommand<Wait>("wait", "Work stands still for somebody else.");
        ticket.MapBare<Resume>("resume", "What was waited for has come.");
        ticket.MapCommand<Escalate>("escalate", "Calls for the supervisor (1) or the director (2).");
        ticket.MapCommand<Resolve>("resolve", "Gives the result 结果反馈.");
        ticket.MapCommand<Summarize>("summary", "Notes what was learned 处理总结.");
        ticket.MapCommand<Close>("close", "Closes the ticket.");
        ticket.MapCommand<Reopen>("reopen", "Opens a resolved or closed ticket again.");
        ticket.MapStep<AcknowledgeEscalation>("escalations/{level:int:range(1,2)}/acknowledge", "Takes note of every open escalation of the level.",
            ([FromRoute] int level, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] NoteBody? body, [AsParameters] TicketCall call) =>
                call.Handle(new AcknowledgeEscalation(level, body?.Note)));
        ticket.MapStep<Rate>("rate", "The customer's verdict 满意度评价, told to staff.",
            (RateBody body, [AsParameters] TicketCall call) => call.Handle(body.Command()));
        ticket.MapStep<LogCommunication>("communications", "Logs a contact with the customer 沟通记录; of a merged ticket, at its survivor.",
            (LogCommunication body, [AsParameters] TicketCall call) => call.HandleAtSurvivor(body));
    }

    /// <summary>A command whose fields are the body.</summary>
    public static RouteHandlerBuilder MapCommand<T>(this RouteGroupBuilder ticket, string name, string summary) where T : TicketCommand =>
        ticket.MapStep<T>(name, summary, (T body, [AsParameters] TicketCall call) => call.Handle(body));

    /// <summary>A command without fields: an empty body will do.</summary>
    public static RouteHandlerBuilder MapBare<T>(this RouteGroupBuilder ticket, string name, string summary) where T : TicketCommand, new() =>
        ticket.MapStep<T>(name, summary, ([FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] T? body, [AsParameters] TicketCall call) =>
            call.Handle(body ?? new()));

    /// <summary>Something done to the ticket, answered with the ticket.</summary>
    /// <typeparam name="T">The command that it comes to: who may give that may call here.</typeparam>
    public static RouteHandlerBuilder MapStep<T>(this RouteGroupBuilder ticket, string name, string summary, Delegate run) where T : TicketCommand =>
        ticket.MapStep(name, summary, TicketPermissions.FunctionOf(typeof(T))!.Value, run);

    public static RouteHandlerBuilder MapStep(this RouteGroupBuilder ticket, string name, string summary, Function function, Delegate run) =>
        ticket.MapPost(name, run).WithSummary(summary).Produces<TicketView>().WithMetadata(new NotKept()).Needs(function);

    /// <summary>Carries out the command, or, where the ticket is merged, at the one that it ended in.</summary>
    public static async Task<IResult> HandleAtSurvivor(this TicketCall call, TicketCommand command)
    {
        var reply = await call.Ask(command);
        return reply is { Refusal.Kind: RefusalKind.NotAllowed, Ticket.MergedInto: { } survivor }
            ? TicketCall.Answer(await call.Ask(new(call.Site, survivor), command, "survivor"))
            : TicketCall.Answer(reply);
    }

    public sealed record NoteBody([property: Prose(Limits.Note)] string? Note) : IRequestBody;

    /// <param name="Answers">Value by question of the site's survey.</param>
    /// <param name="Overall">Short for <c>{"answers":{"overall":…}}</c>.</param>
    public sealed record RateBody(
        [property: AtMost(20)] IReadOnlyDictionary<string, int>? Answers, int? Overall, [property: Prose(Limits.Note)] string? Comment) : IRequestBody
    {
        public Rate Command() => new(AllAnswers(), Comment);

        private Dictionary<string, int> AllAnswers() => (Answers, Overall) switch
        {
            (null, null) => throw new Errors.InputException(new Errors.InputFault("/answers", "is needed")),
            ({ } answers, null) => new(answers),
            (_, { } overall) when Answers?.ContainsKey("overall") is not true => new(Answers ?? new Dictionary<string, int>()) { ["overall"] = overall },
            _ => throw new Errors.InputException(new Errors.InputFault("/overall", "stands in answers too")),
        };
    }
}
