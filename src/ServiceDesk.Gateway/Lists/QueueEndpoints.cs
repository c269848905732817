using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>What waits to be accepted 工单待处理.</summary>
public static class QueueEndpoints
{
    private const int PageOfClaim = 50;

    public static void MapQueue(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/queue").WithTags("Lists");
        group.MapGet("", Show).WithSummary("Pending tickets of a site, by urgency, then submit time.").Produces<Page<TicketView>>().Needs(Function.Read)
            .Takes(QueryField.Site with { Required = true }, QueryField.Cursor, QueryField.Limit);
        group.MapPost("/claim", Claim).WithSummary("The next ticket becomes the caller's; 204 when there is none.").Produces<TicketView>().Produces(204)
            .Needs(Function.Claim);
    }

    private static async Task<IResult> Show(
        QueryValues query, Caller caller, ITicketQueries queries, TicketViews views, SiteBook sites, HttpContext http)
    {
        var site = query.Text(QueryField.Site)!;
        return SiteCodeAttribute.Fits(site) && caller.Sees(site) && await sites.Find(site) is not null
            ? await Pages.Answer(() => queries.Queue(site, query.Cursor, query.Limit, http.RequestAborted), views, caller)
            : Problem.NoSuchSite;
    }

    /// <summary>
    /// Walks the queue until a ticket takes the caller. Whoever is faster has it; the others walk on. All attempts carry one mark, and
    /// refusals are not kept under it: a repetition gets the ticket that the first run got, whatever the queue looks like by then.
    /// </summary>
    private static async Task<IResult> Claim(
        ClaimBody body, Caller caller, ITicketQueries queries, ITicketJournal journal, IGrainFactory grains, SiteBook sites, HttpContext http)
    {
        if (!caller.Sees(body.Site) || await sites.Find(body.Site) is null) return Problem.NoSuchSite;
        if (!caller.May(Function.Claim, body.Site)) return Problem.Forbidden;
        var inbound = Inbound.Of(http);
        var mark = inbound.Mark(caller) is { } m ? m with { Id = m.Id + "#claim", KeepRefusal = false } : null;
        var request = new TicketRequest(
            new Acknowledge(), caller.Actor, inbound.Cause(caller), http.Connection.RemoteIpAddress?.ToString(), null, mark, caller.Powers);

        if (mark is not null && await journal.FindAnswer(mark.Id) is { } earlier)
            return TicketCall.Answer(await Ask(grains, new(body.Site, earlier.Number), request));

        string? cursor = null;
        do
        {
            var page = await queries.Queue(body.Site, cursor, PageOfClaim, http.RequestAborted);
            foreach (var ticket in page.Items)
                if (await Take(grains, ticket, request, queries, http.RequestAborted) is { } reply) return TicketCall.Answer(reply);
            cursor = page.Next;
        }
        while (cursor is not null);
        return TypedResults.NoContent();
    }

    /// <summary>Accepts the ticket as it was seen: one that was given to somebody else meanwhile is theirs to accept.</summary>
    private static async Task<TicketReply?> Take(IGrainFactory grains, Ticket? seen, TicketRequest request, ITicketQueries queries, CancellationToken cancel)
    {
        while (seen is { Status: TicketStatus.Pending } && (seen.Owner is null || seen.Owner == request.By.Id))
        {
            var reply = await Ask(grains, seen.Key, request with { IfVersion = seen.Version });
            if (reply.Refusal is null) return reply;
            if (reply.Refusal.Kind is not RefusalKind.Stale) return null;
            seen = await queries.Find(seen.Key, cancel);
        }

        return null;
    }

    private static Task<TicketReply> Ask(IGrainFactory grains, TicketKey key, TicketRequest request) =>
        grains.GetGrain<ITicketGrain>(key.ToString()).Handle(request);

    public sealed record ClaimBody([property: SiteCode] string Site) : IRequestBody;
}
