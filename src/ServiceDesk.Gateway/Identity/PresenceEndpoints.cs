using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Storage.Agents;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Who is on duty, and when.</summary>
public static class PresenceEndpoints
{
    public static void MapPresence(this RouteGroupBuilder agents)
    {
        agents.MapPost("/{id}/presence", SetPresence).WithSummary("Comes on duty, goes away for a while, or goes off duty.").Produces<AgentEndpoints.AgentView>().Needs(Function.Presence);
        agents.MapPut("/{id}/shifts", SetShifts).WithSummary("Sets the working hours that the presence follows; null for none.").Produces<AgentEndpoints.AgentView>().Needs(Function.Shifts);
    }

    private static async Task<IResult> SetPresence(
        string id, PresenceBody body, Caller caller, AccountBook book, IAgentLoads loads, IGrainFactory grains, HttpContext http)
    {
        if (await book.Find(id, http.RequestAborted) is not { } account || !account.IsSeenBy(caller)) return AgentEndpoints.NoSuchAgent;
        if (id != caller.Id && !Leads(caller, account)) return Problem.Forbidden;
        return await grains.GetGrain<IAgentGrain>(id).SetPresence(body.Presence, caller.Id) is null
            ? AgentEndpoints.NoSuchAgent
            : await Answer(account, caller, loads, http);
    }

    private static async Task<IResult> SetShifts(
        string id, ShiftsBody body, Caller caller, AccountBook book, IAgentLoads loads, IGrainFactory grains, HttpContext http)
    {
        if (await book.Find(id, http.RequestAborted) is not { } account || !account.IsSeenBy(caller)) return AgentEndpoints.NoSuchAgent;
        if (!Leads(caller, account)) return Problem.Forbidden;
        return await grains.GetGrain<IAgentGrain>(id).SetShifts(body.Shifts) is null
            ? AgentEndpoints.NoSuchAgent
            : await Answer(account, caller, loads, http);
    }

    private static bool Leads(Caller caller, Account account) => caller.IsSystemAdmin || account.Sites.Any(caller.Supervises);

    private static async Task<IResult> Answer(Account account, Caller caller, IAgentLoads loads, HttpContext http) =>
        TypedResults.Ok((await AgentEndpoints.Views([account], caller, loads, http.RequestAborted))[0]);

    public sealed record PresenceBody(PresenceState Presence) : IRequestBody;

    /// <param name="Shifts">A calendar with the hours of each weekday; the presence is on at each opening and off at each closing.</param>
    public sealed record ShiftsBody(WorkCalendar? Shifts) : IRequestBody;
}
