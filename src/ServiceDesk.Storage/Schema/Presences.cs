namespace ServiceDesk.Storage.Schema;

/// <summary>Agents at work: their presence, an end to their account, and an index of the tickets that they work on.</summary>
internal static class Presences
{
    /// <summary>One row for each agent who was ever on duty. <c>state</c> is the ordinal; <c>shifts</c> a calendar's JSON.</summary>
    private const string Presence =
        """
        CREATE TABLE presence (
            agent {text} NOT NULL PRIMARY KEY, state {small} NOT NULL, since_ms {long} NOT NULL, by_whom {text} NOT NULL, shifts {text}){keyed}
        """;

    /// <summary>Who has left: the row stays for the name in old timelines.</summary>
    private const string Removed = "ALTER TABLE account ADD COLUMN removed_ms {long}";

    /// <summary>Neither resolved (3) nor closed (4): flat in how much was ever done.</summary>
    private const string Work = "CREATE INDEX ticket_work ON ticket (owner, site, number) WHERE owner IS NOT NULL AND status < 3";

    public static IEnumerable<string> Steps(Dialect dialect) => ((string[])[Presence, Removed, Work]).Select(dialect.Of);
}
