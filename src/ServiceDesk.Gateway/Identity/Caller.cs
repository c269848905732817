using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Who sent the request, as it was just looked up: what was taken from them counts at once.</summary>
/// <param name="Sites">Codes of the sites they belong to.</param>
/// <param name="ExpiresAt">When they have to sign in again; null for a machine.</param>
public sealed record Caller(
    ActorKind Kind, string Id, string Name, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt)
{
    public Actor Actor => new(Kind, Id);

    /// <summary>Whose idempotency keys these are.</summary>
    public string Scope => $"{DeskJson.Word(Kind)}:{Id}";

    public bool SpansSites => Roles.Any(Identity.Roles.Spanning.Contains);

    public bool IsSystemAdmin => Roles.Contains(Identity.Roles.SystemAdmin);

    public bool IsReadOnly => Roles.Contains(Identity.Roles.Auditor) && !IsSystemAdmin;

    /// <summary>Whether the site exists for them at all.</summary>
    public bool Sees(string site) => SpansSites || Sites.Contains(site);

    /// <summary>Whether they keep the site's policy, calendar, agents and keys.</summary>
    public bool Administers(string site) => IsSystemAdmin || Roles.Contains(Identity.Roles.SiteAdmin) && Sites.Contains(site);

    /// <summary>Whether they lead people of the site: its supervisors, and who keeps it.</summary>
    public bool Supervises(string site) => Administers(site) || Roles.Contains(Identity.Roles.Supervisor) && Sites.Contains(site);

    /// <summary>Whether they look at the site's board: who leads people there, and who looks after all sites.</summary>
    public bool Oversees(string site) => SpansSites || Supervises(site);

    /// <summary>Whether they may give somebody these sites and roles.</summary>
    public bool Grants(IReadOnlyCollection<string> sites, IReadOnlyCollection<string> roles) =>
        IsSystemAdmin || sites.Count > 0 && sites.All(Administers) && !roles.Any(Identity.Roles.Spanning.Contains);

    /// <summary>The sites whose tickets they may see.</summary>
    public async Task<IReadOnlyList<string>> VisibleSites(IGrainFactory grains) =>
        SpansSites ? await grains.GetGrain<ISiteListGrain>(ISiteListGrain.Key).All() : [.. Sites.Distinct().Order(StringComparer.Ordinal)];

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}

/// <summary>Makes a foreign site look like one that is not there, at every address that names one.</summary>
public sealed class SiteScope(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        if (http.GetRouteValue("site") is not string site || http.Features.Get<Caller>() is not { } caller) return next(http);
        if (!SiteCodeAttribute.Fits(site) && HttpMethods.IsPut(http.Request.Method))
            return Problem.Invalid(new InputFault("/site", "in the address: must be 1 to 16 capital letters and digits")).ExecuteAsync(http);
        return SiteCodeAttribute.Fits(site) && caller.Sees(site)
            ? next(http)
            : (http.GetRouteValue("number") is null ? Problem.NoSuchSite : Problem.NoSuchTicket).ExecuteAsync(http);
    }
}
