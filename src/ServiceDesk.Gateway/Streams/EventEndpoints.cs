using System.Text.Json.Nodes;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Viewers;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Streams;

/// <summary>Every event of the caller's sites in commit order, to fetch or to follow.</summary>
public static class EventEndpoints
{
    private static readonly QueryField After = new("after", typeof(long), "Positions beyond this one.");

    public static void MapEvents(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/events").WithTags("Streams").Needs(Function.Events);
        group.MapGet("", List).WithSummary("Events beyond a position, in commit order without gaps.").Produces<EventPage>()
            .Takes(QueryField.Site, After, QueryField.Limit);
        group.MapGet("/stream", Follow).WithSummary("The same as server-sent events; goes on after Last-Event-ID. Who has a ticket open is told by `viewers` who else has.")
            .Produces<EventEntry>(200, "text/event-stream").Takes(QueryField.Site, After).WithMetadata(new LongLived());
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IFeed feed, IGrainFactory grains, Erasures erasures, HttpContext http)
    {
        if (await SitesOf(query, caller, grains) is not { } sites) return Problem.NoSuchSite;
        var after = query.Value<long>(After) ?? 0;
        var last = await feed.Last(http.RequestAborted);
        var items = await feed.Read(after, sites, query.Limit, http.RequestAborted);

        // Up to the last position looked at there is nothing more for this caller: the next question need not look again.
        var next = items.Count == query.Limit ? items[^1].Position : Math.Max(Math.Max(after, last), items.Count > 0 ? items[^1].Position : 0);
        return TypedResults.Ok(new EventPage([.. items.Select(item => EventEntry.Of(item, erasures))], next));
    }

    private static async Task<IResult> Follow(
        QueryValues query, Caller caller, IFeed feed, IGrainFactory grains, Erasures erasures, SharedViewers viewers, TimeProvider time,
        IHostApplicationLifetime host, HttpContext http)
    {
        if (await SitesOf(query, caller, grains) is not { } sites) return Problem.NoSuchSite;
        var start = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } text]
            ? long.TryParse(text, System.Globalization.NumberStyles.None, null, out var position)
                ? position
                : throw new InputException(new InputFault("Last-Event-ID", "must be a position"))
            : query.Value<long>(After);
        var news = caller.Kind is ActorKind.Staff ? new ViewerNews(viewers, sites, caller.Id) : null;
        return new EventStream(feed, erasures, sites, start, news, time, host.ApplicationStopping);
    }

    /// <summary>The sites asked for, as far as the caller sees them; null when they see none of that name.</summary>
    private static async Task<IReadOnlyList<string>?> SitesOf(QueryValues query, Caller caller, IGrainFactory grains) =>
        query.Text(QueryField.Site) is not { } site ? await caller.VisibleSites(grains)
            : SiteCodeAttribute.Fits(site) && caller.Sees(site) ? [site] : null;

    /// <param name="Next">The position to ask beyond next.</param>
    public sealed record EventPage(IReadOnlyList<EventEntry> Items, long Next);

    /// <param name="Position">1 for the first event of the desk; rising in commit order.</param>
    /// <param name="Data">What the kind of event holds; contacts are masked.</param>
    public sealed record EventEntry(
        long Position, string Site, string Number, int Version, DateTimeOffset At, string By, string ByKind, string Kind, JsonObject Data)
    {
        public static EventEntry Of(FeedItem item, Erasures erasures)
        {
            var (kind, id) = EventData.Actor(item.By);
            return new(item.Position, item.Site, item.Number, item.Version, item.At, id, kind, item.Kind, EventData.Of(item.Body, erasures.Has(new(item.Site, item.Number))));
        }
    }
}
