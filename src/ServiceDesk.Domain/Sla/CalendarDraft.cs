using System.Text.RegularExpressions;

namespace ServiceDesk.Domain.Sla;

/// <summary>What is wrong with a calendar, and where.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) from the calendar's root, such as <c>/week/mon/0</c>.</param>
public sealed record CalendarProblem(string Pointer, string Message);

/// <summary>A calendar that is still being written: typed, not yet checked. <see cref="WorkCalendar"/> is made of one.</summary>
public sealed partial class CalendarDraft(string timeZone)
{
    /// <summary>Opening intervals that one date may have.</summary>
    public const int MaxIntervalsADay = 8;

    /// <summary>Dates that may be listed as closed, and as opened.</summary>
    public const int MaxDates = 10_000;

    /// <summary>IANA name, such as <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; } = timeZone;

    /// <summary>The hours of each weekday; a day that is missing or empty is closed.</summary>
    public Dictionary<DayOfWeek, IReadOnlyList<OpeningHours>> Week { get; } = [];

    /// <summary>Dates on which nothing opens.</summary>
    public List<DateOnly> Closed { get; } = [];

    /// <summary>Dates with hours of their own, instead of the week's; they win over <see cref="Closed"/>.</summary>
    public Dictionary<DateOnly, IReadOnlyList<OpeningHours>> Opened { get; } = [];

    /// <summary>Years whose holidays are known; null when nothing is said, and then no year is warned about.</summary>
    public List<int>? PublishedYears { get; set; }

    /// <summary>The same hours on Monday to Friday.</summary>
    public static CalendarDraft Weekdays(string timeZone, params IReadOnlyList<OpeningHours> hours)
    {
        var draft = new CalendarDraft(timeZone);
        for (var day = DayOfWeek.Monday; day <= DayOfWeek.Friday; day++) draft.Week[day] = hours;
        return draft;
    }

    /// <summary>Everything that keeps this from being a calendar; empty when it is one.</summary>
    public IReadOnlyList<CalendarProblem> Validate()
    {
        List<CalendarProblem> problems = [];
        if (FindZone(TimeZone) is null) problems.Add(new("/timeZone", $"'{TimeZone}' is not a known IANA time zone."));
        foreach (var (day, hours) in Week.OrderBy(entry => entry.Key))
            CheckDay($"/week/{NameOf(day)}", hours, SpillOf(day), problems);
        foreach (var (date, hours) in Opened.OrderBy(entry => entry.Key))
        {
            var pointer = $"/opened/{date:yyyy-MM-dd}";
            CheckDate(pointer, date, problems);
            if (hours.Count == 0) problems.Add(new(pointer, "An opened date has hours; one without belongs under closed."));
            CheckDay(pointer, hours, spill: 0, problems);
        }
        for (var i = 0; i < Math.Min(Closed.Count, MaxDates); i++) CheckDate($"/closed/{i}", Closed[i], problems);
        if (Closed.Count > MaxDates) problems.Add(new("/closed", $"At most {MaxDates} dates, not {Closed.Count}."));
        if (Opened.Count > MaxDates) problems.Add(new("/opened", $"At most {MaxDates} dates, not {Opened.Count}."));
        for (var i = 0; i < PublishedYears?.Count; i++)
            if (PublishedYears[i] is < WorkCalendar.FirstYear or > WorkCalendar.LastYear)
                problems.Add(new($"/publishedYears/{i}", $"A year lies in {WorkCalendar.FirstYear} to {WorkCalendar.LastYear}."));
        if (Opened.Count == 0 && Week.Values.All(hours => hours.Count == 0))
            problems.Add(new("/week", "The calendar never opens."));
        return problems;
    }

    internal static string NameOf(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => "mon",
        DayOfWeek.Tuesday => "tue",
        DayOfWeek.Wednesday => "wed",
        DayOfWeek.Thursday => "thu",
        DayOfWeek.Friday => "fri",
        DayOfWeek.Saturday => "sat",
        _ => "sun",
    };

    /// <summary>The zone of an IANA name, or null. A name is a file's name to the system: only what can be a zone is
    /// looked up.</summary>
    internal static TimeZoneInfo? FindZone(string name) =>
        name.Length <= 64 && ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>How many minutes of <paramref name="day"/> the hours of the day before take.</summary>
    private int SpillOf(DayOfWeek day) =>
        Week.TryGetValue((DayOfWeek)(((int)day + 6) % 7), out var before) && before.Count > 0
            ? before.Max(h => h.Closes) - OpeningHours.Day : 0;

    private static void CheckDate(string pointer, DateOnly date, List<CalendarProblem> problems)
    {
        if (date.Year is < WorkCalendar.FirstYear or > WorkCalendar.LastYear)
            problems.Add(new(pointer, $"A date lies in the years {WorkCalendar.FirstYear} to {WorkCalendar.LastYear}."));
    }

    private static void CheckDay(string pointer, IReadOnlyList<OpeningHours> day, int spill, List<CalendarProblem> problems)
    {
        if (day.Count > MaxIntervalsADay)
        {
            problems.Add(new(pointer, $"A date has at most {MaxIntervalsADay} intervals; these are {day.Count}."));
            return;
        }
        (int Closes, string Name) before = (spill, "the night before");
        foreach (var (i, hours) in day.Index().OrderBy(entry => entry.Item.Opens))
        {
            if (!hours.IsValid) problems.Add(new($"{pointer}/{i}", "An interval opens before 24:00 and lasts less than a day."));
            else if (hours.Opens < before.Closes) problems.Add(new($"{pointer}/{i}", $"{hours} overlaps {before.Name}."));
            before = (hours.Closes, hours.ToString());
        }
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneName();
}
