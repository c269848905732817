using System.Globalization;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Deliveries;

/// <param name="Target">Account id, <c>the customer</c>, or a webhook's id; never an address.</param>
/// <param name="Kind">Of notice; of event for a webhook.</param>
/// <param name="Position">Feed position of what is sent to a webhook; else null.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
/// <param name="LastError">Why the last attempt failed.</param>
public sealed record DeliveryView(
    long Id, Channel Channel, string Target, string Site, string? Number, string Kind, long? Position, DeliveryState State, int Attempts,
    DateTimeOffset? NextAt, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt)
{
    public static DeliveryView Of(OutboxItem d) => new(
        d.Id, d.Channel, d.Target, d.Site, d.Number, d.Kind, d.Position > 0 ? d.Position : null, d.State, d.Attempts,
        d.State is DeliveryState.Waiting ? d.NextAt : null, d.Error, d.CreatedAt, d.DoneAt);
}

/// <summary>What left the desk and what did not, for those who keep a site.</summary>
public static class DeliveryEndpoints
{
    internal static readonly QueryField State = new("state", typeof(DeliveryState), "How they stand.");

    internal static readonly Problem NoSuchDelivery = new(404, "no_such_delivery", "没有这条推送记录", "There is no such delivery.");
    internal static readonly Problem NotEnded = new(409, "not_ended", "推送尚未结束", "It is still waiting to be sent.");

    public static void MapDeliveries(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/deliveries").WithTags("Notices").Needs(Function.Deliveries);
        group.MapGet("", List).WithSummary("What left the desk, newest first, of the sites that the caller keeps.").Produces<Page<DeliveryView>>()
            .Takes(QueryField.Site, State, QueryField.Cursor, QueryField.Limit);
        group.MapPost("/{id:long}/retry", Retry).WithSummary("Sends again what was given up, or once more what was sent.").Produces<DeliveryView>();
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IDeliveryStore store, HttpContext http)
    {
        var site = query.Text(QueryField.Site);
        if (site is not null && !caller.Sees(site)) return Problem.NoSuchSite;
        var kept = caller.IsSystemAdmin ? null : caller.Sites.Where(own => caller.May(Function.Deliveries, own)).ToList();
        if (kept is { Count: 0 } || site is not null && !caller.May(Function.Deliveries, site)) return Problem.Forbidden;
        return await Page(query, (before, limit) => store.List(site is null ? kept : [site], query.Value<DeliveryState>(State), null, before, limit, http.RequestAborted));
    }

    private static async Task<IResult> Retry(long id, Caller caller, IDeliveryStore store, HttpContext http)
    {
        if (await store.Find(id, http.RequestAborted) is not { } delivery || !caller.IsSystemAdmin && !caller.Sees(delivery.Site)) return NoSuchDelivery;
        if (!caller.May(Function.Deliveries, delivery.Site)) return Problem.Forbidden;
        return await store.Retry(id, http.RequestAborted) ? TypedResults.Ok(DeliveryView.Of((await store.Find(id, http.RequestAborted))!)) : NotEnded;
    }

    internal static async Task<IResult> Page(QueryValues query, Func<long?, int, Task<IReadOnlyList<OutboxItem>>> read)
    {
        long? before = null;
        if (query.Cursor is { } cursor)
            before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id : throw new InputException(new InputFault("?cursor", "is not a cursor of this list"));
        var items = await read(before, query.Limit + 1);
        var page = items.Take(query.Limit).Select(DeliveryView.Of).ToList();
        return TypedResults.Ok(new Page<DeliveryView>(page, items.Count > query.Limit ? $"{page[^1].Id}" : null));
    }
}
