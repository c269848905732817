using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Where somebody is signed in, and how one of these sessions is ended.</summary>
public static class SessionEndpoints
{
    private static readonly Problem NoSuchSession = new(404, "no_such_session", "没有这个会话", "There is no such session, or it has ended.");

    public static void MapSessions(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me/sessions").WithTags("Identity").Needs(Function.Account);
        me.MapGet("", (QueryValues query, Caller caller, Sessions sessions, HttpContext http) => List(caller.Id, caller, query, sessions, http))
            .WithSummary("Where the caller is signed in, latest first.").Produces<Page<SessionView>>().Takes(QueryField.Cursor, QueryField.Limit);
        me.MapDelete("/{id}", End).WithSummary("Ends a session of the caller.").Produces(204).WithMetadata(new NotKept());
        api.MapGet("/agents/{id}/sessions", OfAgent).WithTags("Agents").WithSummary("Where an agent is signed in, latest first.").Needs(Function.Credentials)
            .Produces<Page<SessionView>>().Takes(QueryField.Cursor, QueryField.Limit);
    }

    private static async Task<IResult> OfAgent(string id, QueryValues query, Caller caller, AccountBook book, Sessions sessions, HttpContext http) =>
        await AgentEndpoints.Refuse(id, caller, book, http.RequestAborted) is { } problem ? problem : await List(id, caller, query, sessions, http);

    private static async Task<IResult> List(string account, Caller caller, QueryValues query, Sessions sessions, HttpContext http)
    {
        var found = await sessions.List(account, query.Cursor, query.Limit + 1, http.RequestAborted);
        var page = found.Take(query.Limit).Select(session => SessionView.Of(session, caller)).ToList();
        return TypedResults.Ok(new Page<SessionView>(page, found.Count > query.Limit ? page[^1].Id : null));
    }

    private static async Task<IResult> End(string id, Caller caller, Sessions sessions, HttpContext http) =>
        await sessions.End(caller.Id, id, http.RequestAborted) ? TypedResults.NoContent() : NoSuchSession;

    /// <param name="IsCurrent">Whether the request came in it.</param>
    /// <param name="SeenAt">When the person last did something, to the minute.</param>
    /// <param name="ExpiresAt">When it ends whatever the person does.</param>
    /// <param name="Via">Address that it was begun from.</param>
    /// <param name="Client">What the program calls itself.</param>
    public sealed record SessionView(
        string Id, bool IsCurrent, SignInWay Way, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string? Via, string? Client)
    {
        public static SessionView Of(Session s, Caller caller) =>
            new(s.Id, s.Id == caller.Session, s.Way, s.StartedAt, s.SeenAt, s.ExpiresAt, s.Via, s.Client);
    }
}
