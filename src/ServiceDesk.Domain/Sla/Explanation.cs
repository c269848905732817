namespace ServiceDesk.Domain.Sla;

/// <summary>Writes down how a deadline came about, from its start to its end, in at most some seventy lines.</summary>
internal sealed class Explanation(WorkCalendar calendar, Target target, DateTimeOffset start, DateTimeOffset end,
    IReadOnlyList<Pause> pauses)
{
    // A deadline over ten years has thousands of intervals: the first and the last are told, the rest is summed up.
    private const int FirstLines = 40, LastLines = 20, MostYears = 5;

    private const string Listed = "closed by date", NoHours = "a weekday without hours";

    private readonly List<Pause> _pauses = [.. Pause.Merge(pauses, start).Where(p => p.From < end)];

    private readonly record struct Line(PlanStepKind Kind, DateTimeOffset From, DateTimeOffset To, TimeSpan? Amount, string Note);

    public IReadOnlyList<PlanStep> Ending() => [.. Story(), Sum($"due {Moment(end)}")];

    public IReadOnlyList<PlanStep> StandingStill() => [.. Story(), Sum($"the clock stands still since {Moment(end)}")];

    private IEnumerable<PlanStep> Story()
    {
        var lines = (target is Target.WorkingDays ? Dates() : Counted().Concat(target is Target.Elapsed ? [] : Dates()))
            .Concat(Paused()).OrderBy(line => line.From).ToList();
        var tail = lines.Count > FirstLines + LastLines ? LastLines : Math.Max(0, lines.Count - FirstLines);
        return Warnings().Concat(lines.Take(FirstLines).Select(Step))
            .Concat(lines.Count > FirstLines + LastLines ? [Omitted(lines[FirstLines..^LastLines])] : [])
            .Concat(lines.TakeLast(tail).Select(Step));
    }

    private IEnumerable<PlanStep> Warnings()
    {
        if (target is Target.Elapsed) yield break;
        var years = calendar.UnpublishedYears(start, end).ToList();
        foreach (var year in years.Take(MostYears))
            yield return new(PlanStepKind.UnpublishedYear, start, end, null,
                $"The holidays of {year} are not published: its week counts as it stands.");
        if (years.Count > MostYears)
            yield return new(PlanStepKind.UnpublishedYear, start, end, null,
                $"Nor are those of {years.Count - MostYears} more years, to {years[^1]}.");
    }

    /// <summary>The stretches in which the clock ran: the open intervals, less the pauses.</summary>
    private IEnumerable<Line> Counted()
    {
        var intervals = target is Target.Elapsed ? [new OpenInterval(start, end)] : calendar.Intervals(start, end);
        var next = 0;
        foreach (var (opens, closes) in intervals)
        {
            var from = opens;
            while (next < _pauses.Count && _pauses[next].To <= from) next++;
            for (var i = next; i < _pauses.Count && _pauses[i].From < closes; i++)
            {
                if (from < _pauses[i].From) yield return Run(from, _pauses[i].From);
                from = _pauses[i].To is { } to && to < closes ? to : closes;
            }
            if (from < closes) yield return Run(from, closes);
        }
        static Line Run(DateTimeOffset from, DateTimeOffset to) => new(PlanStepKind.Counted, from, to, to - from, "counts");
    }

    private IEnumerable<Line> Paused()
    {
        foreach (var (from, ends) in _pauses)
        {
            var to = ends ?? from;
            var lost = Lost(from, to);
            var note = ends is null ? "paused without an end;"
                : lost == TimeSpan.Zero ? "paused outside the hours: moves nothing;"
                : "paused";
            yield return new(PlanStepKind.Paused, from, to, lost, note);
        }
    }

    /// <summary>The dates on the way: runs of closed ones, and for a target in working days those that are counted.</summary>
    private IEnumerable<Line> Dates()
    {
        var last = calendar.DateOf(end);
        var days = target as Target.WorkingDays;
        var first = days is null ? null : calendar.CountedFrom(start);
        var counted = 0;
        (DateOnly From, string Why)? run = null;
        for (var date = calendar.DateOf(start); date <= last; date = date.AddDays(1))
        {
            var why = WhyClosed(date);
            if (run is { } ended && ended.Why != why)
            {
                yield return Skipped(ended.From, date, ended.Why);
                run = null;
            }
            if (why is not null) run ??= (date, why);
            else if (date == first) yield return Day(date, "is the day of the start, not counted:");
            else if (counted < days?.Count) yield return Day(date, $"is working day {++counted} of {days.Count}:");
        }
        if (run is { } open) yield return Skipped(open.From, last.AddDays(1), open.Why);
    }

    private string? WhyClosed(DateOnly date) => !calendar.HoursOn(date).IsEmpty ? null
        : calendar.Closed.Contains(date) ? Listed : NoHours;

    private Line Skipped(DateOnly from, DateOnly to, string why) =>
        new(PlanStepKind.Skipped, MidnightOf(from), MidnightOf(to), null, from.AddDays(1) == to
            ? $"{from:yyyy-MM-dd ddd}: {why}."
            : $"{from:yyyy-MM-dd ddd} to {to.AddDays(-1):yyyy-MM-dd ddd}: {why}.");

    private Line Day(DateOnly date, string note) =>
        new(PlanStepKind.WorkingDay, At(calendar.InstantOf(date, calendar.HoursOn(date)[0].Opens)),
            At(calendar.LastCloseTicks(date)), null, note);

    private PlanStep Step(Line line) =>
        new(line.Kind, line.From.ToUniversalTime(), line.To.ToUniversalTime(), line.Amount, line.Kind switch
        {
            PlanStepKind.Skipped => line.Note,
            PlanStepKind.WorkingDay => $"{calendar.DateOf(line.From):yyyy-MM-dd ddd} {line.Note} {Span(line.From, line.To)}.",
            _ => $"{Span(line.From, line.To)} {line.Note} {Iso8601Duration.Write(line.Amount ?? TimeSpan.Zero)}.",
        });

    private static PlanStep Omitted(List<Line> lines)
    {
        var (counted, paused) = (Total(lines, PlanStepKind.Counted), Total(lines, PlanStepKind.Paused));
        return new(PlanStepKind.Omitted, lines[0].From.ToUniversalTime(), lines.Max(line => line.To).ToUniversalTime(), counted,
            $"{lines.Count} lines left out: {Iso8601Duration.Write(counted)} counted, {Iso8601Duration.Write(paused)} paused, "
            + $"{lines.Count(line => line.Kind == PlanStepKind.Skipped)} times closed.");
    }

    private PlanStep Sum(string outcome)
    {
        var paused = _pauses.Aggregate(TimeSpan.Zero, (sum, pause) => pause.To is { } to ? sum + Lost(pause.From, to) : sum);
        var counted = Lost(start, end) - _pauses.Aggregate(TimeSpan.Zero, (sum, pause) =>
            sum + Lost(pause.From, pause.To < end ? pause.To.Value : end));
        return new(PlanStepKind.Sum, start.ToUniversalTime(), end.ToUniversalTime(), counted,
            $"{target}: {Iso8601Duration.Write(counted)} counted, {Iso8601Duration.Write(paused)} paused; {outcome}.");
    }

    private TimeSpan Lost(DateTimeOffset from, DateTimeOffset to) =>
        target is Target.Elapsed ? to - from : calendar.Between(from, to);

    private static TimeSpan Total(List<Line> lines, PlanStepKind kind) =>
        lines.Where(line => line.Kind == kind).Aggregate(TimeSpan.Zero, (sum, line) => sum + (line.Amount ?? TimeSpan.Zero));

    private DateTimeOffset MidnightOf(DateOnly date) => At(calendar.InstantOf(date, 0));

    private static DateTimeOffset At(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private string Span(DateTimeOffset from, DateTimeOffset to) => from == to ? Moment(from)
        : calendar.DateOf(from) == calendar.DateOf(to) ? $"{Moment(from)}–{Time(calendar.Local(to))}"
        : $"{Moment(from)} to {Moment(to)}";

    private string Moment(DateTimeOffset instant) => $"{calendar.Local(instant):yyyy-MM-dd ddd} {Time(calendar.Local(instant))}";

    private static string Time(DateTimeOffset local) =>
        local.ToString(local.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm"
            : local.Millisecond == 0 ? "HH:mm:ss"
            : "HH:mm:ss.fff");
}
