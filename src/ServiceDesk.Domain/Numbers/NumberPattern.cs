using System.Globalization;
using System.Text.RegularExpressions;

namespace ServiceDesk.Domain.Numbers;

/// <summary>
/// How a site writes ticket numbers: text with <c>{yyyy}</c>, <c>{MM}</c>, <c>{dd}</c> and one <c>{serial:N}</c>, such as
/// <c>{yyyy}{MM}-{serial:4}</c> or <c>CW{yyyy}{MM}{dd}{serial:3}</c>. The serial restarts with the finest date part, has at least
/// N digits and grows past them: it never wraps.
/// </summary>
public sealed partial class NumberPattern
{
    private readonly string _text;
    private readonly int _digits;
    private readonly Regex _read;

    private NumberPattern(string text, int digits, Regex read) => (_text, _digits, _read) = (text, digits, read);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">What is wrong with it, in words for a person.</exception>
    public static NumberPattern Parse(string text)
    {
        var serials = SerialToken().Matches(text);
        if (serials.Count != 1) throw new FormatException("needs exactly one {serial:N}, N from 1 to 9");
        if (!text.EndsWith(serials[0].Value, StringComparison.Ordinal)) throw new FormatException("must end with {serial:N}");
        var rest = text.Replace(serials[0].Value, "", StringComparison.Ordinal);
        foreach (var token in DateTokens) rest = Once(rest, token);
        if (!Plain().IsMatch(rest)) throw new FormatException("has only {yyyy}, {MM}, {dd}, {serial:N}, letters, digits and -");
        if (text.Contains("{dd}", StringComparison.Ordinal) && !text.Contains("{MM}", StringComparison.Ordinal)
            || text.Contains("{MM}", StringComparison.Ordinal) && !text.Contains("{yyyy}", StringComparison.Ordinal))
            throw new FormatException("needs {yyyy} beside {MM}, and {MM} beside {dd}: a serial that restarts must not meet itself again");

        var digits = serials[0].Groups[1].Value[0] - '0';
        var read = Regex.Escape(text[..serials[0].Index])
            .Replace(@"\{yyyy}", @"(?<y>\d{4})", StringComparison.Ordinal).Replace(@"\{MM}", @"(?<m>\d{2})", StringComparison.Ordinal)
            .Replace(@"\{dd}", @"(?<d>\d{2})", StringComparison.Ordinal);
        return new(text, digits, new Regex($@"^{read}(?<s>\d{{{digits},18}})$", RegexOptions.CultureInvariant));
    }

    private static string[] DateTokens { get; } = ["{yyyy}", "{MM}", "{dd}"];

    /// <summary>The stretch in which serials count up: year, month or day of the local date, as sortable text; empty when it never restarts.</summary>
    public string PeriodOf(DateOnly local) =>
        local.ToString(_text.Contains("{dd}", StringComparison.Ordinal) ? "yyyyMMdd"
            : _text.Contains("{MM}", StringComparison.Ordinal) ? "yyyyMM"
            : _text.Contains("{yyyy}", StringComparison.Ordinal) ? "yyyy" : "''", CultureInfo.InvariantCulture);

    /// <summary>The number of that serial in that period.</summary>
    public string Format(string period, long serial)
    {
        var number = _text[.._text.LastIndexOf('{')];
        if (period.Length >= 4) number = number.Replace("{yyyy}", period[..4], StringComparison.Ordinal);
        if (period.Length >= 6) number = number.Replace("{MM}", period[4..6], StringComparison.Ordinal);
        if (period.Length >= 8) number = number.Replace("{dd}", period[6..8], StringComparison.Ordinal);
        return number + serial.ToString(CultureInfo.InvariantCulture).PadLeft(_digits, '0');
    }

    /// <summary>Period and serial of a number of this pattern: what numbers sort by. False for any other text.</summary>
    public bool TryRead(string number, out string period, out long serial)
    {
        var match = _read.Match(number);
        period = match.Groups["y"].Value + match.Groups["m"].Value + match.Groups["d"].Value;
        return long.TryParse(match.Groups["s"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out serial) && match.Success;
    }

    public override string ToString() => _text;

    private static string Once(string text, string token)
    {
        var at = text.IndexOf(token, StringComparison.Ordinal);
        return at < 0 ? text : text.Remove(at, token.Length);
    }

    [GeneratedRegex(@"\{serial:([1-9])\}")]
    private static partial Regex SerialToken();

    [GeneratedRegex(@"^[A-Za-z0-9\-]*$")]
    private static partial Regex Plain();
}
