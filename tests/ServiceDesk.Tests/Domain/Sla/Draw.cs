using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>Random calendars and moments from one seed: the same seed draws the same, on every machine and runtime.</summary>
internal sealed class Draw(int seed)
{
    private static readonly (string Zone, string[] Around)[] Places =
    [
        ("Europe/Berlin", ["2026-03-29", "2026-10-25", "2025-12-31", "2028-02-29"]),
        ("America/New_York", ["2026-03-08", "2026-11-01", "2024-12-31"]),
        ("Australia/Lord_Howe", ["2026-04-05", "2026-10-04"]),
        ("America/Sao_Paulo", ["2018-02-18", "2018-11-04"]),
        ("Asia/Tehran", ["2022-03-22", "2022-09-22"]),
        ("Asia/Shanghai", ["2026-01-01", "2024-02-29", "2026-10-01"]),
        ("Pacific/Kiritimati", ["2025-12-31"]),
        ("Pacific/Pago_Pago", ["2027-12-31"]),
        ("UTC", ["2023-12-31", "2100-02-28"]),
    ];

    private ulong _state = (ulong)seed * 0xD1342543DE82EF95 + 0x632BE59BD9B4E019;

    /// <summary>0 to <paramref name="below"/> − 1.</summary>
    public int Below(int below)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
    }

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A calendar with nights, closed and opened dates, and a date near which something happens to its clock or
    /// its year.</summary>
    public (WorkCalendar Calendar, DateOnly Around) Calendar()
    {
        var (zone, dates) = Of(Places);
        var around = Times.Date(Of(dates));
        var draft = new CalendarDraft(zone);
        for (var day = DayOfWeek.Sunday; day <= DayOfWeek.Saturday; day++)
            if (Below(7) > 1) draft.Week[day] = Day();
        for (var i = Below(4); i > 0; i--) draft.Closed.Add(around.AddDays(Below(13) - 6));
        for (var i = Below(3); i > 0; i--)
            draft.Opened[around.AddDays(Below(13) - 6)] = Below(4) == 0 ? [new(0, 24 * 60)] : Day();
        draft.Week[DayOfWeek.Wednesday] = Day();
        return (draft.Made(), around);
    }

    /// <summary>A moment within some days of a date, on the minute.</summary>
    public DateTimeOffset Minute(DateOnly around, int days) =>
        new DateTimeOffset(around.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            .AddMinutes(Below(2 * days * 24 * 60) - days * 24 * 60);

    /// <summary>Up to four pauses of up to two days, in any order, overlapping or not.</summary>
    public List<Pause> Pauses(DateOnly around, int days)
    {
        List<Pause> pauses = [];
        for (var i = Below(5); i > 0; i--)
            if (Minute(around, days) is var from) pauses.Add(new(from, from.AddMinutes(Below(2 * 24 * 60))));
        return pauses;
    }

    /// <summary>One to three intervals from 01:00 on, the last perhaps into the night, at times that clocks like to skip
    /// and repeat.</summary>
    private List<OpeningHours> Day()
    {
        var minutes = new SortedSet<int>();
        for (var count = 2 * (1 + Below(3)); minutes.Count < count;)
            minutes.Add(60 + (Below(3) == 0 ? 15 * Below(12) : 5 * Below(276)));
        var edges = minutes.ToList();
        if (Below(3) == 0) edges[^1] = 24 * 60 + Below(61);
        return [.. edges.Chunk(2).Select(pair => new OpeningHours(pair[0], pair[1]))];
    }
}
