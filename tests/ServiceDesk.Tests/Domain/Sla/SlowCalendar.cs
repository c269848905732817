using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>
/// The same questions answered minute by minute over some weeks, with none of the calendar's arithmetic: what the
/// wall clock shows at every minute is tabled first, and openings and closings are looked up in that table.
/// </summary>
internal sealed class SlowCalendar
{
    private const int Margin = 16 * 60;     // no zone is further than 14 hours from UTC

    private readonly WorkCalendar _calendar;
    private readonly DateTimeOffset _first;
    private readonly DateTime[] _wall;
    private readonly bool[] _open;

    public SlowCalendar(WorkCalendar calendar, DateOnly around, int days)
    {
        _calendar = calendar;
        _first = new(around.AddDays(-days).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.TimeZone);
        _wall = [.. Enumerable.Range(0, 2 * days * 24 * 60)
            .Select(m => TimeZoneInfo.ConvertTime(_first.AddMinutes(m), zone).DateTime)];
        _open = new bool[_wall.Length];
        for (var date = around.AddDays(2 - days); date < around.AddDays(days - 2); date = date.AddDays(1))
            foreach (var (opens, closes) in Hours(date))
                for (var m = MinuteOf(date, opens); m < MinuteOf(date, closes); m++) _open[m] = true;
    }

    public DateTimeOffset? Add(DateTimeOffset start, int minutes, IReadOnlyList<Pause> pauses)
    {
        for (var m = Index(start); m < _open.Length; m++)
        {
            if (!_open[m] || pauses.Any(p => p.From <= _first.AddMinutes(m) && _first.AddMinutes(m) < p.To)) continue;
            if (minutes == 0) return _first.AddMinutes(m);
            if (--minutes == 0) return _first.AddMinutes(m + 1);
        }
        return null;
    }

    public int Between(DateTimeOffset from, DateTimeOffset to)
    {
        var open = 0;
        for (var m = Index(from); m < Index(to); m++)
            if (_open[m]) open++;
        return open;
    }

    public DateTimeOffset? Subtract(DateTimeOffset due, int minutes)
    {
        for (var m = Index(due); m >= 0; m--)
        {
            if (minutes == 0) return _first.AddMinutes(m);
            if (m > 0 && _open[m - 1]) minutes--;
        }
        return null;
    }

    public DateTimeOffset AddWorkingDays(DateTimeOffset start, int count)
    {
        var date = DateOnly.FromDateTime(_wall[Index(start)]);
        while (Hours(date).Count == 0) date = date.AddDays(1);
        while (count > 0)
        {
            date = date.AddDays(1);
            if (Hours(date).Count > 0) count--;
        }
        return Hours(date).Max(h => _first.AddMinutes(MinuteOf(date, h.Closes)));
    }

    private int Index(DateTimeOffset instant) => (int)(instant - _first).TotalMinutes;

    private List<OpeningHours> Hours(DateOnly date) =>
        _calendar.Opened.TryGetValue(date, out var own) ? [.. own]
        : _calendar.Closed.Contains(date) || !_calendar.Week.TryGetValue(date.DayOfWeek, out var week) ? [] : [.. week];

    /// <summary>The first minute at which the wall clock shows this; if it never does, as many minutes later as the clock
    /// skips there.</summary>
    private int MinuteOf(DateOnly date, int minute)
    {
        var sought = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        var (near, wide) = (Index(new(sought, TimeSpan.Zero)) - Margin, 2 * Margin);
        var shown = Array.IndexOf(_wall, sought, near, wide);
        if (shown >= 0) return shown;
        var skip = Enumerable.Range(near, wide).Single(m => _wall[m - 1] < sought && _wall[m] > sought);
        var gap = _wall[skip] - _wall[skip - 1] - TimeSpan.FromMinutes(1);
        return Array.IndexOf(_wall, sought + gap, near, wide);
    }
}
