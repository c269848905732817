using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>Finding tickets.</summary>
public static class TicketListEndpoint
{
    public static void MapTicketList(this RouteGroupBuilder tickets) =>
        tickets.MapGet("", List).WithSummary("Tickets that fit every condition.").Produces<Page<TicketView>>().Needs(Function.Read)
            .Takes([.. TicketFinder.Conditions, QueryField.Cursor, QueryField.Limit]);

    private static async Task<IResult> List(QueryValues query, Caller caller, TicketFinder finder, ITicketQueries queries, TicketViews views, HttpContext http) =>
        await finder.FilterOf(query, caller) switch
        {
            { Problem: { } problem } => problem,
            { Filter: { } filter } => await Pages.Answer(() => queries.List(filter, query.Cursor, query.Limit, http.RequestAborted), views, caller),
            _ => TypedResults.Ok(new Page<TicketView>([], null)),
        };
}

/// <summary>Pages of tickets as answers.</summary>
public static class Pages
{
    public static async Task<IResult> Answer(Func<Task<Page<Ticket>>> read, TicketViews views, Caller caller)
    {
        try
        {
            var page = await read();
            return TypedResults.Ok(new Page<TicketView>([.. page.Items.Select(ticket => views.Of(ticket, caller))], page.Next));
        }
        catch (FormatException)
        {
            return Problem.Invalid(new InputFault("?cursor", "is not a cursor of this list"));
        }
    }
}
