using System.Text;

namespace ServiceDesk.Tests.Tidy;

/// <summary>
/// Just enough of C# to count lines: comments and literals go, members are found by their brackets. No parser: it trusts that the
/// text compiles.
/// </summary>
internal static class CSharpText
{
    /// <summary>The text with comments, literals and directives blanked out; every line keeps its place.</summary>
    public static string Bare(string source)
    {
        var bare = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length;)
        {
            var end = EndOfSilence(source, i);
            for (; i < end; i++) bare.Append(source[i] is '\n' ? '\n' : ' ');
            if (i < source.Length && end == i && EndOfSilence(source, i) == i) bare.Append(source[i++]);
        }

        return bare.ToString();
    }

    /// <summary>Where the comment, literal or directive that begins here ends; <paramref name="at"/> itself when none does.</summary>
    private static int EndOfSilence(string s, int at)
    {
        if (At(s, at, "//")) return After(s, "\n", at) - 1;
        if (At(s, at, "/*")) return After(s, "*/", at + 2);
        if (s[at] is '#' && s[(s.LastIndexOf('\n', at) + 1)..at].Trim().Length == 0) return After(s, "\n", at) - 1;
        if (s[at] is '\'') return EndOfQuoted(s, at + 1, '\'');
        if (s[at] is not ('"' or '$' or '@')) return at;

        var quote = at;
        while (quote < s.Length && s[quote] is '$' or '@') quote++;
        if (quote >= s.Length || s[quote] is not '"') return at;
        var holes = s[at..quote].Count(c => c is '$');
        var verbatim = s[at..quote].Contains('@');
        var quotes = s.AsSpan(quote).IndexOfAnyExcept('"') is var run and >= 0 ? run : s.Length - quote;
        if (quotes >= 3 && !verbatim) return After(s, new string('"', quotes), quote + quotes);
        return holes == 0 && !verbatim ? EndOfQuoted(s, quote + 1, '"') : EndOfText(s, quote + 1, holes > 0, verbatim);
    }

    /// <summary>The end of an interpolated or verbatim text; what stands in a hole may hold texts of its own.</summary>
    private static int EndOfText(string s, int at, bool holes, bool verbatim)
    {
        for (var depth = 0; at < s.Length; at++)
        {
            if (depth > 0 && EndOfSilence(s, at) is var end && end > at) at = end - 1;
            else if (holes && depth == 0 && (At(s, at, "{{") || At(s, at, "}}"))) at++;
            else if (holes && s[at] is '{') depth++;
            else if (holes && s[at] is '}') depth--;
            else if (depth == 0 && verbatim && At(s, at, "\"\"")) at++;
            else if (depth == 0 && !verbatim && s[at] is '\\') at++;
            else if (depth == 0 && s[at] is '"') return at + 1;
        }

        return at;
    }

    private static int EndOfQuoted(string s, int at, char quote)
    {
        while (at < s.Length && s[at] != quote) at += s[at] is '\\' ? 2 : 1;
        return Math.Min(at + 1, s.Length);
    }

    private static int After(string s, string mark, int at) =>
        s.IndexOf(mark, at, StringComparison.Ordinal) is var found and >= 0 ? found + mark.Length : s.Length + (mark == "\n" ? 1 : 0);

    private static bool At(string s, int at, string mark) => string.CompareOrdinal(s, at, mark, 0, mark.Length) == 0;
}
