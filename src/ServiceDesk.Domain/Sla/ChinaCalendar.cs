namespace ServiceDesk.Domain.Sla;

/// <summary>Mainland China's closed dates and make-up working days (调休), 2007 to 2026; later ones have no notice yet.</summary>
public static class ChinaCalendar
{
    private static readonly Lazy<(DateOnly[] Closed, DateOnly[] Opened, int[] Years)> Facts = new(Read);

    /// <summary>Dates closed by the State Council's notices; those that fall on a weekend are among them.</summary>
    public static IReadOnlyList<DateOnly> Closed => Facts.Value.Closed;

    /// <summary>Make-up working days.</summary>
    public static IReadOnlyList<DateOnly> Opened => Facts.Value.Opened;

    /// <summary>Years with a notice.</summary>
    public static IReadOnlyList<int> PublishedYears => Facts.Value.Years;

    /// <summary>Monday to Friday and make-up days in Asia/Shanghai, with the nation's holidays closed.</summary>
    /// <param name="hours">The hours of a working day; none given is 09:00–18:00.</param>
    public static WorkCalendar Standard(params IReadOnlyList<OpeningHours> hours)
    {
        if (hours.Count == 0) hours = [new(9 * 60, 18 * 60)];
        var draft = CalendarDraft.Weekdays("Asia/Shanghai", hours);
        draft.Closed.AddRange(Closed);
        foreach (var date in Opened) draft.Opened[date] = hours;
        draft.PublishedYears = [.. PublishedYears];
        return new(draft);
    }

    private static (DateOnly[] Closed, DateOnly[] Opened, int[] Years) Read()
    {
        using var reader = new StreamReader(typeof(ChinaCalendar).Assembly.GetManifestResourceStream("china-holidays.txt")!);
        List<DateOnly> closed = [], opened = [];
        List<int> years = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var words = line.Split(' ');
            var year = int.Parse(words[0]);
            var split = Array.IndexOf(words, "opened");
            years.Add(year);
            closed.AddRange(words[2..split].SelectMany(word => Dates(year, word)));
            opened.AddRange(words[(split + 1)..].SelectMany(word => Dates(year, word)));
        }
        return ([.. closed], [.. opened], [.. years]);
    }

    private static IEnumerable<DateOnly> Dates(int year, string word)
    {
        for (var date = Date(word[..4]); date <= Date(word[^4..]); date = date.AddDays(1)) yield return date;
        DateOnly Date(string monthAndDay) => new(year, int.Parse(monthAndDay[..2]), int.Parse(monthAndDay[2..]));
    }
}
