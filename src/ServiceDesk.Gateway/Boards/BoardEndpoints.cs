using ServiceDesk.Domain.Boards;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Boards;

/// <summary>How a site stands right now, for those who lead it (spec §4).</summary>
public static class BoardEndpoints
{
    private static readonly QueryField Sites = QueryField.Site with
    {
        Summary = "Codes of sites that the caller leads, each as a parameter of its own; all of them when left out.",
        Repeated = true,
    };

    public static void MapBoard(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/board").WithTags("Lists").Needs(Function.Board);
        group.MapGet("", Show).WithSummary("Load, waiting lines, deadlines near and past, escalations, and today's figures of each site.").Produces<BoardPage>()
            .Takes(Sites);
        group.MapGet("/stream", Follow).WithSummary("The same as server-sent events: a site's board at first and whenever something of it has changed.")
            .Produces<SiteBoard>(200, "text/event-stream").Takes(Sites).WithMetadata(new LongLived());
    }

    private static async Task<IResult> Show(QueryValues query, Caller caller, SharedBoards boards, IFeed feed, IGrainFactory grains, HttpContext http)
    {
        var (sites, problem) = await SitesOf(query, caller, grains);
        if (problem is not null) return problem;
        var position = await feed.Last(http.RequestAborted);
        var shown = new List<SiteBoard>();
        foreach (var site in sites)
            if (await boards.Now(site, http.RequestAborted) is { } shared) shown.Add(shared.Board);
            else return Problem.NoSuchSite;
        return TypedResults.Ok(new BoardPage(shown.Count == 0 ? position : shown.Min(board => board.Position), shown));
    }

    private static async Task<IResult> Follow(
        QueryValues query, Caller caller, SharedBoards boards, IFeed feed, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime host)
    {
        var (sites, problem) = await SitesOf(query, caller, grains);
        return problem ?? (IResult)new BoardStream(boards, feed, time, sites, host.ApplicationStopping);
    }

    /// <summary>The sites asked for, or all that the caller leads. What they do not see is not there; what they do not lead is not theirs to look at.</summary>
    private static async Task<(IReadOnlyList<string> Sites, Problem? Problem)> SitesOf(QueryValues query, Caller caller, IGrainFactory grains)
    {
        var asked = query.Texts(Sites).Distinct().ToList();
        if (asked.Any(site => !SiteCodeAttribute.Fits(site) || !caller.Sees(site))) return ([], Problem.NoSuchSite);
        if (asked.Count > 0) return asked.All(site => caller.May(Function.Board, site)) ? (asked, null) : ([], Problem.Forbidden);
        return ([.. (await caller.VisibleSites(grains)).Where(site => caller.May(Function.Board, site))], null);
    }

    /// <param name="Position">Everything up to this feed position is in the boards: follow the events from here.</param>
    /// <param name="Sites">In the order asked for, else by code.</param>
    public sealed record BoardPage(long Position, IReadOnlyList<SiteBoard> Sites);
}
