using System.Globalization;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>Short words for calendars and moments, so that a test reads as its sentence.</summary>
internal static class Times
{
    public static readonly Target EightHours = new Target.Working(TimeSpan.FromHours(8));

    /// <summary>Monday to Friday 09:00–18:00 in UTC.</summary>
    public static WorkCalendar Office { get; } = new(CalendarDraft.Weekdays("UTC", Hours("09:00-18:00")));

    public static OpeningHours[] Hours(string intervals) =>
        [.. intervals.Split(' ').Select(i => i.Split('-')).Select(i => OpeningHours.Parse(i[0], i[1]))];

    /// <summary>Every day the same hours.</summary>
    public static CalendarDraft Daily(string zone, string intervals)
    {
        var draft = CalendarDraft.Weekdays(zone, Hours(intervals));
        draft.Week[DayOfWeek.Saturday] = draft.Week[DayOfWeek.Sunday] = Hours(intervals);
        return draft;
    }

    public static CalendarDraft Closing(this CalendarDraft draft, params string[] dates)
    {
        draft.Closed.AddRange(dates.Select(Date));
        return draft;
    }

    public static CalendarDraft Opening(this CalendarDraft draft, string date, string intervals)
    {
        draft.Opened[Date(date)] = Hours(intervals);
        return draft;
    }

    public static WorkCalendar Made(this CalendarDraft draft) => new(draft);

    public static DateOnly Date(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A moment such as <c>2026-01-05 09:00</c>, in UTC unless it says its offset.</summary>
    public static DateTimeOffset At(string moment) =>
        DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();

    public static TimeSpan For(string duration) => Iso8601Duration.Parse(duration);

    /// <summary>Pauses such as <c>2026-01-05 10:00/2026-01-05 11:00</c>; nothing after the stroke is one without an
    /// end.</summary>
    public static Pause[] Pauses(params string[] pauses) =>
        [.. pauses.Select(p => p.Split('/')).Select(p => new Pause(At(p[0]), p[1].Length == 0 ? null : At(p[1])))];

    /// <summary>The folder of the real cases; null where it is not present.</summary>
    public static string? SharedData()
    {
        if (Environment.GetEnvironmentVariable("DESK_SHARED") is { Length: > 0 } named)
            return new[] { Path.Combine(named, "data"), named }.FirstOrDefault(Directory.Exists);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ServiceDesk.Orleans.sln")))
            folder = folder.Parent;
        return folder?.Parent is { } beside && Path.Combine(beside.FullName, "shared", "data") is var data
            && Directory.Exists(data) ? data : null;
    }
}
