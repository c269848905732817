namespace ServiceDesk.Domain.Notices;

/// <summary>A person as the rules of notices see them.</summary>
/// <param name="Channels">The ways that reach them outside the desk, as far as an address is known.</param>
public sealed record Person(
    string Id, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, IReadOnlyList<string> Skills, string? Supervisor,
    NoticePreferences Preferences, IReadOnlyList<Channel> Channels);

/// <summary>Who is there for a site, and who stands in when a part has nobody: nothing goes quiet.</summary>
public sealed class Staff(string site, IReadOnlyList<Person> everybody)
{
    private const string SupervisorRole = "supervisor";
    private const string DirectorRole = "director";
    private const string SiteAdminRole = "site_admin";
    private const string SystemAdminRole = "system_admin";
    private const string DepartmentRole = "department_member";

    private readonly Dictionary<string, Person> _byId = everybody.ToDictionary(person => person.Id, StringComparer.Ordinal);

    public string Site => site;

    public Person? Find(string? id) => id is not null && _byId.TryGetValue(id, out var person) ? person : null;

    /// <summary>That person; when there is no such account, whoever stands in.</summary>
    public IReadOnlyList<string> Or(string? id, string? except = null) => Find(id) is { } person ? [person.Id] : Supervisors(id, except);

    /// <summary>The supervisor of an agent; without one, the site's supervisors, else its directors, else who administers it.</summary>
    /// <param name="except">Who need not be told, because they did it; told all the same when nobody else is there.</param>
    public IReadOnlyList<string> Supervisors(string? agent, string? except = null) =>
        Find(Find(agent)?.Supervisor) is { } own && own.Id != except ? [own.Id] : First(except, Here(SupervisorRole), Directors(), Admins());

    public IReadOnlyList<string> Directors(string? except) => First(except, Directors(), Admins());

    /// <summary>Who keeps the site's settings.</summary>
    public IReadOnlyList<string> Administrators() => First(null, Admins());

    /// <summary>
    /// The head of a department: the supervisor among its members, who are those with the department's name among their skills; else
    /// the members' supervisors, else the members, else who stands in.
    /// </summary>
    public IReadOnlyList<string> DepartmentHeads(string department, string? except = null)
    {
        var members = everybody.Where(p => IsHere(p) && p.Skills.Contains(department, StringComparer.OrdinalIgnoreCase)).ToArray();
        var plain = members.Where(p => p.Roles.Contains(DepartmentRole)).ToArray();
        return First(
            except, members.Where(p => p.Roles.Contains(SupervisorRole)), plain.Select(p => Find(p.Supervisor)).OfType<Person>(), plain,
            Here(SupervisorRole), Directors(), Admins());
    }

    private bool IsHere(Person person) => person.Sites.Contains(site);

    private IEnumerable<Person> Here(string role) => everybody.Where(p => IsHere(p) && p.Roles.Contains(role));

    /// <summary>The site's own; one without any site is director of all.</summary>
    private IEnumerable<Person> Directors() => Here(DirectorRole) is var own && own.Any()
        ? own
        : everybody.Where(p => p.Sites.Count == 0 && p.Roles.Contains(DirectorRole));

    private IEnumerable<Person> Admins() => Here(SiteAdminRole) is var own && own.Any() ? own : everybody.Where(p => p.Roles.Contains(SystemAdminRole));

    private static IReadOnlyList<string> First(string? except, params IEnumerable<Person>[] circles)
    {
        foreach (var circle in circles)
            if (Ids(circle.Where(p => p.Id != except)) is { Count: > 0 } found) return found;
        return circles.Select(Ids).FirstOrDefault(ids => ids.Count > 0) ?? [];
    }

    private static IReadOnlyList<string> Ids(IEnumerable<Person> people) => [.. people.Select(p => p.Id).Distinct().Order(StringComparer.Ordinal)];
}
