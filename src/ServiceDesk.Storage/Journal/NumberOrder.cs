using System.Collections.Concurrent;
using System.Globalization;
using ServiceDesk.Domain.Numbers;

namespace ServiceDesk.Storage.Journal;

/// <summary>
/// What a number sorts by. The site's pattern says where the serial begins: <c>CW20240503001</c> alone does not tell. Without a pattern
/// the last run of digits is the serial and the digits before it are the period, which is right for every pattern that parts them.
/// </summary>
internal sealed record NumberOrder(string Period, long Serial)
{
    // Patterns are few and read at each opening; reading one builds a regular expression.
    private static readonly ConcurrentDictionary<string, NumberPattern> Patterns = new(StringComparer.Ordinal);

    /// <param name="pattern">The pattern that the number was made by; null when it is not known.</param>
    public static NumberOrder Of(string number, string? pattern)
    {
        if (pattern is not null && Patterns.GetOrAdd(pattern, NumberPattern.Parse).TryRead(number, out var period, out var serial))
            return new(period, serial);

        var start = number.Length;
        while (start > 0 && char.IsAsciiDigit(number[start - 1]) && number.Length - start < 18) start--;
        return new(
            string.Concat(number[..start].Where(char.IsAsciiDigit)),
            start == number.Length ? 0 : long.Parse(number.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>Whether these can be the number's: for the verifier, which does not know the pattern of that day.</summary>
    public bool Fits(string number)
    {
        var serial = Serial.ToString(CultureInfo.InvariantCulture);
        if (Serial == 0 && !char.IsAsciiDigit(number.LastOrDefault())) serial = "";
        return number.EndsWith(serial, StringComparison.Ordinal)
            && string.Concat(number[..^serial.Length].Where(char.IsAsciiDigit)) is var digits
            && digits.TrimEnd('0').Contains(Period.TrimEnd('0'), StringComparison.Ordinal);
    }
}
