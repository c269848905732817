using System.Text;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;

namespace ServiceDesk.Tests.Http.Authorization;

/// <summary>What one caller finds at one endpoint: at a site of their own, and at a foreign one.</summary>
/// <param name="Home">A any, o own tickets only, - refused.</param>
/// <param name="Away">The same, or x where a foreign thing looks absent; blank where no site is concerned.</param>
internal readonly record struct Cell(char Home, char Away)
{
    public override string ToString() => Away == ' ' ? $"{Home}" : $"{Home}{Away}";
}

/// <summary>The table of docs/authorization.md.</summary>
internal static class Sheet
{
    /// <summary>Role and the head of its column; the account of the demonstration that has it, for the site SH.</summary>
    public static IReadOnlyList<(string Role, string Head, string Account)> Columns { get; } =
    [
        (Roles.ServiceAgent, "SA", "sh-agent-1"), (Roles.Engineer, "EN", "sh-engineer-1"), (Roles.TechnicalSupportManager, "TM", "sh-manager-1"),
        (Roles.CustomerRelationsSpecialist, "CR", "sh-relations-1"), (Roles.FieldEngineer, "FE", "sh-field-1"),
        (Roles.DepartmentMember, "DM", "sh-member-1"), (Roles.Supervisor, "SU", "sh-supervisor-1"), (Roles.Director, "DI", "sh-director-1"),
        (Roles.Auditor, "AU", "sh-auditor-1"), (Roles.SiteAdmin, "SI", "sh-admin-1"), (Roles.SystemAdmin, "SY", "admin"), (Roles.Machine, "K", "key"),
    ];

    public static Cell CellOf(Endpoint endpoint, string role)
    {
        var kind = role == Roles.Machine ? ActorKind.Machine : ActorKind.Staff;
        var powers = new Powers(["SH"], kind is ActorKind.Machine ? [] : [role]);
        var home = Letter(Permissions.Of(endpoint.Function!.Value, kind, powers, "SH"));
        if (!endpoint.IsOfSite) return new(home, ' ');
        var isHidden = !powers.Sees("BJ");
        var byName = endpoint.Path.Contains("{site}", StringComparison.Ordinal);
        // An address that names a site hides it before anything else; where a body or query does, the function is looked at first.
        if (isHidden) return new(home, byName || home != '-' ? endpoint.Sample.Foreign == 403 ? '-' : 'x' : '-');
        return new(home, Letter(Permissions.Of(endpoint.Function.Value, kind, powers, "BJ")));
    }

    public static string Written(IReadOnlyList<Endpoint> endpoints)
    {
        var text = new StringBuilder(Head);
        text.Append("| endpoint | function | ").AppendJoin(" | ", Columns.Select(c => c.Head)).Append(" |\n|---|---|").Append(string.Concat(Columns.Select(_ => "---|"))).Append('\n');
        foreach (var endpoint in endpoints.Where(e => !e.IsOpen))
            text.Append($"| `{endpoint.Name}` | `{DeskJson.Word(endpoint.Function!.Value)}` | ").AppendJoin(" | ", Columns.Select(c => CellOf(endpoint, c.Role))).Append(" |\n");
        text.Append("\nOpen to everybody, without an account: ");
        text.AppendJoin(", ", endpoints.Where(e => e.IsOpen).Select(e => $"`{e.Name}`")).Append(".\n");
        return text.ToString();
    }

    private static char Letter(Reach reach) => reach switch { Reach.Any => 'A', Reach.Own => 'o', _ => '-' };

    private static string Head =>
        $"""
        # Who may do what

        This page is written by a test out of the endpoints and the one table that decides (src/ServiceDesk.Domain/People/Permissions.cs), and
        another test tries every cell of it over HTTP. Do not edit it: change the table, then `DESK_GOLDEN=write ./desk test Authorization`.

        The columns are the roles: {string.Join(", ", Columns.Select(c => $"{c.Head} `{c.Role}`"))}; K is a key without roles
        and scopes of its own. A cell says what the role may do at a site of its own, then at a site that is not:

        - `A` whatever the site has; `o` only tickets that the caller has a part in: owner, collaborator, technician of a visit (moving a visit: of
          that visit), assignee of a subtask; a department's member answers the requests to departments all the same.
        - `-` 403 `forbidden`, or `not_involved` for a ticket without a part in it.
        - `x` 404: the same answer as for something that does not exist.

        A single letter: no site is concerned, or the answer holds nothing but what the caller's own sites have. Further:

        - Somebody with several roles may do what any of them allows, except that an auditor only looks, whatever else they are.
          `director`, `auditor` and `system_admin` span all sites; their other roles count at their own sites only.
        - A key with scopes may do what both its scopes and its roles allow, else 403 `out_of_scope`. `contact_reveal` has to be named in them.
        - Agents and keys: a site admin gives no spanning role, and no site that is not theirs.
        - Fields: contacts are masked in every answer but that of `contact/reveal`. The customer's links in a ticket are shown only to who may
          `rate` or `change_settle`. Of an agent's sites everybody sees only those that are theirs too.
        - The desk itself, when a deadline rings, may do everything; a customer's link only what it was made for, to its own ticket.


        """;
}
