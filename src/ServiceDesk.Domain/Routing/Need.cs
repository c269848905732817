using ServiceDesk.Domain.Sites;

namespace ServiceDesk.Domain.Routing;

/// <summary>What it takes to handle a ticket.</summary>
/// <param name="Role">One role, such as engineer.</param>
/// <param name="Skills">All of these, sorted; empty for nothing in particular.</param>
public sealed record Need(string Role, IReadOnlyList<string> Skills)
{
    /// <summary>Who takes what has no type yet, or one without a role.</summary>
    public const string Anybody = "service_agent";

    /// <summary>Equal for equal needs.</summary>
    public string Key => Skills.Count == 0 ? Role : $"{Role}+{string.Join('+', Skills)}";

    /// <summary>What the site's policy says of such tickets.</summary>
    public static Need Of(string? type, string? subtype, SitePolicy policy)
    {
        if (policy.Type(type) is not { } chosen) return new(Anybody, []);
        var sub = chosen.Subtypes.FirstOrDefault(s => s.Code == subtype);
        return new(
            sub?.Role ?? chosen.Role ?? Anybody,
            [.. (chosen.Skills ?? []).Concat(sub?.Skills ?? []).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>Whether somebody with these roles and skills can take it.</summary>
    public bool Fits(IReadOnlyList<string> roles, IReadOnlyList<string> skills) => roles.Contains(Role) && Skills.All(skills.Contains);

    public bool Equals(Need? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
}
