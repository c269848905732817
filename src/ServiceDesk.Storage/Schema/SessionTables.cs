namespace ServiceDesk.Storage.Schema;

/// <summary>Sessions that people can see and end. A text here never changes once released.</summary>
internal static class SessionTables
{
    /// <summary>Neither index holds <c>seen_ms</c>, which changes every minute: so a row that changes stays in its page.</summary>
    private const string Session =
        """
        CREATE TABLE session (
            id {text} NOT NULL PRIMARY KEY, account {text} NOT NULL, generation {int} NOT NULL, way {text} NOT NULL, started_ms {long} NOT NULL,
            seen_ms {long} NOT NULL, expires_ms {long} NOT NULL, via {text}, client {text}){keyed}{roomy}
        """;

    public static IEnumerable<string> Step(Dialect dialect) =>
    [
        dialect.Of(Session),
        "CREATE INDEX session_of_account ON session (account, id)",
        "CREATE INDEX session_end ON session (expires_ms)",
    ];
}
