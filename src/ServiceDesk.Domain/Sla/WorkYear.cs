namespace ServiceDesk.Domain.Sla;

/// <summary>
/// The open intervals that begin on the dates of one local year, as ascending UTC ticks without overlap, with running sums.
/// The last may run into the next year; that year's first begin after it.
/// </summary>
internal sealed class WorkYear
{
    private readonly long[] _opens;
    private readonly long[] _closes;
    private readonly long[] _sums;      // open ticks of this year up to and with the interval
    private readonly int[] _days;       // day numbers of the dates with hours

    public WorkYear(WorkCalendar calendar, int year)
    {
        List<(long Opens, long Closes)> intervals = [];
        List<int> days = [];
        var end = new DateOnly(year, 12, 31);
        for (var date = new DateOnly(year, 1, 1); date <= end; date = date.AddDays(1))
        {
            var hours = calendar.HoursOn(date);
            if (hours.IsEmpty) continue;
            days.Add(date.DayNumber);
            foreach (var h in hours) intervals.Add((calendar.InstantOf(date, h.Opens), calendar.InstantOf(date, h.Closes)));
        }
        // A change of the clock can move an interval past its neighbour, an opened date can meet the night before:
        // what is open twice counts once.
        intervals.Sort();
        var open = new List<(long Opens, long Closes)>(intervals.Count);
        var last = calendar.LastCloseTicks(new DateOnly(year, 1, 1).AddDays(-1));
        foreach (var (opens, closes) in intervals)
        {
            if (closes > Math.Max(opens, last)) open.Add((Math.Max(opens, last), closes));
            last = Math.Max(last, closes);
        }
        _opens = [.. open.Select(i => i.Opens)];
        _closes = [.. open.Select(i => i.Closes)];
        _sums = new long[open.Count];
        for (long i = 0, sum = 0; i < _sums.Length; i++) _sums[i] = sum += _closes[i] - _opens[i];
        _days = [.. days];
    }

    /// <summary>Open ticks of the whole year.</summary>
    public long Total => _sums.Length == 0 ? 0 : _sums[^1];

    /// <summary>How many intervals there are; the rest of this class counts them from 0.</summary>
    public int Count => _opens.Length;

    public (long Opens, long Closes) this[int interval] => (_opens[interval], _closes[interval]);

    /// <summary>Open ticks of this year before an instant: 0 before it began, <see cref="Total"/> after it ended.</summary>
    public long Before(long instant)
    {
        var i = FirstAbove(_opens, instant) - 1;
        return i < 0 ? 0 : _sums[i] - Math.Max(0, _closes[i] - instant);
    }

    /// <summary>The first instant at which <paramref name="worked"/> ticks of this year are over; 1 to
    /// <see cref="Total"/>.</summary>
    public long Earliest(long worked) => InstantAt(FirstAbove(_sums, worked - 1), worked);

    /// <summary>The last instant at which no more than <paramref name="worked"/> ticks are over; 0 to <see cref="Total"/>
    /// − 1.</summary>
    public long Latest(long worked) => InstantAt(FirstAbove(_sums, worked), worked);

    /// <summary>The first interval that closes after an instant; <see cref="Count"/> when none does.</summary>
    public int FirstClosingAfter(long instant) => FirstAbove(_closes, instant);

    /// <summary>How many dates with hours come after a date.</summary>
    public int DaysAfter(DateOnly date) => _days.Length - FirstAbove(_days, date.DayNumber);

    /// <summary>The date with hours after which <paramref name="later"/> more follow in this year.</summary>
    public DateOnly DayBeforeLast(int later) => DateOnly.FromDayNumber(_days[^(later + 1)]);

    private long InstantAt(int interval, long worked) => _closes[interval] - (_sums[interval] - worked);

    private static int FirstAbove<T>(T[] ascending, T value)
    {
        var found = Array.BinarySearch(ascending, value);
        return found < 0 ? ~found : found + 1;
    }
}
