using System.Diagnostics;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Benchmarks;

/// <summary>What the arithmetic of open time costs, on mainland China's calendar with two intervals a day.</summary>
public static class CalendarBench
{
    private static readonly DateTimeOffset Start = new(2016, 1, 4, 2, 0, 0, TimeSpan.Zero);
    private static readonly OpeningHours[] HalfDays =
        [OpeningHours.Parse("09:00", "12:00"), OpeningHours.Parse("13:30", "18:00")];

    /// <summary>Prints a table; takes some three seconds.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var calendar = ChinaCalendar.Standard(HalfDays);
        var (day, decade) = (TimeSpan.FromHours(7.5), calendar.Between(Start, Start.AddYears(10)));
        var due = calendar.Add(Start, decade)!.Value;
        List<Pause> pauses =
            [.. Enumerable.Range(0, 100).Select(i => new Pause(Start.AddDays(30 * i), Start.AddDays(30 * i + 2)))];
        var (far, near) = (new Target.Working(decade), new Target.WorkingDays(3));
        var text = calendar.ToString();

        output.WriteLine($"Working time: {HalfDays.Length} intervals a day, ten years = {Iso8601Duration.Write(decade)}");
        output.WriteLine($"{"",-52}{"time",12}{"memory",12}");
        Measure(output, "make the calendar (20 years of holidays)", () => ChinaCalendar.Standard(HalfDays));
        Measure(output, "read it from JSON", () => System.Text.Json.JsonSerializer.Deserialize<WorkCalendar>(text));
        Measure(output, "first Add over ten years, new calendar", () => ChinaCalendar.Standard(HalfDays).Add(Start, decade));
        Measure(output, "Add one day", () => calendar.Add(Start, day));
        Measure(output, "Add ten years", () => calendar.Add(Start, decade));
        Measure(output, "Between, ten years", () => calendar.Between(Start, due));
        Measure(output, "Subtract ten years", () => calendar.Subtract(due, decade));
        Measure(output, "Add 2500 working days", () => calendar.AddWorkingDays(Start, 2500));
        Measure(output, "Add ten years with 100 pauses", () => calendar.Add(Start, decade, pauses));
        Measure(output, "due moment of 3 working days", () => Deadline.DueAt(calendar, Start, near, []));
        Measure(output, "plan and explain 3 working days", () => Deadline.Plan(calendar, Start, near, []));
        Measure(output, "plan and explain ten years with 100 pauses", () => Deadline.Plan(calendar, Start, far, pauses));
    }

    /// <summary>Mean of as many rounds as fit in a fifth of a second, after as long a warm-up.</summary>
    private static void Measure<T>(TextWriter output, string name, Func<T> action)
    {
        Rounds(action);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (rounds, elapsed) = Rounds(action);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / rounds;
        output.WriteLine($"{name,-52}{elapsed.TotalMicroseconds / rounds,9:N3} µs{bytes,10:N0} B");
    }

    private static (int Rounds, TimeSpan Elapsed) Rounds<T>(Func<T> action)
    {
        var (rounds, watch) = (0, Stopwatch.StartNew());
        for (; watch.ElapsedMilliseconds < 200; rounds += 8)
            for (var i = 0; i < 8; i++) action();
        return (rounds, watch.Elapsed);
    }
}
