using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Grains.Sites;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Who sent the request, as it was just looked up: what was taken from them counts at once.</summary>
/// <param name="ExpiresAt">When they have to sign in again; null for a machine.</param>
/// <param name="Session">Id of the session that the request belongs to; null where there is none that could be ended.</param>
/// <param name="Standing">What that session is good for; null where there is none.</param>
public sealed record Caller(
    ActorKind Kind, string Id, string Name, Powers Powers, DateTimeOffset? ExpiresAt, string? Session = null, Standing? Standing = null)
{
    public Actor Actor => new(Kind, Id);

    public IReadOnlyList<string> Sites => Powers.Sites;

    public IReadOnlyList<string> Roles => Powers.Roles;

    /// <summary>Whose idempotency keys these are.</summary>
    public string Scope => $"{DeskJson.Word(Kind)}:{Id}";

    public bool SpansSites => Powers.SpansSites;

    public bool IsSystemAdmin => Powers.IsSystemAdmin;

    /// <summary>Whether the site exists for them at all.</summary>
    public bool Sees(string site) => Powers.Sees(site);

    /// <summary>Whether they may do it at the site, if only to tickets that they have a part in.</summary>
    public bool May(Function function, string site) => Permissions.Of(function, Kind, Powers, site) is not Reach.None;

    /// <summary>Whether they lead people of the site: its supervisors, and who keeps it.</summary>
    public bool Supervises(string site) => May(Function.Shifts, site);

    /// <summary>Whether they may give somebody these sites and roles.</summary>
    public bool Grants(IReadOnlyCollection<string> sites, IReadOnlyCollection<string> roles) =>
        IsSystemAdmin || sites.Count > 0 && sites.All(site => May(Function.Agents, site)) && !roles.Any(Domain.People.Roles.Spanning.Contains);

    /// <summary>The sites whose tickets they may see.</summary>
    public async Task<IReadOnlyList<string>> VisibleSites(IGrainFactory grains) =>
        SpansSites ? await grains.GetGrain<ISiteListGrain>(ISiteListGrain.Key).All() : [.. Sites.Distinct().Order(StringComparer.Ordinal)];

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
