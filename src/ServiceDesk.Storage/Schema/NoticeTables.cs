namespace ServiceDesk.Storage.Schema;

/// <summary>Inboxes, what is to leave the desk, webhooks, and how people can be reached. A text here never changes once released.</summary>
internal static class NoticeTables
{
    /// <summary>One row: how far the notifier has come. Whoever writes notices changes it, so they take turns.</summary>
    private const string Head = "CREATE TABLE notice_head (one {int} NOT NULL PRIMARY KEY, position {long} NOT NULL, seq {long} NOT NULL){onerow}";

    /// <summary>What was there before the notices is history: nobody wants to be told of it now.</summary>
    private const string FirstHead = "INSERT INTO notice_head (one, position, seq) SELECT 1, last, 0 FROM feed WHERE one = 1";

    /// <summary>Inboxes. <c>id</c> is the first <c>seq</c> that the row had; a digest that grows takes a new <c>seq</c>.</summary>
    private const string Notice =
        """
        CREATE TABLE notice (
            id {rowkey}, seq {long} NOT NULL, person {text} NOT NULL, cause {text} NOT NULL, site {text} NOT NULL, number {text},
            kind {text} NOT NULL, urgent {small} NOT NULL, at_ms {long} NOT NULL, data {text} NOT NULL, fold {text} NOT NULL,
            folded {small} NOT NULL, read_ms {long}){roomy}
        """;

    /// <summary>
    /// What is to leave the desk, or has left. <c>next_ms</c> is when it is tried next; whoever tries it moves that on first and signs
    /// <c>claim</c>, so that two do not try at once and what is left undone comes up again.
    /// </summary>
    private const string Delivery =
        """
        CREATE TABLE delivery (
            id {autokey}, dedup {text} NOT NULL, channel {text} NOT NULL, target {text} NOT NULL, site {text} NOT NULL, number {text},
            kind {text} NOT NULL, data {text}, cause {text}, position {long} NOT NULL, state {small} NOT NULL, attempts {int} NOT NULL,
            next_ms {long} NOT NULL, claim {text}, error {text}, created_ms {long} NOT NULL, done_ms {long}){roomy}
        """;

    private const string Webhook =
        """
        CREATE TABLE webhook (
            id {text} NOT NULL PRIMARY KEY, url {text} NOT NULL, sites {text} NOT NULL, kinds {text} NOT NULL, secret {text} NOT NULL,
            active {small} NOT NULL, created_by {text} NOT NULL, created_ms {long} NOT NULL, attempts {int} NOT NULL, next_ms {long} NOT NULL,
            claim {text}, failing_ms {long}, disabled {text}){roomy}
        """;

    /// <summary>Addresses are sealed; who has none and wants nothing special has no row.</summary>
    private const string PersonContact =
        "CREATE TABLE person_contact (person {text} NOT NULL PRIMARY KEY, email {text}, phone {text}, preferences {text})";

    private static readonly string[] Indexes =
    [
        "CREATE UNIQUE INDEX notice_cause ON notice (person, cause)",
        "CREATE INDEX notice_inbox ON notice (person, seq) WHERE folded = 0",
        "CREATE INDEX notice_unread ON notice (person, seq) WHERE folded = 0 AND read_ms IS NULL",
        "CREATE INDEX notice_fold ON notice (person, fold, id)",
        "CREATE UNIQUE INDEX delivery_dedup ON delivery (dedup)",
        "CREATE INDEX delivery_due ON delivery (next_ms, id) WHERE state = 0 AND channel <> 'webhook'",
        "CREATE INDEX delivery_of_webhook ON delivery (target, position, id) WHERE state = 0 AND channel = 'webhook'",
        "CREATE INDEX delivery_log ON delivery (site, state, id)",
        "CREATE INDEX delivery_target ON delivery (target, id)",
        "CREATE INDEX delivery_claim ON delivery (claim) WHERE claim IS NOT NULL",
        "CREATE INDEX delivery_done ON delivery (done_ms) WHERE state <> 0",
    ];

    public static IEnumerable<string> Step(Dialect dialect) =>
        ((string[])[Head, FirstHead, Notice, Delivery, Webhook, PersonContact, .. Indexes]).Select(dialect.Of);
}
