using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Storage.Schema;

/// <summary>
/// The whole append of a batch in one call, so that it costs one round trip. Locking the feed row first makes writers of several
/// processes take turns; each statement after it sees what the turn before committed, which is why this is a function and not one
/// statement. Its plans are made while the tables are small and kept while they grow: they are told to go by the indexes from the start.
/// Its name carries a version: while a cluster is upgraded, older processes go on calling theirs.
/// </summary>
internal static class AppendFunction
{
    public const string Name = "desk_append_1";

    /// <summary>What notifications of a commit are called.</summary>
    public const string Channel = "desk_feed";

    private static IEnumerable<TicketColumn> Columns => TicketRow.Columns;

    private static string Names => string.Join(", ", Columns.Select(c => c.Name));

    private static string Arguments => string.Join(", ", Columns.Select(c => $"t_{c.Name} {PostgresType(c.Type)}[]"));

    private static string ArgumentNames => string.Join(", ", Columns.Select(c => $"t_{c.Name}"));

    private static string Changes => string.Join(", ", Columns.Where(c => !c.Fixed).Select(c => $"{c.Name} = excluded.{c.Name}"));

    public static string Text => $"{Head}{Judge}{Tell}{Write}";

    private static string Head =>
        $"""
        CREATE OR REPLACE FUNCTION {Name}(
            {Arguments},
            i_expected int[], i_previous text[], i_events int[], i_words text[], i_request text[], i_fingerprint text[], i_at_ms bigint,
            e_item int[], e_version int[], e_at_ms bigint[], e_kind text[], e_actor text[], e_cause text[], e_via text[], e_body text[],
            e_hash text[])
        RETURNS TABLE (r_outcome int, r_position bigint, r_fingerprint text, r_number text, r_version int, r_refusal text)
        LANGUAGE plpgsql SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $append$
        #variable_conflict use_column
        DECLARE
            base bigint;
            written int;
            outcomes int[];
        BEGIN
            SELECT f.last INTO base FROM feed f WHERE f.one = 1 FOR UPDATE;

        """;

    /// <summary>What becomes of each item: the numbers are those of <c>CommitOutcome</c>.</summary>
    private const string Judge =
        """
            outcomes := ARRAY(
                SELECT CASE
                    WHEN r.id IS NOT NULL THEN 2
                    WHEN coalesce(t.version, 0) <> i.expected OR coalesce(t.hash, '') <> i.previous THEN 1
                    WHEN i.expected = 0 AND i.external_id IS NOT NULL AND EXISTS (
                        SELECT FROM ticket x WHERE x.site = i.site AND x.source = i.source AND x.external_id = i.external_id) THEN 3
                    ELSE 0 END
                FROM unnest(t_site, t_number, t_source, t_external_id, i_expected, i_previous, i_request) WITH ORDINALITY
                    AS i(site, number, source, external_id, expected, previous, request, ord)
                LEFT JOIN ticket t ON t.site = i.site AND t.number = i.number
                LEFT JOIN request r ON r.id = i.request
                ORDER BY i.ord);

        """;

    /// <summary>What the callers hear: the earlier answers are read before this batch writes any.</summary>
    private const string Tell =
        """
            RETURN QUERY
                SELECT outcomes[i.ord],
                    base + sum(CASE WHEN outcomes[i.ord] = 0 THEN i.events ELSE 0 END) OVER (ORDER BY i.ord)::bigint,
                    r.fingerprint::text, coalesce(x.number, r.number)::text, coalesce(x.version, r.version), r.refusal::text
                FROM unnest(t_site, t_source, t_external_id, i_events, i_request) WITH ORDINALITY
                    AS i(site, source, external_id, events, request, ord)
                LEFT JOIN request r ON outcomes[i.ord] = 2 AND r.id = i.request
                LEFT JOIN ticket x ON outcomes[i.ord] = 3 AND x.site = i.site AND x.source = i.source AND x.external_id = i.external_id
                ORDER BY i.ord;

        """;

    private static string Write =>
        $"""
            INSERT INTO event (position, site, number, version, at_ms, kind, actor, cause, via, body, hash)
                SELECT base + row_number() OVER (ORDER BY e.ord), t_site[e.item], t_number[e.item], e.version, e.at_ms, e.kind, e.actor,
                    e.cause, e.via, e.body, e.hash
                FROM unnest(e_item, e_version, e_at_ms, e_kind, e_actor, e_cause, e_via, e_body, e_hash) WITH ORDINALITY
                    AS e(item, version, at_ms, kind, actor, cause, via, body, hash, ord)
                WHERE outcomes[e.item] = 0;
            GET DIAGNOSTICS written = ROW_COUNT;
            IF written = 0 THEN RETURN; END IF;

            INSERT INTO ticket AS t (id, {Names})
                SELECT (i.submitted_ms << {TicketRow.IdBits}) | ((base + i.ord) & {(1 << TicketRow.IdBits) - 1}),
                    {string.Join(", ", Columns.Select(c => "i." + c.Name))}
                FROM unnest({ArgumentNames}) WITH ORDINALITY AS i({Names}, ord)
                WHERE outcomes[i.ord] = 0
                ON CONFLICT (site, number) DO UPDATE SET {Changes};

            INSERT INTO ticket_search AS s (site, number, id, words)
                SELECT t.site, t.number, t.id, array_to_tsvector(string_to_array(i.words, ' '))
                FROM unnest(t_site, t_number, i_words) WITH ORDINALITY AS i(site, number, words, ord)
                JOIN ticket t ON t.site = i.site AND t.number = i.number
                WHERE outcomes[i.ord] = 0 AND i.words IS NOT NULL
                ON CONFLICT (site, number) DO UPDATE SET words = excluded.words;

            INSERT INTO request (id, fingerprint, at_ms, site, number, version)
                SELECT i.request, i.fingerprint, i_at_ms, i.site, i.number, i.version
                FROM unnest(i_request, i_fingerprint, t_site, t_number, t_version) WITH ORDINALITY
                    AS i(request, fingerprint, site, number, version, ord)
                WHERE outcomes[i.ord] = 0 AND i.request IS NOT NULL;

            UPDATE feed SET last = base + written WHERE one = 1;
            PERFORM pg_notify('{Channel}', (base + written)::text);
        END $append$
        """;

    public static string PostgresType(ColumnType type) =>
        type switch { ColumnType.Text => "text", ColumnType.Long => "bigint", ColumnType.Int => "int", _ => "smallint" };
}
