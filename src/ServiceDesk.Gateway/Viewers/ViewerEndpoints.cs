using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Viewers;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Viewers;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Viewers;

/// <summary>Who else has a ticket open. Whoever may read it may see that, and is seen.</summary>
public static class ViewerEndpoints
{
    public static void MapViewers(this RouteGroupBuilder ticket)
    {
        ticket.MapGet("viewers", Show).WithSummary("Who has the ticket open right now, the caller among them.").Produces<Page<Viewer>>().Needs(Function.Read);
        ticket.MapPut("viewers/{page}", See)
            .WithSummary(
                "A page of the caller shows the ticket. It counts for twelve seconds, and longer when it is said again; "
                + "others are told by the event `viewers` of the stream.")
            .Produces(204).Needs(Function.Read);
        ticket.MapDelete("viewers/{page}", Leave).WithSummary("The page shows the ticket no more.").Produces(204).Needs(Function.Read);
    }

    private static async Task<IResult> Show(ITicketQueries queries, [AsParameters] TicketCall call) =>
        await queries.Find(call.Key, call.Cancel) is null ? Problem.NoSuchTicket
            : TypedResults.Ok(new Page<Viewer>(await Of(call).Of(call.Number), null));

    private static async Task<IResult> See(string page, ViewerBody body, ITicketQueries queries, [AsParameters] TicketCall call)
    {
        if (Fault(page) is { } fault) return fault;
        if (await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        await Of(call).See(new(call.Number, call.Caller.Id, page, call.Caller.Name, body.Doing));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Leave(string page, ITicketQueries queries, [AsParameters] TicketCall call)
    {
        if (Fault(page) is { } fault) return fault;
        if (await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        await Of(call).Leave(call.Number, call.Caller.Id, page);
        return TypedResults.NoContent();
    }

    private static IViewersGrain Of(TicketCall call) => call.Grains.GetGrain<IViewersGrain>(call.Site);

    private static Problem? Fault(string page) => new CodeAttribute().IsValid(page) ? null
        : Problem.Invalid(new InputFault("/page", $"in the address: must be 1 to {Limits.Code} letters, digits or . _ - @ :"));

    public sealed record ViewerBody(ViewerDoing Doing) : IRequestBody;
}
