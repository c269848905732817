using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ServiceDesk.Domain.Sla;

/// <summary>Durations as the API writes them: <c>PT4H</c>, <c>PT1H30M</c>, <c>PT0.250S</c>. Days are 24 hours.</summary>
public static partial class Iso8601Duration
{
    /// <summary>Reads <c>PnDTnHnMnS</c>, each part at most once, seconds with up to three decimals.</summary>
    /// <exception cref="FormatException">Anything else: years and months have no fixed length, weeks and signs are not
    /// taken.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Pattern().Match(text) is not { Success: true } parts)
            throw new FormatException($"'{Shown(text)}' is not a duration such as PT4H, PT1H30M, PT0.5S or P2D; "
                + "years, months and weeks are not taken.");
        try
        {
            return new TimeSpan(checked(
                Part(parts.Groups["d"]) * TimeSpan.TicksPerDay + Part(parts.Groups["h"]) * TimeSpan.TicksPerHour
                + Part(parts.Groups["m"]) * TimeSpan.TicksPerMinute + Part(parts.Groups["s"]) * TimeSpan.TicksPerSecond
                + Part(parts.Groups["f"]) * TimeSpan.TicksPerMillisecond));
        }
        catch (OverflowException)
        {
            throw new FormatException($"'{Shown(text)}' is too long a duration.");
        }
    }

    /// <summary>Writes hours, minutes, seconds and milliseconds, such as <c>PT36H</c>; nothing is <c>PT0S</c>. Less than
    /// a millisecond is dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static string Write(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var text = new StringBuilder("PT");
        if (duration.Ticks / TimeSpan.TicksPerHour is > 0 and var hours) text.Append(hours).Append('H');
        if (duration.Minutes > 0) text.Append(duration.Minutes).Append('M');
        if (duration.Milliseconds > 0) text.Append($"{duration.Seconds}.{duration.Milliseconds:000}S");
        else if (duration.Seconds > 0 || text.Length == 2) text.Append(duration.Seconds).Append('S');
        return text.ToString();
    }

    private static long Part(Group digits) => digits switch
    {
        { Success: false } => 0,
        { Name: "f" } => long.Parse(digits.Value.PadRight(3, '0')),
        _ => long.Parse(digits.Value),
    };

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^P(?!\z)((?<d>[0-9]+)D)?(T(?!\z)((?<h>[0-9]+)H)?((?<m>[0-9]+)M)?((?<s>[0-9]+)(\.(?<f>[0-9]{1,3}))?S)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}

/// <summary>A <see cref="TimeSpan"/> in JSON as an ISO 8601 duration.</summary>
public sealed class Iso8601DurationJson : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("A duration is a string such as PT4H.");
        try
        {
            return Iso8601Duration.Parse(reader.GetString()!);
        }
        catch (FormatException wrong)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Iso8601Duration.Write(value));
}
