using System.Globalization;
using System.Text;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Search;

namespace ServiceDesk.Storage.Tickets;

/// <summary>
/// Makes the query of a page. Each site is a query of its own with its own limit, so that each is an index read in the order of the
/// list; the pages of the sites are then merged.
/// </summary>
internal sealed class ListStatement(ListOrder order, object[]? after, int limit)
{
    private readonly List<(string Name, object? Value)> _parameters = [];
    private readonly List<string> _conditions = [];

    public static Statement Queue(string site, object[]? after, int limit)
    {
        var list = new ListStatement(ListOrder.Queue, after, limit);
        list._conditions.Add("t.status = 0");
        return list.BySite([site]);
    }

    public static Statement List(TicketFilter filter, ListOrder order, object[]? after, int limit, StoreKind kind)
    {
        var list = new ListStatement(order, after, limit);
        list.Narrow(filter);
        return filter.Text is null ? list.BySite(filter.Sites) : list.ByWords(filter.Sites, WordSearch.Query(filter.Text), kind);
    }

    private void Narrow(TicketFilter f)
    {
        Where("t.status = {0}", (short?)f.Status);
        Where("t.owner = {0}", f.Owner);
        Where("t.priority = {0}", (short?)f.Priority);
        Where("t.type = {0}", f.Type);
        Where("t.tier = {0}", (short?)f.Tier);
        Where("t.customer = {0}", f.Customer);
        if (f.Contacts.Count > 0)
            _conditions.Add($"({string.Join(" OR ", f.Contacts.Select(contact => Parameter(contact)).Select(p => $"t.phone_index = {p} OR t.email_index = {p}"))})");

        // The id begins with the moment: a range of moments is a range of the index.
        Where("t.id >= {0}", f.From is { } from ? TicketRow.IdAt(from.ToUnixTimeMilliseconds()) : null);
        Where("t.id < {0}", f.To is { } to ? TicketRow.IdAt(to.ToUnixTimeMilliseconds()) : null);

        // Written out, not as parameters: only so can a partial index answer.
        if (f.Escalated is { } escalated) _conditions.Add($"t.escalated = {(escalated ? 1 : 0)}");
        if (f.Breached is { } breached) _conditions.Add($"t.breached = {(breached ? 1 : 0)}");
        Where(
            f.Archived is true ? "t.closed_ms < {0}" : "(t.closed_ms IS NULL OR t.closed_ms >= {0})",
            f.Archived is null ? null : f.ArchivedBefore.ToUnixTimeMilliseconds());
    }

    private Statement BySite(IReadOnlyList<string> sites)
    {
        var text = new StringBuilder($"SELECT state, {order.Columns} FROM (");
        for (var i = 0; i < sites.Count; i++)
        {
            var name = Parameter(sites[i]);
            string[] conditions = [$"t.site = {name}", .. _conditions, .. Beyond(sites[i])];
            var page = $"SELECT state, {order.Columns} FROM ticket t WHERE {string.Join(" AND ", conditions)} {order.OrderBy("t.")} LIMIT {Count(limit)}";
            text.Append(i == 0 ? "" : " UNION ALL ").Append($"SELECT * FROM ({page}) AS s{i}");
        }

        text.Append($") AS page {order.OrderBy()} LIMIT {Count(limit)}");
        return new(text.ToString(), [.. _parameters]);
    }

    private Statement ByWords(IReadOnlyList<string> sites, IReadOnlyList<SearchWord> words, StoreKind kind)
    {
        if (words.Count == 0) _conditions.Add("1 = 0");       // nothing to look for finds nothing
        var columns = string.Join(", ", order.Keys.Select(key => "t." + key.Column));
        var inSites = string.Join(", ", sites.Select(site => Parameter(site)));
        var join = kind is StoreKind.Sqlite
            ? $"""
              ticket_search f CROSS JOIN ticket t ON t.id = f.rowid
              WHERE ticket_search MATCH {Parameter(SqliteQuery(sites, words))} AND t.site IN ({inSites})
              """
            : $"""
              ticket_search f JOIN ticket t ON t.site = f.site AND t.number = f.number
              WHERE f.site IN ({inSites}) AND f.words @@ {Parameter(PostgresQuery(words))}::tsquery
              """;

        // The index of words has the order of ids itself: asking it, not the ticket, saves sorting all that match.
        var id = kind is StoreKind.Sqlite ? "f.rowid" : "f.id";
        string[] conditions = [.. _conditions, .. Beyond(), .. BeyondId(id)];
        var orderBy = order.OrderBy("t.").Replace("t.id", id, StringComparison.Ordinal);
        if (kind is StoreKind.Sqlite && order.Keys[0].Column == "id") orderBy = $"ORDER BY f.rowid{(order.Descending ? " DESC" : "")}";
        return new(
            $"SELECT t.state, {columns} FROM {join}{string.Concat(conditions.Select(c => " AND " + c))} {orderBy} LIMIT {Count(limit)}",
            [.. _parameters]);
    }

    /// <summary>The first column alone too, where it is the id: it bounds the walk through the index of words.</summary>
    private IEnumerable<string> BeyondId(string id) =>
        after is null || order.Keys[0].Column != "id" ? [] : [$"{id} {(order.Descending ? "<=" : ">=")} {Parameter(after[0])}"];

    private static string SqliteQuery(IReadOnlyList<string> sites, IReadOnlyList<SearchWord> words) =>
        $"({string.Join(" OR ", sites.Select(site => $"\"{WordSearch.SiteMark(site)}\""))})"
        + string.Concat(words.Select(word => $" AND \"{word.Text}\"{(word.Prefix ? "*" : "")}"));

    private static string PostgresQuery(IReadOnlyList<SearchWord> words) =>
        string.Join(" & ", words.Select(word => $"'{word.Text}'{(word.Prefix ? ":*" : "")}"));

    /// <summary>Strictly beyond the last row of the page before. Within one site the site need not be compared, only counted in.</summary>
    private IEnumerable<string> Beyond(string site)
    {
        if (after is null) return [];
        var compared = string.CompareOrdinal(site, (string)after[^1]);
        var within = order.Descending ? compared < 0 : compared > 0;
        var keys = order.Keys.SkipLast(1).ToArray();
        return [RowCompare(keys.Select(key => "t." + key.Column), after.SkipLast(1), (order.Descending ? "<" : ">") + (within ? "=" : ""))];
    }

    private IEnumerable<string> Beyond() =>
        after is null ? [] : [RowCompare(order.Keys.Select(key => "t." + key.Column), after, order.Descending ? "<" : ">")];

    private string RowCompare(IEnumerable<string> columns, IEnumerable<object> values, string sign) =>
        $"({string.Join(", ", columns)}) {sign} ({string.Join(", ", values.Select(value => Parameter(value)))})";

    private void Where(string condition, object? value)
    {
        if (value is not null) _conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, Parameter(value)));
    }

    private string Parameter(object value)
    {
        _parameters.Add(($"@p{_parameters.Count}", value));
        return _parameters[^1].Name;
    }

    private static string Count(int limit) => limit.ToString(CultureInfo.InvariantCulture);
}
