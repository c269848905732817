namespace ServiceDesk.Domain.People;

/// <summary>How far somebody may go with a function.</summary>
public enum Reach
{
    None,

    /// <summary>Only tickets that they have a part in.</summary>
    Own,

    /// <summary>Whatever the site has.</summary>
    Any,
}

/// <summary>A row of the table: who may do something.</summary>
/// <param name="Any">Roles that may do it to whatever their sites have.</param>
/// <param name="Own">Roles that may do it to tickets they have a part in.</param>
public sealed record Permission(Function Function, IReadOnlyList<string> Any, IReadOnlyList<string> Own)
{
    /// <summary>Only within the sites that they belong to: a role that spans sites does not carry it there. System admins are at home everywhere.</summary>
    public bool AtHomeOnly { get; init; }

    /// <summary>A key is good for it only where its scopes name it.</summary>
    public bool ByNameOnly { get; init; }
}

/// <summary>Who may do what. Nothing else decides it: the gateway asks here before a request is read, the ticket before it decides.</summary>
public static class Permissions
{
    /// <summary>Those who carry tickets through.</summary>
    private static readonly string[] Service =
    [
        Roles.ServiceAgent, Roles.Engineer, Roles.TechnicalSupportManager, Roles.CustomerRelationsSpecialist, Roles.Supervisor,
        Roles.Director, Roles.SiteAdmin, Roles.SystemAdmin,
    ];

    /// <summary>Those who lend a hand with single tickets.</summary>
    private static readonly string[] Partners = [Roles.FieldEngineer, Roles.DepartmentMember];

    private static readonly string[] Admins = [Roles.SiteAdmin, Roles.SystemAdmin];

    private static readonly string[] Everybody = [.. Roles.All, Roles.Machine];

    public static IReadOnlyList<Permission> Table { get; } =
    [
        new(Function.Self, Everybody, []),
        new(Function.Account, Roles.All, []),
        new(Function.Read, Everybody, []),
        new(Function.Events, Everybody, []),

        new(Function.Open, [.. Service, Roles.FieldEngineer, Roles.Machine], []),
        new(Function.Claim, [.. Service, Roles.FieldEngineer, Roles.Machine], []),
        new(Function.Acknowledge, [.. Service, Roles.FieldEngineer, Roles.Machine], [Roles.DepartmentMember]),
        Work(Function.Decline), Work(Function.Progress), Work(Function.Communications), Work(Function.Wait), Work(Function.Resume),
        Work(Function.Subtasks), Work(Function.Collaborations), Work(Function.Changes), Work(Function.Escalate), Work(Function.Resolve),
        Work(Function.Summary), Work(Function.Materials),
        new(Function.CollaborationAnswer, [.. Service, Roles.DepartmentMember, Roles.Machine], [Roles.FieldEngineer]),
        new(Function.VisitMove, [.. Service, Roles.Machine], [Roles.FieldEngineer]),

        Steering(Function.Assign), Steering(Function.Collaborators), Steering(Function.Classify), Steering(Function.Prioritize),
        Steering(Function.Visits), Steering(Function.ChangeSettle), Steering(Function.EscalationAcknowledge), Steering(Function.Rate),
        Steering(Function.Close), Steering(Function.Reopen), Steering(Function.Merge), Steering(Function.Unmerge), Steering(Function.Split),
        Steering(Function.Link), Steering(Function.Transfer),

        new(Function.ContactReveal, [.. Service, Roles.Machine], [Roles.FieldEngineer]) { AtHomeOnly = true, ByNameOnly = true },

        Administration(Function.Sites), Administration(Function.Policy), Administration(Function.Calendar), Administration(Function.Agents),
        Administration(Function.Credentials), Administration(Function.ApiKeys), Administration(Function.CustomerErase),
        Administration(Function.Webhooks), Administration(Function.Deliveries),
        new(Function.Keys, [Roles.SystemAdmin], []),
        new(Function.Export, [Roles.Supervisor, Roles.Director, Roles.Auditor, .. Admins, Roles.Machine], []) { ByNameOnly = true },
        new(Function.Board, [Roles.Supervisor, Roles.Director, Roles.Auditor, .. Admins], []),
        new(Function.Audit, [Roles.Auditor, Roles.Director, .. Admins], []),
        new(Function.Notices, Everybody, []),
        new(Function.Presence, [Roles.Supervisor, .. Admins], [.. Service.Except([Roles.Supervisor, .. Admins]), .. Partners]) { AtHomeOnly = true },
        new(Function.Shifts, [Roles.Supervisor, .. Admins], []) { AtHomeOnly = true },
    ];

    private static readonly Dictionary<Function, Permission> ByFunction = Table.ToDictionary(row => row.Function);

    /// <summary>How far somebody may go.</summary>
    /// <param name="site">Where; null for whether there is any place at all where they may.</param>
    public static Reach Of(Function function, ActorKind kind, Powers powers, string? site)
    {
        if (kind is ActorKind.Clock or ActorKind.Desk) return Reach.Any;
        if (kind is ActorKind.Customer) return function is Function.Rate or Function.ChangeSettle ? Reach.Any : Reach.None;
        if (function is Function.Self || function is Function.Account && kind is ActorKind.Staff) return Reach.Any;
        if (powers.Scopes is { } scopes && !scopes.Contains(function)) return Reach.None;

        var row = ByFunction[function];
        if (row.ByNameOnly && kind is ActorKind.Machine && powers.Scopes is null) return Reach.None;
        var isAway = site is not null && !powers.Sites.Contains(site);
        var roles = row.AtHomeOnly && isAway && !powers.IsSystemAdmin ? [] : RolesOf(kind, powers, site);
        return roles.Any(row.Any.Contains) ? Reach.Any : roles.Any(row.Own.Contains) ? Reach.Own : Reach.None;
    }

    private static IReadOnlyList<string> RolesOf(ActorKind kind, Powers powers, string? site)
    {
        if (kind is ActorKind.Machine && powers.Roles.Count == 0) return site is null || powers.Sites.Contains(site) ? [Roles.Machine] : [];
        // Whoever looks over the others' shoulders must not act with them.
        return powers.Roles.Contains(Roles.Auditor) && !powers.IsSystemAdmin ? [Roles.Auditor] : [.. powers.RolesAt(site)];
    }

    /// <summary>What is done in handling a ticket: whoever has a part in it may.</summary>
    private static Permission Work(Function function) => new(function, [.. Service, Roles.Machine], Partners);

    /// <summary>What decides about a ticket's course.</summary>
    private static Permission Steering(Function function) => new(function, [.. Service, Roles.Machine], []);

    /// <summary>What concerns the site and its people.</summary>
    private static Permission Administration(Function function) => new(function, Admins, []) { AtHomeOnly = true };
}
