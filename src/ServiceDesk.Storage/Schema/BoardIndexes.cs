namespace ServiceDesk.Storage.Schema;

/// <summary>What a site's board is read from: only open tickets are in these, but for the one of results. A text here never changes once released.</summary>
internal static class BoardIndexes
{
    private static readonly string[] Indexes =
    [
        "CREATE INDEX ticket_waiting ON ticket (site, priority, submitted_ms) WHERE status = 0 AND owner IS NULL",
        "CREATE INDEX ticket_load ON ticket (site, owner, status) WHERE owner IS NOT NULL AND status < 3",
        "CREATE INDEX ticket_late ON ticket (site, priority, id) WHERE breached = 1 AND status < 3",
        "CREATE INDEX ticket_solved ON ticket (site, resolved_ms) WHERE resolved_ms IS NOT NULL",
    ];

    public static IEnumerable<string> Step(Dialect dialect) => Indexes.Select(dialect.Of);
}
