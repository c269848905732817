namespace ServiceDesk.Domain.Sla;

/// <summary>One opening interval of a local day, in minutes after that day's midnight.</summary>
/// <param name="Opens">0 to 1439, counted in.</param>
/// <param name="Closes">Later than <paramref name="Opens"/> by less than a day, not counted in; 1440 is <c>24:00</c>, and
/// more runs into the next day. The interval belongs to the date that it opens on.</param>
public readonly record struct OpeningHours(int Opens, int Closes)
{
    internal const int Day = 24 * 60;

    internal bool IsValid =>
        Opens is >= 0 and < Day && Closes > Opens && (Closes < Opens + Day || this is { Opens: 0, Closes: Day });

    /// <summary>Reads a pair such as <c>"09:00"</c> and <c>"18:00"</c>; <c>"22:00"</c> and <c>"06:00"</c> runs past
    /// midnight.</summary>
    /// <exception cref="FormatException">A time is not HH:mm, or the interval is empty.</exception>
    public static OpeningHours Parse(string from, string to) =>
        MinuteOf(from) is not { } opens || opens == Day
            ? throw new FormatException($"'{from}' is not a time from 00:00 to 23:59.")
        : MinuteOf(to) is not { } closes ? throw new FormatException($"'{to}' is not a time from 00:00 to 24:00.")
        : opens == closes ? throw new FormatException($"An interval from {from} to {to} is empty; a whole day is 00:00 to 24:00.")
        : new(opens, closes > opens ? closes : closes + Day);

    /// <summary>As <c>09:00–18:00</c>; a closing past midnight is the next day's time.</summary>
    public override string ToString() => $"{TimeOf(Opens)}–{TimeOf(Closes)}";

    /// <summary>The minute of the day that <c>HH:mm</c> names, 1440 for <c>24:00</c>; null for anything else.</summary>
    internal static int? MinuteOf(string text)
    {
        if (text is not [>= '0' and <= '2', >= '0' and <= '9', ':', >= '0' and <= '5', >= '0' and <= '9']) return null;
        var minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
        return minute <= Day ? minute : null;
    }

    internal static string TimeOf(int minute)
    {
        var ofDay = minute > Day ? minute - Day : minute;
        return $"{ofDay / 60:00}:{ofDay % 60:00}";
    }
}
