namespace ServiceDesk.Domain.People;

/// <summary>What somebody's rights follow from, as it stood when their request came in.</summary>
/// <param name="Sites">Codes of the sites they belong to.</param>
/// <param name="Roles">Their roles, in each of these sites; a spanning one in all.</param>
/// <param name="Scopes">The only functions that a key is good for; null where nothing narrows it.</param>
public sealed record Powers(IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, IReadOnlyList<Function>? Scopes = null)
{
    /// <summary>Of whom nothing is known: nothing is allowed.</summary>
    public static Powers None { get; } = new([], []);

    public bool IsSystemAdmin => Roles.Contains(People.Roles.SystemAdmin);

    public bool SpansSites => Roles.Any(People.Roles.Spanning.Contains);

    /// <summary>Whether the site exists for them at all.</summary>
    public bool Sees(string site) => SpansSites || Sites.Contains(site);

    /// <summary>The roles that count at a site; at whatever site they have one, for null.</summary>
    public IEnumerable<string> RolesAt(string? site) =>
        site is null || Sites.Contains(site) ? Roles : Roles.Where(People.Roles.Spanning.Contains);
}
