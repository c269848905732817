using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ServiceDesk.Domain.Sla;

/// <summary>
/// When a site is open: a time zone, hours for each weekday, closed dates, and opened dates with hours of their own.
/// Immutable, equal by value, safe for any number of threads.
/// </summary>
/// <remarks>
/// Instants are exact: nothing is rounded, so whole milliseconds in give whole milliseconds out. Open time is physical
/// time inside open intervals, also on the days when clocks change. The first question about a year makes its index,
/// kept for the life of the calendar; after that a sum over ten years is ten additions.
/// </remarks>
[JsonConverter(typeof(WorkCalendarJson))]
public sealed partial class WorkCalendar : IEquatable<WorkCalendar>
{
    /// <summary>The first and last year (UTC) whose instants a calendar can be asked about.</summary>
    public const int FirstYear = 1970, LastYear = 2199;

    /// <summary>How many years past the start a due moment is looked for; what is not found there is unreachable.</summary>
    public const int HorizonYears = 50;

    private readonly TimeZoneInfo _zone;
    private readonly WorkYear?[] _years = new WorkYear?[LastYear - FirstYear + 3];  // one more on either side, for the zones
    private string? _written;

    /// <exception cref="ArgumentException">The draft has problems; the message tells them.</exception>
    public WorkCalendar(CalendarDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems.Select(p => $"{p.Pointer}: {p.Message}")), nameof(draft));
        _zone = CalendarDraft.FindZone(draft.TimeZone)!;
        TimeZone = draft.TimeZone;
        Week = draft.Week.Where(entry => entry.Value.Count > 0)
            .ToImmutableSortedDictionary(entry => entry.Key, entry => InOrder(entry.Value));
        Closed = [.. draft.Closed];
        Opened = draft.Opened.ToImmutableSortedDictionary(entry => entry.Key, entry => InOrder(entry.Value));
        PublishedYears = draft.PublishedYears is { } years ? [.. years] : null;
    }

    /// <summary>IANA name, such as <c>Asia/Shanghai</c>.</summary>
    public string TimeZone { get; }

    /// <summary>The hours of the weekdays that have any, by time of opening.</summary>
    public ImmutableSortedDictionary<DayOfWeek, ImmutableArray<OpeningHours>> Week { get; }

    /// <summary>Dates on which nothing opens; hours of the day before still run to their end.</summary>
    public ImmutableSortedSet<DateOnly> Closed { get; }

    /// <summary>Dates with hours of their own instead of the week's; they win over <see cref="Closed"/>.</summary>
    public ImmutableSortedDictionary<DateOnly, ImmutableArray<OpeningHours>> Opened { get; }

    /// <summary>Years whose holidays are known; null when the calendar does not say, and then no year is warned about.</summary>
    public ImmutableSortedSet<int>? PublishedYears { get; }

    /// <summary>Whether the calendar can be asked about this instant.</summary>
    public static bool Covers(DateTimeOffset instant) => instant.UtcDateTime.Year is >= FirstYear and <= LastYear;

    /// <summary>The hours that open on a local date, by time of opening; empty when the date is closed.</summary>
    public ImmutableArray<OpeningHours> HoursOn(DateOnly date) =>
        Opened.TryGetValue(date, out var own) ? own
        : !Closed.Contains(date) && Week.TryGetValue(date.DayOfWeek, out var hours) ? hours
        : [];

    /// <summary>The calendar's local date of an instant.</summary>
    public DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).DateTime);

    /// <summary>The instant as the calendar's clocks show it.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);

    /// <summary>Local years from one instant to another, both counted in, whose holidays are not published.</summary>
    public IEnumerable<int> UnpublishedYears(DateTimeOffset from, DateTimeOffset to) => PublishedYears is null ? []
        : Enumerable.Range(DateOf(from).Year, Math.Max(0, DateOf(to).Year - DateOf(from).Year + 1))
            .Where(year => !PublishedYears.Contains(year));

    /// <summary>A draft of this calendar, to make the next version of.</summary>
    public CalendarDraft ToDraft()
    {
        var draft = new CalendarDraft(TimeZone) { PublishedYears = PublishedYears?.ToList() };
        foreach (var (day, hours) in Week) draft.Week[day] = hours;
        foreach (var (date, hours) in Opened) draft.Opened[date] = hours;
        draft.Closed.AddRange(Closed);
        return draft;
    }

    /// <summary>Calendars are equal when they are written the same.</summary>
    public bool Equals(WorkCalendar? other) =>
        other is not null && (ReferenceEquals(this, other) || ToString() == other.ToString());

    public override bool Equals(object? obj) => Equals(obj as WorkCalendar);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The calendar as JSON, always in the same order.</summary>
    public override string ToString() => _written ??= WorkCalendarJson.Text(this);

    private static ImmutableArray<OpeningHours> InOrder(IReadOnlyList<OpeningHours> hours) => [.. hours.OrderBy(h => h.Opens)];

    internal long InstantOf(DateOnly date, int minute) =>
        LocalTime.ToUtcTicks(_zone, date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute));

    /// <summary>UTC ticks at which the last of a date's intervals closes; 0 for a date without hours.</summary>
    internal long LastCloseTicks(DateOnly date)
    {
        var last = 0L;
        foreach (var hours in HoursOn(date)) last = Math.Max(last, InstantOf(date, hours.Closes));
        return last;
    }
}
