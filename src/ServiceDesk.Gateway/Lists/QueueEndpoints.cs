using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>What waits to be accepted 工单待处理.</summary>
public static class QueueEndpoints
{
    private const int PageOfClaim = 50;

    /// <summary>How many held tickets may turn out to be somebody's already before the store is asked.</summary>
    private const int HeldAttempts = 20;

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
    /// The queue holds a ticket for each who asks, so that those who ask at once do not race for one. What it does not know of is looked for
    /// in the store before anybody hears that nothing waits. All attempts carry one mark, and refusals are not kept under it: a repetition gets the
    /// ticket that the first run got, whatever the queue looks like by then.
    /// </summary>
    private static async Task<IResult> Claim(
        ClaimBody body, Caller caller, ITicketQueries queries, ITicketJournal journal, AccountBook book, IGrainFactory grains, SiteBook sites, HttpContext http)
    {
        if (!caller.Sees(body.Site) || await sites.Find(body.Site) is not { } rules) return Problem.NoSuchSite;
        if (!caller.May(Function.Claim, body.Site)) return Problem.Forbidden;
        var inbound = Inbound.Of(http);
        var mark = inbound.Mark(caller) is { } m ? m with { Id = m.Id + "#claim", KeepRefusal = false } : null;
        var request = new TicketRequest(
            new Acknowledge(), caller.Actor, inbound.Cause(caller), http.Connection.RemoteIpAddress?.ToString(), null, mark, caller.Powers);

        if (mark is not null && await journal.FindAnswer(mark.Id) is { } earlier)
            return TicketCall.Answer(await Ask(grains, new(body.Site, earlier.Number), request));

        var skills = body.Fitting ? (await book.Find(caller.Id, http.RequestAborted))?.Skills ?? [] : null;
        var claim = new Claim(caller.Id, body.Fitting ? caller.Roles : null, skills);
        for (var attempt = 1; attempt <= HeldAttempts && await grains.GetGrain<IQueueGrain>(body.Site).Next(claim) is { } held; attempt++)
            if (await Ask(grains, new(body.Site, held.Number), request with { IfVersion = held.Version }) is { Refusal: null } reply) return TicketCall.Answer(reply);

        bool Fits(Ticket ticket) => skills is null || Need.Of(ticket.Type, ticket.Subtype, rules.Policy).Fits(caller.Roles, skills);
        return await Walk(body.Site, Fits, request, queries, grains, http.RequestAborted) is { } found ? TicketCall.Answer(found) : TypedResults.NoContent();
    }

    /// <summary>Walks the queue until a ticket takes the caller. Whoever is faster has it; the others walk on.</summary>
    private static async Task<TicketReply?> Walk(
        string site, Func<Ticket, bool> fits, TicketRequest request, ITicketQueries queries, IGrainFactory grains, CancellationToken cancel)
    {
        string? cursor = null;
        do
        {
            var page = await queries.Queue(site, cursor, PageOfClaim, cancel);
            foreach (var ticket in page.Items.Where(fits))
                if (await Take(grains, ticket, request, queries, cancel) is { } reply) return reply;
            cursor = page.Next;
        }
        while (cursor is not null);
        return null;
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

    /// <param name="Fitting">True for the next one that the caller has the role and the skills for.</param>
    public sealed record ClaimBody([property: SiteCode] string Site, bool Fitting = false) : IRequestBody;
}
