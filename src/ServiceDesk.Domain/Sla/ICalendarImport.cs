using System.Text.RegularExpressions;

namespace ServiceDesk.Domain.Sla;

/// <summary>Something in an iCalendar file that was not taken.</summary>
/// <param name="Line">1 for the first line of the file.</param>
public sealed record ICalendarProblem(int Line, string Message);

/// <summary>The dates of an iCalendar file, ascending, each once.</summary>
/// <param name="Closed">Holidays.</param>
/// <param name="Opened">Make-up working days; a date that is both is one of these only.</param>
/// <param name="Problems">What was not taken; everything else was.</param>
public sealed record ICalendarReading(IReadOnlyList<DateOnly> Closed, IReadOnlyList<DateOnly> Opened,
    IReadOnlyList<ICalendarProblem> Problems)
{
    /// <summary>Adds the dates to a draft, make-up days with these hours.</summary>
    public void AddTo(CalendarDraft draft, params IReadOnlyList<OpeningHours> hours)
    {
        ArgumentNullException.ThrowIfNull(draft);
        draft.Closed.AddRange(Closed);
        foreach (var date in Opened) draft.Opened[date] = hours;
    }
}

/// <summary>
/// Reads holidays from iCalendar (RFC 5545): the all-day events, one day or several, once or every year. An event is a
/// make-up working day when its summary, a category or an X- property says so (班, "workday", ALTERNATE-WORKDAY), else a
/// holiday. What cannot be taken is reported with its line, and the rest is taken all the same.
/// </summary>
public static partial class ICalendarImport
{
    private const int MaxProblems = 100, MaxDays = 366;

    /// <summary>Reads the dates that lie in the given years, both counted in.</summary>
    public static ICalendarReading Read(string text, int firstYear, int lastYear)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstYear, WorkCalendar.FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastYear, WorkCalendar.LastYear);
        SortedSet<DateOnly> closed = [], opened = [];
        List<ICalendarProblem> problems = [];
        foreach (var (begins, properties) in Events(text, problems))
            try
            {
                if (properties.Any(p => p is { Name: "STATUS", Value: "CANCELLED" })) continue;
                (properties.Any(SaysWork) ? opened : closed).UnionWith(Dates(begins, properties, firstYear, lastYear));
            }
            catch (LineException wrong)
            {
                problems.Add(new(wrong.Line, wrong.Message));
            }
        closed.ExceptWith(opened);
        return new([.. closed], [.. opened], [.. problems.OrderBy(p => p.Line).Take(MaxProblems)]);
    }

    private sealed record Property(int Line, string Name, string Value);

    private sealed class LineException(int line, string message) : Exception(message)
    {
        public int Line { get; } = line;
    }

    /// <summary>The properties of each VEVENT, without those of what is nested in it.</summary>
    private static IEnumerable<(int Begins, List<Property> Properties)> Events(string text, List<ICalendarProblem> problems)
    {
        var stack = new Stack<string>();
        List<Property> properties = [];
        var begins = 0;
        foreach (var (line, content) in Unfolded(text))
        {
            if (Pattern().Match(content) is not { Success: true } match)
            {
                problems.Add(new(line, "This is not a line of iCalendar (NAME:value)."));
                continue;
            }
            var property = new Property(line, match.Groups["name"].Value.ToUpperInvariant(), match.Groups["value"].Value.Trim());
            if (property.Name == "BEGIN")
            {
                stack.Push(property.Value);
                if (property.Value == "VEVENT") (begins, properties) = (line, []);
            }
            else if (property.Name == "END")
            {
                if (!stack.TryPop(out var ended) || ended != property.Value)
                    problems.Add(new(line, $"END:{property.Value} ends nothing that began."));
                else if (ended == "VEVENT") yield return (begins, properties);
            }
            else if (stack.TryPeek(out var within) && within == "VEVENT") properties.Add(property);
        }
        if (stack.Contains("VEVENT")) problems.Add(new(begins, "This event does not end."));
    }

    /// <summary>Lines with their continuations (which begin with a blank) put back, under the number of their first.</summary>
    private static IEnumerable<(int Line, string Content)> Unfolded(string text)
    {
        using var reader = new StringReader(text.TrimStart('\uFEFF'));
        var (first, number, content) = (0, 0, new System.Text.StringBuilder());
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line is [' ' or '\t', .. var rest])
            {
                content.Append(rest);
                continue;
            }
            if (content.Length > 0) yield return (first, content.ToString());
            first = number;
            content.Clear().Append(line);
        }
        if (content.Length > 0) yield return (first, content.ToString());
    }

    private static IEnumerable<DateOnly> Dates(int begins, List<Property> properties, int firstYear, int lastYear)
    {
        var start = properties.Find(p => p.Name == "DTSTART") ?? throw new LineException(begins, "This event has no DTSTART.");
        var first = DateOf(start);
        var days = Days(properties, first);
        var excluded = properties.Where(p => p.Name == "EXDATE")
            .SelectMany(p => p.Value.Split(',').Select(value => DateOf(p with { Value = value }))).ToHashSet();
        if (properties.Find(p => p.Name == "RDATE") is { } more) throw new LineException(more.Line, "RDATE is not read.");
        var starts = properties.Find(p => p.Name == "RRULE") is { } rule ? Yearly(rule, first, lastYear) : [first];
        return starts.Where(date => !excluded.Contains(date)).SelectMany(date => Enumerable.Range(0, days).Select(date.AddDays))
            .Where(date => date.Year >= firstYear && date.Year <= lastYear);
    }

    private static int Days(List<Property> properties, DateOnly first)
    {
        if (properties.Find(p => p.Name == "DTEND") is { } end)
        {
            var days = DateOf(end).DayNumber - first.DayNumber;
            // The end is not counted in; many writers of one-day events say the same date twice.
            return days is >= 0 and <= MaxDays ? Math.Max(1, days)
                : throw new LineException(end.Line, $"An event lasts from one to {MaxDays} days.");
        }
        if (properties.Find(p => p.Name == "DURATION") is not { } duration) return 1;
        var match = WholeDays().Match(duration.Value);
        var length = match.Success ? int.Parse(match.Groups["n"].Value) * (match.Groups["unit"].Value == "W" ? 7 : 1) : 0;
        return length is > 0 and <= MaxDays ? length
            : throw new LineException(duration.Line, $"An all-day event lasts from one to {MaxDays} days, written such as P3D.");
    }

    /// <summary>The starts of an event that comes back every year on its month and day: the 29th of February only where
    /// there is one.</summary>
    private static IEnumerable<DateOnly> Yearly(Property rule, DateOnly first, int lastYear)
    {
        var parts = rule.Value.ToUpperInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).ToLookup(part => part[0], part => part[^1]);
        var known = parts.All(part => part.Count() == 1 && part.Key switch
        {
            "FREQ" => part.First() == "YEARLY",
            "BYMONTH" => part.First() == $"{first.Month}",
            "BYMONTHDAY" => part.First() == $"{first.Day}",
            "WKST" => true,
            "INTERVAL" or "COUNT" => int.TryParse(part.First(), out var number) && number is > 0 and < 1000,
            "UNTIL" => part.First().Length >= 8,
            _ => false,
        });
        if (!known || !parts.Contains("FREQ"))
            throw new LineException(rule.Line, "Of events that come back, only those of every year on the same date are read.");
        var interval = int.Parse(parts["INTERVAL"].FirstOrDefault("1"));
        var count = int.Parse(parts["COUNT"].FirstOrDefault("1000"));
        var until = parts["UNTIL"].FirstOrDefault() is { } last ? DateOf(rule with { Value = last[..8] }) : DateOnly.MaxValue;
        return Enumerable.Range(0, Math.Max(0, (lastYear - first.Year) / interval + 1)).Select(i => first.Year + i * interval)
            .Where(year => first.Day <= DateTime.DaysInMonth(year, first.Month))
            .Select(year => new DateOnly(year, first.Month, first.Day))
            .Take(count).TakeWhile(date => date <= until);
    }

    private static DateOnly DateOf(Property property) => DateOnly.TryParseExact(property.Value, "yyyyMMdd", out var date) ? date
        : throw new LineException(property.Line, $"{property.Name} is the date of an all-day event, such as 20260101.");

    private static bool SaysWork(Property property) =>
        (property.Name is "SUMMARY" or "CATEGORIES" || property.Name.StartsWith("X-", StringComparison.Ordinal))
        && Work().IsMatch(property.Value) && !Rest().IsMatch(property.Value);

    [GeneratedRegex("""^(?<name>[A-Za-z0-9-]+)(;[A-Za-z0-9-]+=("[^"]*"|[^":;])*)*:(?<value>.*)$""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^P(?<n>[0-9]{1,3})(?<unit>[DW])\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex WholeDays();

    // "Workers' Day" is a holiday, and so is what Apple's calendars mark WORK-HOLIDAY.
    [GeneratedRegex(@"班|\bwork(ing)?(\b|[ -]?days?\b)|\bmake-?up\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Work();

    [GeneratedRegex(@"不上班|\b(no|non|not)[ -]?work|work-holiday", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rest();
}
