namespace ServiceDesk.Storage.Schema;

/// <summary>Sessions, second factors, failures, and what keys have learned. A text here never changes once released.</summary>
internal static class SignInTables
{
    private const string SignIn =
        """
        CREATE TABLE sign_in (
            account {text} NOT NULL PRIMARY KEY, revision {int} NOT NULL, subject {text}, state {text} NOT NULL){keyed}
        """;

    /// <summary>By name and by address. Bounded by what checking a password costs: rows are forgotten after a day.</summary>
    private const string Failed =
        """
        CREATE TABLE failed_sign_in (name {text} NOT NULL PRIMARY KEY, failures {int} NOT NULL, last_ms {long} NOT NULL){keyed}
        """;

    /// <summary>One row: how often accounts, keys or sign-ins were changed. Whoever remembers them looks here whether to forget.</summary>
    private const string Change = "CREATE TABLE account_change (one {int} NOT NULL PRIMARY KEY, last {long} NOT NULL)";

    public static IEnumerable<string> Step(Dialect dialect) =>
    [
        .. ((string[])
        [
            SignIn, Failed, Change,
            "ALTER TABLE api_key ADD COLUMN scopes {text}",
            "ALTER TABLE api_key ADD COLUMN expires_ms {long}",
            "ALTER TABLE api_key ADD COLUMN used_ms {long}",
            "ALTER TABLE api_key ADD COLUMN previous_hash {text}",
            "ALTER TABLE api_key ADD COLUMN previous_until_ms {long}",
        ]).Select(dialect.Of),
        "CREATE UNIQUE INDEX sign_in_subject ON sign_in (subject) WHERE subject IS NOT NULL",
        "CREATE INDEX failed_sign_in_age ON failed_sign_in (last_ms)",
        "CREATE INDEX api_key_previous ON api_key (previous_hash) WHERE previous_hash IS NOT NULL",
        "INSERT INTO account_change (one, last) VALUES (1, 0)",
    ];
}
