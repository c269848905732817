namespace ServiceDesk.Storage.Schema;

/// <summary>Keys of contacts, erasures, the audit log, and files in pieces. A text here never changes once released.</summary>
internal static class EvidenceTables
{
    /// <summary>A site's data keys, wrapped by the key ring. The one of the highest generation wraps new contact keys.</summary>
    private const string DataKey =
        """
        CREATE TABLE data_key (
            site {text} NOT NULL, generation {int} NOT NULL, wrapped {text} NOT NULL, created_ms {long} NOT NULL, PRIMARY KEY (site, generation))
        """;

    /// <summary>The key of one customer's contacts in one ticket, wrapped by a data key of its site. Once erased, <c>wrapped</c> is null for ever.</summary>
    private const string ContactKey =
        """
        CREATE TABLE contact_key (
            id {text} NOT NULL PRIMARY KEY, site {text} NOT NULL, generation {int} NOT NULL, wrapped {bytes}, erased_ms {long}){roomy}
        """;

    /// <summary>Tickets whose customer was erased: what older events say of the customer is no longer shown.</summary>
    private const string Erasure = "CREATE TABLE erasure (site {text} NOT NULL, number {text} NOT NULL, at_ms {long} NOT NULL, PRIMARY KEY (site, number))";

    /// <summary>What <c>hash</c> covers is in docs/adr/0026. Nothing ever changes or removes a row.</summary>
    private const string Audit =
        """
        CREATE TABLE audit (
            seq {rowkey}, at_ms {long} NOT NULL, site {text}, kind {text} NOT NULL, actor {text} NOT NULL, via {text}, data {text} NOT NULL,
            hash {text} NOT NULL)
        """;

    /// <summary>One row: how far the log goes at least, so that a missing end shows.</summary>
    private const string AuditHead = "CREATE TABLE audit_head (one {int} NOT NULL PRIMARY KEY, seq {long} NOT NULL, hash {text} NOT NULL){onerow}";

    /// <summary>A whole file, in whatever place its bytes are. <c>state</c>: 0 to be had, 1 waits for the scanner, 2 infected.</summary>
    private const string Attachment =
        """
        CREATE TABLE attachment (
            sha256 {text} NOT NULL PRIMARY KEY, size {long} NOT NULL, media_type {text} NOT NULL, state {small} NOT NULL, at_ms {long} NOT NULL)
        """;

    private const string AttachmentPiece =
        "CREATE TABLE attachment_piece (sha256 {text} NOT NULL, piece {int} NOT NULL, bytes {bytes} NOT NULL, PRIMARY KEY (sha256, piece))";

    /// <summary>Which sites keep the file: each pays for it once.</summary>
    private const string AttachmentUse =
        "CREATE TABLE attachment_use (site {text} NOT NULL, sha256 {text} NOT NULL, size {long} NOT NULL, PRIMARY KEY (site, sha256))";

    private static readonly string[] Indexes =
    [
        "CREATE INDEX contact_key_generation ON contact_key (site, generation, id) WHERE wrapped IS NOT NULL",
        "CREATE INDEX erasure_newest ON erasure (at_ms)",
        "CREATE INDEX audit_of_site ON audit (site, seq)",
        "CREATE INDEX audit_of_kind ON audit (kind, seq)",
        "CREATE INDEX attachment_waiting ON attachment (at_ms) WHERE state = 1",
    ];

    public static IEnumerable<string> Step(Dialect dialect) =>
    [
        .. ((string[])[DataKey, ContactKey, Erasure, Audit, AuditHead, Attachment, AttachmentPiece, AttachmentUse, .. Indexes]).Select(dialect.Of),
        "INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '')",
    ];
}
