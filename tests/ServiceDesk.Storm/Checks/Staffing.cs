namespace ServiceDesk.Storm.Checks;

/// <summary>Who works at the site that the desk hands out at.</summary>
/// <param name="Site">Its code.</param>
/// <param name="Engineers">Whom the desk may give tickets, and how many to each.</param>
/// <param name="Supervisor">Who gets what three have declined.</param>
internal sealed record Staffing(string Site, IReadOnlyDictionary<string, int> Engineers, string Supervisor)
{
    public IEnumerable<string> Everybody => Engineers.Keys.Append(Supervisor);
}
