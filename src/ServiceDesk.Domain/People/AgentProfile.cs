namespace ServiceDesk.Domain.People;

/// <summary>Who an agent is, as their account says.</summary>
/// <param name="Sites">Codes of the sites they work for; none for who keeps the whole desk.</param>
/// <param name="Capacity">Open tickets at a time that the desk gives them.</param>
/// <param name="Supervisor">Id of who is called when a deadline passes; null when nobody is.</param>
/// <param name="HasLeft">Whether the account was removed: they work no more.</param>
public sealed record AgentProfile(
    string Id, IReadOnlyList<string> Sites, IReadOnlyList<string> Roles, IReadOnlyList<string> Skills, int Capacity, string? Supervisor,
    bool HasLeft = false)
{
    /// <summary>Whether tickets of that site can be theirs. Who names no site, and directors, work wherever they are called.</summary>
    public bool WorksAt(string site) => Sites.Count == 0 || Sites.Contains(site) || Roles.Contains("director");
}
