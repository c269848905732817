using System.ComponentModel.DataAnnotations;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Notices;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Storage.Agents;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Identity;

public static class AgentEndpoints
{
    internal static readonly Problem NoSuchAgent = new(404, "no_such_agent", "没有这个人员", "There is no such agent.");

    public static void MapAgents(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/agents").WithTags("Agents");
        group.MapGet("", List).WithSummary("The agents of the caller's sites, by id.").Produces<Page<AgentView>>().Needs(Function.Read)
            .Takes(QueryField.Site, QueryField.Cursor, QueryField.Limit);
        group.MapPut("/{id}", Put).WithSummary("Makes or changes an agent.").Produces<AgentView>().Needs(Function.Agents);
        group.MapPost("/{id}/credentials", SetPassword).WithSummary("Sets an agent's password.").Produces(204).Needs(Function.Credentials).WithMetadata(new NotKept());
        group.MapGet("/{id}", Show).WithSummary("An agent.").Produces<AgentView>().Needs(Function.Read);
        group.MapDelete("/{id}", Remove).WithSummary("The agent leaves: signs in no more, and their open work goes back to the queues.").Produces(204).Needs(Function.Agents);
        group.MapPresence();
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IAccountStore store, IAgentLoads loads, HttpContext http)
    {
        var site = query.Text(QueryField.Site);
        if (site is not null && !caller.Sees(site)) return Problem.NoSuchSite;
        var all = await store.List(site, http.RequestAborted);
        var visible = all.Where(a => caller.SpansSites || a.Sites.Any(caller.Sees)).OrderBy(a => a.Id, StringComparer.Ordinal)
            .Where(a => query.Cursor is not { } cursor || string.CompareOrdinal(a.Id, cursor) > 0).Take(query.Limit + 1).ToList();
        var page = await Views(visible.Take(query.Limit), caller, loads, http.RequestAborted);
        return TypedResults.Ok(new Page<AgentView>(page, visible.Count > query.Limit ? page[^1].Id : null));
    }

    private static async Task<IResult> Show(string id, Caller caller, AccountBook book, IAgentLoads loads, HttpContext http) =>
        await book.Find(id, http.RequestAborted) is { } account && account.IsSeenBy(caller)
            ? TypedResults.Ok((await Views([account], caller, loads, http.RequestAborted))[0])
            : NoSuchAgent;

    private static async Task<IResult> Put(
        [StringLength(64)] string id, AgentBody body, Caller caller, AccountBook book, IAgentLoads loads, PersonAddresses addresses, IGrainFactory grains, HttpContext http)
    {
        if (BodyRules.Fault(new CodeAttribute(), id) is { } fault) return Problem.Invalid(new InputFault("/id", "in the address: " + fault));
        var before = await book.Find(id, http.RequestAborted);
        if (!caller.Grants(body.Sites, body.Roles) || before is not null && !caller.Grants([.. before.Sites], [.. before.Roles])) return Problem.Forbidden;
        var account = new Account(
            id, body.Name, Distinct(body.Sites), Distinct(body.Roles), Distinct(body.Skills ?? []), body.Capacity, body.Supervisor, before?.PasswordHash);
        var agent = grains.GetGrain<IAgentGrain>(id);
        if (before is not null) await agent.Watch();
        await book.Put(account, http.RequestAborted);
        if ((body.Email ?? body.Phone) is not null)
        {
            var known = await addresses.Find(id, http.RequestAborted);
            await addresses.Put(id, known with { Email = body.Email ?? known.Email, Phone = body.Phone ?? known.Phone }, http.RequestAborted);
        }

        await agent.Refresh();
        return TypedResults.Ok((await Views([account], caller, loads, http.RequestAborted))[0]);
    }

    private static async Task<IResult> Remove(string id, Caller caller, AccountBook book, IGrainFactory grains, HttpContext http)
    {
        if (await book.Find(id, http.RequestAborted) is not { } account || !account.IsSeenBy(caller)) return NoSuchAgent;
        if (id == caller.Id || !caller.Grants([.. account.Sites], [.. account.Roles])) return Problem.Forbidden;
        var agent = grains.GetGrain<IAgentGrain>(id);
        await agent.Watch();
        await book.Remove(id, http.RequestAborted);
        await agent.Refresh();
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SetPassword(
        string id, PasswordBody body, Caller caller, AccountBook book, Passwords passwords, IAccountStore store, Sessions sessions, HttpContext http)
    {
        if (await Refuse(id, caller, book, http.RequestAborted) is { } problem) return problem;
        if (await passwords.BreachFault(body.Password, http.RequestAborted) is { } known) return Problem.Invalid(new InputFault("/password", known));
        await store.SetPassword(id, passwords.Hash(body.Password), http.RequestAborted);
        book.Forget(id);
        await sessions.PasswordChosen(id, http.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>Why the caller may not look after the agent's sign-in; null when they may.</summary>
    internal static async Task<Problem?> Refuse(string id, Caller caller, AccountBook book, CancellationToken cancel) =>
        await book.Find(id, cancel) is not { } account || !account.IsSeenBy(caller) ? NoSuchAgent
            : caller.Grants([.. account.Sites], [.. account.Roles]) ? null : Problem.Forbidden;

    internal static bool IsSeenBy(this Account account, Caller caller) => caller.SpansSites || account.Id == caller.Id || account.Sites.Any(caller.Sees);

    internal static async Task<List<AgentView>> Views(IEnumerable<Account> accounts, Caller caller, IAgentLoads loads, CancellationToken cancel)
    {
        var all = accounts.ToList();
        var known = await loads.Read([.. all.Select(account => account.Id)], cancel);
        return [.. all.Select(account => AgentView.Of(account, known[account.Id], caller))];
    }

    private static string[] Distinct(IReadOnlyList<string> values) => [.. values.Distinct()];

    /// <param name="Capacity">How many tickets they work on at a time.</param>
    /// <param name="Supervisor">Id of the agent who is called when a deadline passes.</param>
    /// <param name="Email">Where notices go; left out, it stays as it is. The agent reads and changes it at /me/notices.</param>
    /// <param name="Phone">As <paramref name="Email"/>, for text messages.</param>
    public sealed record AgentBody(
        [property: Line] string Name, [property: SiteCode, AtMost(100)] IReadOnlyList<string> Sites, [property: Role, AtMost(20)] IReadOnlyList<string> Roles,
        [property: Line, AtMost(100)] IReadOnlyList<string>? Skills, [property: Code] string? Supervisor, [property: Range(0, 10_000)] int Capacity = 10,
        [property: MailAddress] string? Email = null, [property: PhoneNumber] string? Phone = null) : IRequestBody;

    public sealed record PasswordBody([property: StringLength(1000, MinimumLength = 8)] string Password) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    /// <param name="PresenceSince">Null for who was never on duty.</param>
    /// <param name="Shifts">Working hours that the presence follows; null for none.</param>
    /// <param name="Open">Tickets they own that are neither resolved nor closed.</param>
    public sealed record AgentView(
        string Id, string Name, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, IReadOnlyList<string> Skills, int Capacity, string? Supervisor,
        PresenceState Presence, DateTimeOffset? PresenceSince, WorkCalendar? Shifts, int Open)
    {
        /// <summary>The agent as the caller may see them: without sites that are not the caller's.</summary>
        public static AgentView Of(Account a, AgentLoad load, Caller caller) => new(
            a.Id, a.Name, [.. a.Sites.Where(caller.Sees)], a.Roles, a.Skills, a.Capacity, a.Supervisor, load.Presence.State,
            load.Presence == Domain.People.Presence.Never ? null : load.Presence.Since, load.Presence.Shifts, load.Open);
    }
}
