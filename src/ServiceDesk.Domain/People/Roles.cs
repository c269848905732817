namespace ServiceDesk.Domain.People;

/// <summary>The roles of spec §4, as the words that accounts, keys and policies name them by.</summary>
public static class Roles
{
    public const string ServiceAgent = "service_agent";
    public const string Engineer = "engineer";
    public const string TechnicalSupportManager = "technical_support_manager";
    public const string CustomerRelationsSpecialist = "customer_relations_specialist";
    public const string FieldEngineer = "field_engineer";
    public const string DepartmentMember = "department_member";
    public const string Supervisor = "supervisor";
    public const string Director = "director";
    public const string Auditor = "auditor";
    public const string SiteAdmin = "site_admin";
    public const string SystemAdmin = "system_admin";

    /// <summary>What a key without roles of its own acts as. No person has it.</summary>
    public const string Machine = "machine";

    /// <summary>Those that a person can have.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ServiceAgent, Engineer, TechnicalSupportManager, CustomerRelationsSpecialist, FieldEngineer, DepartmentMember,
        Supervisor, Director, Auditor, SiteAdmin, SystemAdmin,
    ];

    /// <summary>Those who may see every site; only a system admin gives them.</summary>
    public static IReadOnlyList<string> Spanning { get; } = [Director, Auditor, SystemAdmin];
}
