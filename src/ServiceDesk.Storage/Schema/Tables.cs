namespace ServiceDesk.Storage.Schema;

/// <summary>
/// The tables, as of version 1. Instants are Unix milliseconds. A text here never changes once released: a change is a new migration.
/// </summary>
internal static class Tables
{
    /// <summary>Every event of every ticket. <c>body</c> and the other texts are exactly what <c>hash</c> covers.</summary>
    private const string Event =
        """
        CREATE TABLE event (
            position {rowkey}, site {text} NOT NULL, number {text} NOT NULL, version {int} NOT NULL, at_ms {long} NOT NULL,
            kind {text} NOT NULL, actor {text} NOT NULL, cause {text} NOT NULL, via {text}, body {text} NOT NULL, hash {text} NOT NULL)
        """;

    /// <summary>
    /// A ticket as it is now. <c>id</c> orders by submission: its milliseconds × 2^20, plus low bits that tell equals apart.
    /// <c>period</c> and <c>serial</c> are what numbers sort by. <c>due_ms</c> of a ticket without deadline is the largest number.
    /// Enumerations are their ordinal: high comes before low. <c>escalated</c> means now: shown as
    /// escalated; <c>breached</c> means ever.
    /// </summary>
    private const string Ticket =
        """
        CREATE TABLE ticket (
            id {ticketid}, site {text} NOT NULL, number {text} NOT NULL, version {int} NOT NULL, hash {text} NOT NULL,
            period {text} NOT NULL, serial {long} NOT NULL, status {small} NOT NULL, priority {small} NOT NULL, urgency {small} NOT NULL,
            type {text}, owner {text}, tier {small} NOT NULL, customer {text} NOT NULL, submitted_ms {long} NOT NULL,
            opened_ms {long} NOT NULL, wake_ms {long}, due_ms {long} NOT NULL, resolved_ms {long}, closed_ms {long},
            escalated {small} NOT NULL, breached {small} NOT NULL, phone_index {text}, email_index {text},
            source {small} NOT NULL, external_id {text}, merged_into {text}, state {text} NOT NULL){roomy}
        """;

    /// <summary>One row: the position of the last event. Whoever appends locks it first.</summary>
    private const string Feed = "CREATE TABLE feed (one {int} NOT NULL PRIMARY KEY, last {long} NOT NULL){onerow}";

    /// <summary>Answers on record: of tickets (site, number, version or refusal), and of the gateway (status, body).</summary>
    private const string Request =
        """
        CREATE TABLE request (
            id {text} NOT NULL PRIMARY KEY, fingerprint {text} NOT NULL, at_ms {long} NOT NULL, site {text}, number {text},
            version {int} NOT NULL, refusal {text}, status {int}, body {text}){keyed}
        """;

    private const string Document =
        """
        CREATE TABLE document (
            kind {text} NOT NULL, key {text} NOT NULL, etag {text} NOT NULL, body {text} NOT NULL, PRIMARY KEY (kind, key)){keyed}{roomy}
        """;

    private const string Reminder =
        """
        CREATE TABLE reminder (
            grain_type {text} NOT NULL, grain_key {text} NOT NULL, name {text} NOT NULL, start_ms {long} NOT NULL, period_ms {long} NOT NULL,
            PRIMARY KEY (grain_type, grain_key, name)){keyed}
        """;

    private const string Account =
        """
        CREATE TABLE account (
            id {text} NOT NULL PRIMARY KEY, name {text} NOT NULL, sites {text} NOT NULL, roles {text} NOT NULL, skills {text} NOT NULL,
            capacity {int} NOT NULL, supervisor {text}, password_hash {text})
        """;

    private const string ApiKey =
        """
        CREATE TABLE api_key (
            id {text} NOT NULL PRIMARY KEY, name {text} NOT NULL, sites {text} NOT NULL, roles {text} NOT NULL, secret_hash {text} NOT NULL,
            created_ms {long} NOT NULL, revoked_ms {long})
        """;

    private const string Material = "CREATE TABLE material (sha256 {text} NOT NULL PRIMARY KEY, bytes {bytes} NOT NULL)";

    private static readonly string[] Indexes =
    [
        "CREATE UNIQUE INDEX event_history ON event (site, number, version)",
        "CREATE INDEX event_of_site ON event (site, position)",
        "CREATE UNIQUE INDEX ticket_key ON ticket (site, number)",
        "CREATE UNIQUE INDEX ticket_external ON ticket (site, source, external_id) WHERE external_id IS NOT NULL",
        "CREATE INDEX ticket_newest ON ticket (site, id)",
        "CREATE INDEX ticket_priority ON ticket (site, priority, id)",
        "CREATE INDEX ticket_due ON ticket (site, due_ms, id)",
        "CREATE INDEX ticket_number ON ticket (site, period, serial, number)",
        "CREATE INDEX ticket_queue ON ticket (site, urgency, submitted_ms, period, serial, number) WHERE status = 0",
        "CREATE INDEX ticket_status ON ticket (site, status, id)",
        "CREATE INDEX ticket_owner ON ticket (site, owner, id) WHERE owner IS NOT NULL",
        "CREATE INDEX ticket_customer ON ticket (site, customer, id)",
        "CREATE INDEX ticket_phone ON ticket (phone_index) WHERE phone_index IS NOT NULL",
        "CREATE INDEX ticket_email ON ticket (email_index) WHERE email_index IS NOT NULL",
        "CREATE INDEX ticket_breached ON ticket (site, id) WHERE breached = 1",
        "CREATE INDEX ticket_escalated ON ticket (site, id) WHERE escalated = 1",
        "CREATE INDEX ticket_wake ON ticket (wake_ms, priority, site, number) WHERE wake_ms IS NOT NULL",
        "CREATE INDEX request_age ON request (at_ms)",
        "CREATE INDEX reminder_start ON reminder (start_ms, grain_type, grain_key, name)",
        "CREATE UNIQUE INDEX api_key_secret ON api_key (secret_hash)",
    ];

    /// <summary>For a bulk load, which builds them at its end.</summary>
    public static IEnumerable<string> IndexNames =>
        Indexes.Select(text => text[(text.IndexOf("INDEX ", StringComparison.Ordinal) + 6)..].Split(' ')[0]);

    public static IEnumerable<string> IndexTexts(Dialect dialect) => Indexes.Select(dialect.Of);

    public static IEnumerable<string> Version1(Dialect dialect) =>
    [
        .. ((string[])[Event, Ticket, Feed, Request, Document, Reminder, Account, ApiKey, Material, .. Indexes]).Select(dialect.Of),
        "INSERT INTO feed (one, last) VALUES (1, 0)",
        .. dialect.Search,
        .. dialect.Finish,
    ];
}
