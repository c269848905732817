using System.Text.RegularExpressions;

namespace ServiceDesk.Tests.Tidy;

/// <param name="Head">Its signature, on one line.</param>
/// <param name="Line">1 for the first line of the file.</param>
/// <param name="Lines">From the signature to the closing bracket or semicolon, both counted.</param>
internal sealed record Member(string Head, int Line, int Lines);

/// <summary>Finds the members of a file that may hold code (fields and texts are data), however deep their types are nested.</summary>
internal static partial class Members
{
    public static IReadOnlyList<Member> Of(string source)
    {
        var found = new List<Member>();
        var text = CSharpText.Bare(source);
        Read(text, 0, text.Length, found);
        return found;
    }

    private static void Read(string text, int from, int to, List<Member> found)
    {
        while ((from = SkipAttributes(text, from, to)) < to)
        {
            var (open, end) = Extent(text, from, to);
            var head = text[from..(open < 0 ? end : open)];
            if (open >= 0 && TypeHead().IsMatch(BeforeBrackets(head))) Read(text, open + 1, end - 1, found);
            else if (!DataHead().IsMatch(head)) found.Add(new(OneLine(head), LineOf(text, from), LineOf(text, end - 1) - LineOf(text, from) + 1));
            from = end;
        }
    }

    /// <summary>Where the member's block opens, -1 when it has none or an expression, and where the member ends.</summary>
    private static (int Open, int End) Extent(string text, int from, int to)
    {
        var depth = 0;
        var expression = false;
        for (var i = from; i < to; i++)
        {
            if (depth == 0 && text[i] is ';') return (-1, i + 1);
            if (depth == 0 && text[i] is '{' && !expression) return (i, Closing(text, i, to));
            if (depth == 0 && text[i] is '=' && !text[from..i].Contains(" operator ")) expression = true;
            if (depth == 0 && text[i] is '=' && i + 1 < to && text[i + 1] is '>') expression = true;
            depth += text[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
        }

        return (-1, to);
    }

    private static int Closing(string text, int open, int to)
    {
        var depth = 0;
        for (var i = open; i < to; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0) return i + 1;
        }

        return to;
    }

    private static int SkipAttributes(string text, int from, int to)
    {
        while (true)
        {
            while (from < to && (char.IsWhiteSpace(text[from]) || text[from] is '}')) from++;
            if (from >= to || text[from] is not '[') return from;
            for (var depth = 0; from < to;)
            {
                depth += text[from] switch { '[' => 1, ']' => -1, _ => 0 };
                from++;
                if (depth == 0) break;
            }
        }
    }

    private static string BeforeBrackets(string head) => head.Split('(', 2)[0].Split(" where ", 2)[0];

    private static string OneLine(string head) => Spaces().Replace(head.Split("=>")[0], " ").Trim();

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|namespace|extension)\b")]
    private static partial Regex TypeHead();

    /// <summary>A value follows before any bracket: a field, or what a property starts with. Or the member is one text, blanked out.</summary>
    [GeneratedRegex(@"^[^(]*?(?<![=!<>])=(?![=>])|=>\s*;$")]
    private static partial Regex DataHead();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
