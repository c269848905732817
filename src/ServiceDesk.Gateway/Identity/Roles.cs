using System.ComponentModel.DataAnnotations;

namespace ServiceDesk.Gateway.Identity;

/// <summary>The roles of spec §4.</summary>
public static class Roles
{
    public const string Supervisor = "supervisor";
    public const string Director = "director";
    public const string Auditor = "auditor";
    public const string SiteAdmin = "site_admin";
    public const string SystemAdmin = "system_admin";

    public static IReadOnlyList<string> All { get; } =
    [
        "service_agent", "engineer", "technical_support_manager", "customer_relations_specialist", "field_engineer", "department_member",
        Supervisor, Director, Auditor, SiteAdmin, SystemAdmin,
    ];

    /// <summary>Those who may see every site; only a system admin gives them.</summary>
    public static IReadOnlyList<string> Spanning { get; } = [Director, Auditor, SystemAdmin];
}

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
