namespace ServiceDesk.Storage.Schema;

/// <summary>Where the two databases differ in their schema; everything else is one text for both.</summary>
internal sealed record Dialect(StoreKind Kind)
{
    public static Dialect Sqlite { get; } = new(StoreKind.Sqlite);
    public static Dialect Postgres { get; } = new(StoreKind.Postgres);

    private bool IsSqlite => Kind is StoreKind.Sqlite;

    /// <summary>Text compares by its bytes in both, so that an order is the same everywhere.</summary>
    public string Text => IsSqlite ? "TEXT" : "text COLLATE \"C\"";

    public string Long => IsSqlite ? "INTEGER" : "bigint";
    public string Int => IsSqlite ? "INTEGER" : "int";
    public string Small => IsSqlite ? "INTEGER" : "smallint";
    public string Bytes => IsSqlite ? "BLOB" : "bytea";

    /// <summary>A key that SQLite makes the order of the table itself.</summary>
    public string RowKey => IsSqlite ? "INTEGER PRIMARY KEY" : "bigint NOT NULL PRIMARY KEY";

    /// <summary>SQLite's rowid has to be unique; PostgreSQL tells two tickets of one id apart by their numbers.</summary>
    public string TicketId => IsSqlite ? "INTEGER PRIMARY KEY" : "bigint NOT NULL";

    /// <summary>Free room in each page, so that a changed row stays in its page and no index has to follow.</summary>
    public string Roomy(int fillfactor) => IsSqlite ? "" : $" WITH (fillfactor = {fillfactor})";

    /// <summary>For tables that are found by their key only.</summary>
    public string Keyed => IsSqlite ? " WITHOUT ROWID" : "";

    /// <summary>Fills in the words in braces of a schema text.</summary>
    public string Of(string text) => text
        .Replace("{text}", Text, StringComparison.Ordinal).Replace("{long}", Long, StringComparison.Ordinal)
        .Replace("{int}", Int, StringComparison.Ordinal).Replace("{small}", Small, StringComparison.Ordinal)
        .Replace("{bytes}", Bytes, StringComparison.Ordinal).Replace("{rowkey}", RowKey, StringComparison.Ordinal)
        .Replace("{ticketid}", TicketId, StringComparison.Ordinal).Replace("{keyed}", Keyed, StringComparison.Ordinal)
        .Replace("{roomy}", Roomy(70), StringComparison.Ordinal).Replace("{onerow}", Roomy(10), StringComparison.Ordinal);

    /// <summary>The index of words. Its order is that of <c>ticket.id</c>, so that the newest matches come first unsorted.</summary>
    public IReadOnlyList<string> Search => IsSqlite
        ? [
            // The words are cut by WordSearch; 'ascii' takes every character beyond ASCII as part of a word and leaves it alone.
            """
            CREATE VIRTUAL TABLE ticket_search USING fts5(
                words, content='', contentless_delete=1, detail=none, prefix='1 2', tokenize="ascii tokenchars '_'")
            """,
        ]
        : [
            // A table of its own: the words seldom change, and a ticket row that changes must not write them again.
            """
            CREATE TABLE ticket_search (
                site text COLLATE "C" NOT NULL, number text COLLATE "C" NOT NULL, id bigint NOT NULL, words tsvector NOT NULL,
                PRIMARY KEY (site, number))
            """,
            "CREATE INDEX ticket_search_newest ON ticket_search (site, id)",
            "CREATE INDEX ticket_search_words ON ticket_search USING gin (words)",
        ];

    /// <summary>What only one of them needs after its tables are there.</summary>
    public IReadOnlyList<string> Finish => IsSqlite
        ? []
        : [
            // lz4 costs a third of pglz's time; a server built without it keeps pglz.
            """
            DO $$ BEGIN
                ALTER TABLE ticket ALTER COLUMN state SET COMPRESSION lz4;
                ALTER TABLE event ALTER COLUMN body SET COMPRESSION lz4;
            EXCEPTION WHEN feature_not_supported THEN NULL;
            END $$
            """,
            AppendFunction.Text,
        ];
}
