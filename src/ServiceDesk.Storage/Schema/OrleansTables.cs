namespace ServiceDesk.Storage.Schema;

/// <summary>
/// What Orleans' ADO.NET providers keep on PostgreSQL: membership, documents, reminders. They send no statement of their own but look
/// each up in <c>orleansquery</c>, by a key, with parameters and columns of fixed names: that is the contract these texts are written to.
/// PostgreSQL folds all names here to lower case, and the providers read columns in any case.
/// </summary>
internal static class OrleansTables
{
    /// <summary>Always on PostgreSQL, whichever engine runs now: a cluster can take the store over, and empty tables cost nothing.</summary>
    public static IEnumerable<string> Version2(Dialect dialect) => dialect.Kind is StoreKind.Sqlite ? [] :
    [
        "CREATE TABLE orleansquery (querykey text PRIMARY KEY, querytext text NOT NULL)",
        .. Membership,
        .. Documents,
        .. Reminders,
        .. OrleansQueries.All.Select(query =>
            $"INSERT INTO orleansquery (querykey, querytext) VALUES ('{query.Key}', $text${query.Value}$text$)"),
    ];

    private static readonly string[] Membership =
    [
        """
        CREATE TABLE orleansmembershipversiontable (
            deploymentid text PRIMARY KEY, timestamp timestamptz NOT NULL DEFAULT now(), version int NOT NULL DEFAULT 0)
        """,
        """
        CREATE TABLE orleansmembershiptable (
            deploymentid text NOT NULL REFERENCES orleansmembershipversiontable, address text NOT NULL, port int NOT NULL,
            generation int NOT NULL, siloname text NOT NULL, hostname text NOT NULL, status int NOT NULL, proxyport int,
            suspecttimes text, starttime timestamptz NOT NULL, iamalivetime timestamptz NOT NULL,
            PRIMARY KEY (deploymentid, address, port, generation))
        """,
    ];

    /// <summary>The hashes come first in the key because they part the rows; the names behind them make it unique for sure.</summary>
    private static readonly string[] Documents =
    [
        """
        CREATE TABLE orleansstorage (
            grainidhash int NOT NULL, grainidn0 bigint NOT NULL, grainidn1 bigint NOT NULL, graintypehash int NOT NULL,
            graintypestring text NOT NULL, grainidextensionstring text, serviceid text NOT NULL,
            payloadbinary bytea, modifiedon timestamptz NOT NULL, version int NOT NULL) WITH (fillfactor = 70)
        """,
        """
        CREATE UNIQUE INDEX orleansstorage_key ON orleansstorage (
            grainidhash, graintypehash, grainidn0, grainidn1, serviceid, graintypestring, grainidextensionstring) NULLS NOT DISTINCT
        """,
    ];

    private static readonly string[] Reminders =
    [
        """
        CREATE TABLE orleansreminderstable (
            serviceid text NOT NULL, grainid text NOT NULL, remindername text NOT NULL, starttime timestamptz NOT NULL, period bigint NOT NULL,
            grainhash int NOT NULL, version int NOT NULL, PRIMARY KEY (serviceid, grainid, remindername)) WITH (fillfactor = 70)
        """,
        // Each silo reads its own range of hashes at every start and change of membership.
        "CREATE INDEX orleansreminders_hash ON orleansreminderstable (serviceid, grainhash)",
    ];
}
