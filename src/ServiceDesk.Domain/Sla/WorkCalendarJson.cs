using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDesk.Domain.Sla;

/// <summary>What became of reading a calendar: the calendar, or everything that is wrong with it.</summary>
public sealed record CalendarReading(WorkCalendar? Calendar, IReadOnlyList<CalendarProblem> Problems);

/// <summary>JSON that is no calendar, with everything that is wrong with it.</summary>
public sealed class WrongCalendarException(IReadOnlyList<CalendarProblem> problems)
    : JsonException(string.Join(" ", problems.Select(p => $"{p.Pointer}: {p.Message}")))
{
    public IReadOnlyList<CalendarProblem> Problems { get; } = problems;
}

/// <summary>
/// Calendars in JSON. <see cref="Read(JsonElement)"/> tells every problem with its place; as a converter it throws one
/// <see cref="JsonException"/> that names them all.
/// </summary>
public sealed class WorkCalendarJson : JsonConverter<WorkCalendar>
{
    private static readonly DayOfWeek[] MondayFirst = [.. Enumerable.Range(1, 7).Select(day => (DayOfWeek)(day % 7))];

    private readonly List<CalendarProblem> _problems = [];

    /// <summary>Reads a calendar, or says what is wrong with it; unknown and repeated fields are wrong.</summary>
    public static CalendarReading Read(JsonElement json)
    {
        var reader = new WorkCalendarJson();
        var draft = reader.Draft(json);
        IReadOnlyList<CalendarProblem> problems = reader._problems is { Count: > 0 } wrong ? wrong : draft.Validate();
        return new(problems.Count == 0 ? new WorkCalendar(draft) : null, problems);
    }

    public override WorkCalendar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var (calendar, problems) = Read(document.RootElement);
        return calendar ?? throw new WrongCalendarException(problems);
    }

    public override void Write(Utf8JsonWriter writer, WorkCalendar value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("timeZone", value.TimeZone);
        writer.WriteStartObject("week");
        foreach (var day in MondayFirst)
            if (value.Week.TryGetValue(day, out var hours)) WriteHours(writer, CalendarDraft.NameOf(day), hours);
        writer.WriteEndObject();
        writer.WriteStartArray("closed");
        foreach (var date in value.Closed) writer.WriteStringValue(date.ToString("yyyy-MM-dd"));
        writer.WriteEndArray();
        writer.WriteStartObject("opened");
        foreach (var (date, hours) in value.Opened) WriteHours(writer, date.ToString("yyyy-MM-dd"), hours);
        writer.WriteEndObject();
        if (value.PublishedYears is { } years)
        {
            writer.WriteStartArray("publishedYears");
            foreach (var year in years) writer.WriteNumberValue(year);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    internal static string Text(WorkCalendar calendar)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
            new WorkCalendarJson().Write(writer, calendar, JsonSerializerOptions.Default);
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void WriteHours(Utf8JsonWriter writer, string name, IEnumerable<OpeningHours> intervals)
    {
        writer.WriteStartArray(name);
        foreach (var hours in intervals)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(OpeningHours.TimeOf(hours.Opens));
            writer.WriteStringValue(OpeningHours.TimeOf(hours.Closes));
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }

    private CalendarDraft Draft(JsonElement json)
    {
        var fields = Fields("", json).ToDictionary(field => field.Name, field => field.Value);
        foreach (var unknown in fields.Keys.Except(["timeZone", "week", "closed", "opened", "publishedYears"]))
            Wrong($"/{Escaped(unknown)}", "A calendar has no such field.");
        var zone = fields.TryGetValue("timeZone", out var name) ? TextOf(name) : null;
        if (zone is null) Wrong("/timeZone", "A calendar names its IANA time zone.");
        var draft = new CalendarDraft(zone ?? "");
        if (fields.TryGetValue("week", out var week))
            foreach (var (day, hours) in Fields("/week", week))
                if (Array.FindIndex(MondayFirst, d => CalendarDraft.NameOf(d) == day) is >= 0 and var known)
                    draft.Week[MondayFirst[known]] = Hours($"/week/{day}", hours);
                else Wrong($"/week/{Escaped(day)}", "A weekday is mon, tue, wed, thu, fri, sat or sun.");
        foreach (var (pointer, item) in Items("/closed", fields.GetValueOrDefault("closed"), CalendarDraft.MaxDates))
            if (Date(pointer, TextOf(item)) is { } date) draft.Closed.Add(date);
        if (fields.TryGetValue("opened", out var opened) && opened.ValueKind != JsonValueKind.Null)
            foreach (var (text, hours) in Fields("/opened", opened))
                if (Date($"/opened/{Escaped(text)}", text) is { } date) draft.Opened[date] = Hours($"/opened/{text}", hours);
        if (fields.TryGetValue("publishedYears", out var years) && years.ValueKind != JsonValueKind.Null)
            draft.PublishedYears = [.. Years(years)];
        return draft;
    }

    private IEnumerable<int> Years(JsonElement years)
    {
        foreach (var (pointer, item) in Items("/publishedYears", years, CalendarDraft.MaxDates))
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var year)) yield return year;
            else Wrong(pointer, "A year is a whole number.");
    }

    private List<OpeningHours> Hours(string pointer, JsonElement json)
    {
        List<OpeningHours> hours = [];
        foreach (var (at, item) in Items(pointer, json, CalendarDraft.MaxIntervalsADay))
            if (item.ValueKind == JsonValueKind.Array && item.EnumerateArray().Select(TextOf).ToList() is [{ } from, { } to])
                try
                {
                    hours.Add(OpeningHours.Parse(from, to));
                }
                catch (FormatException wrong)
                {
                    Wrong(at, wrong.Message);
                }
            else Wrong(at, """An interval is two times, such as ["09:00","18:00"].""");
        return hours;
    }

    private DateOnly? Date(string pointer, string? text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date)) return date;
        Wrong(pointer, "A date is written such as 2026-01-04.");
        return null;
    }

    private IEnumerable<(string Pointer, JsonElement Item)> Items(string pointer, JsonElement json, int most)
    {
        if (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return [];
        if (json.ValueKind != JsonValueKind.Array) Wrong(pointer, "This is a list.");
        else if (json.GetArrayLength() is var length && length > most)
            Wrong(pointer, $"At most {most} entries are taken; these are {length}.");
        else return json.EnumerateArray().Select((item, i) => ($"{pointer}/{i}", item));
        return [];
    }

    private List<(string Name, JsonElement Value)> Fields(string pointer, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Wrong(pointer, "This is an object.");
            return [];
        }
        var fields = new List<(string, JsonElement)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in json.EnumerateObject())
            if (seen.Add(field.Name)) fields.Add((field.Name, field.Value));
            else Wrong($"{pointer}/{Escaped(field.Name)}", "This field is given twice.");
        return fields;
    }

    private void Wrong(string pointer, string message)
    {
        // A thousand wrong entries help nobody more than the first ones do.
        if (_problems.Count < 100) _problems.Add(new(pointer, message));
    }

    private static string Escaped(string name) =>
        (name.Length <= 60 ? name : name[..60] + "…")
            .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string? TextOf(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString() : null;
}
