using System.ComponentModel.DataAnnotations;
using ServiceDesk.Domain.People;

namespace ServiceDesk.Gateway.Identity;

/// <summary>One of the roles, or a list of them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RoleAttribute() : RegularExpressionAttribute($"^({string.Join('|', Roles.All)})$");

/// <summary>A site's code.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SiteCodeAttribute() : RegularExpressionAttribute("^[A-Z0-9]{1,16}$")
{
    private static readonly SiteCodeAttribute Rule = new();

    public static bool Fits(string? site) => !string.IsNullOrEmpty(site) && Rule.IsValid(site);
}
