using System.Globalization;
using System.Text;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storage.Search;

/// <summary>
/// Cuts text into words alike for both databases. A run of Chinese, Japanese or Korean becomes its overlapping pairs and its last
/// character, so that any part of two characters or more is found by its pairs and a single character as the beginning of one. Letters
/// and digits of other scripts are lower-cased words; a query's word finds all that begin with it.
/// </summary>
internal static class WordSearch
{
    /// <summary>Characters of a word that count: what is longer is cut, in text and query alike.</summary>
    private const int WordLength = 64;

    /// <summary>Words of one query that count; more narrow it no further.</summary>
    private const int QueryWords = 32;

    /// <summary>Whether the event may change what <see cref="Index"/> reads.</summary>
    public static bool Touches(TicketEvent happened) => happened is Opened or Resolved or Summarized or SecondHandlingStarted or CustomerErased;

    /// <summary>The words of a ticket, each once, parted by spaces, with the mark of its site.</summary>
    public static string Index(Ticket ticket)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal) { SiteMark(ticket.Site) };
        foreach (var text in (ReadOnlySpan<string?>)[
            ticket.Number, ticket.ExternalId, ticket.OrderNumber, ticket.Customer.Name, ticket.Customer.ContactPerson, ticket.Verbatim,
            ticket.Facts, ticket.Resolution?.Solution, ticket.Summary?.Cause, ticket.Summary?.Solution, ticket.Summary?.Lesson])
        {
            if (text is null) continue;
            foreach (var run in Runs(text))
            {
                if (!run.Cjk) words.Add(Cut(run.Text));
                else foreach (var pair in Pairs(run.Text, last: true)) words.Add(pair);
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>What a ticket must have to be found; empty when the text has no word in it.</summary>
    public static IReadOnlyList<SearchWord> Query(string text)
    {
        var words = new List<SearchWord>();
        foreach (var run in Runs(text))
        {
            if (!run.Cjk) words.Add(new(Cut(run.Text), Prefix: true));
            else if (new StringInfo(run.Text).LengthInTextElements == 1) words.Add(new(run.Text, Prefix: true));
            else words.AddRange(Pairs(run.Text, last: false).Select(pair => new SearchWord(pair, Prefix: false)));
        }

        return [.. words.Distinct().Take(QueryWords)];
    }

    /// <summary>Stands in the index beside the words; no word has an underscore in it.</summary>
    public static string SiteMark(string site) => "_" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(site));

    private static string Cut(string word) => word.Length <= WordLength ? word
        : word[..(char.IsHighSurrogate(word[WordLength - 1]) ? WordLength - 1 : WordLength)];

    private static IEnumerable<string> Pairs(string run, bool last)
    {
        string? before = null;
        foreach (var rune in run.EnumerateRunes())
        {
            var character = rune.ToString();
            if (before is not null) yield return before + character;
            before = character;
        }

        if (last && before is not null) yield return before;
    }

    private static IEnumerable<(string Text, bool Cjk)> Runs(string text)
    {
        var run = new StringBuilder();
        var cjk = false;
        foreach (var raw in text.EnumerateRunes())
        {
            var rune = Rune.ToLowerInvariant(Narrow(raw));
            var word = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;
            if (run.Length > 0 && (!word || IsCjk(rune) != cjk))
            {
                yield return (run.ToString(), cjk);
                run.Clear();
            }

            if (!word) continue;
            cjk = IsCjk(rune);
            run.Append(rune.ToString());
        }

        if (run.Length > 0) yield return (run.ToString(), cjk);
    }

    /// <summary>Full-width letters and digits, which Chinese keyboards write, mean the plain ones.</summary>
    private static Rune Narrow(Rune rune) => rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;

    private static bool IsCjk(Rune rune) => rune.Value is
        >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xAC00 and <= 0xD7AF or >= 0xF900 and <= 0xFAFF
        or >= 0x20000 and <= 0x323AF;
}

/// <param name="Prefix">Whether longer words that begin with it are found too.</param>
internal sealed record SearchWord(string Text, bool Prefix);
