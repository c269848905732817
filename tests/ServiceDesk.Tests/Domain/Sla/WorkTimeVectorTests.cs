using System.Text.Json;
using ServiceDesk.Domain.Sla;
using static ServiceDesk.Tests.Domain.Sla.Times;

namespace ServiceDesk.Tests.Domain.Sla;

/// <summary>Cases of other systems' test suites, read from <c>../shared/data</c> (or <c>DESK_SHARED</c>) where that is
/// present.</summary>
public class WorkTimeVectorTests
{
    private const string Absent = "not checked here: worktime_vectors.json is not present";
    private static readonly DayOfWeek[] Days = Enum.GetValues<DayOfWeek>();
    private static readonly Lazy<Dictionary<string, JsonElement>> Vectors = new(Load);

    public static TheoryData<string> Ids() => Vectors.Value.Count == 0 ? [Absent] : [.. Vectors.Value.Keys];

    [Theory, MemberData(nameof(Ids))]
    public void A_case_of_another_system_comes_out_the_same(string id)
    {
        if (id == Absent) return;
        var vector = Vectors.Value[id];
        var calendar = CalendarOf(vector.GetProperty("calendar"));
        var start = At(vector.GetProperty("start").GetString()!);
        if (vector.GetProperty("kind").GetString() == "elapsed")
        {
            var expected = TimeSpan.FromSeconds(vector.GetProperty("expected_business_seconds").GetDouble());
            Assert.Equal(expected, calendar.Between(start, At(vector.GetProperty("end").GetString()!)));
            return;
        }
        var duration = TimeSpan.FromSeconds(vector.GetProperty("business_seconds").GetDouble());
        Assert.Equal(At(vector.GetProperty("expected_due_utc").GetString()!), calendar.Add(start, duration));
    }

    private static Dictionary<string, JsonElement> Load()
    {
        if (SharedData() is not { } folder || Path.Combine(folder, "worktime_vectors.json") is var file
            && !File.Exists(file)) return [];
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.GetProperty("vectors").EnumerateArray()
            .ToDictionary(v => v.GetProperty("id").GetString()!, v => v.Clone());
    }

    private static WorkCalendar CalendarOf(JsonElement json)
    {
        var draft = new CalendarDraft(json.GetProperty("tz").GetString()!);
        foreach (var day in json.GetProperty("week").EnumerateObject())
            draft.Week[Days.Single(d => $"{d}".StartsWith(day.Name, StringComparison.OrdinalIgnoreCase))] = HoursOf(day.Value);
        draft.Closed.AddRange(json.GetProperty("holidays").EnumerateArray().Select(date => Date(date.GetString()!)));
        foreach (var date in json.GetProperty("extra_workdays").EnumerateArray())
            draft.Opened[Date(date.GetString()!)] = draft.Week[DayOfWeek.Monday];
        if (json.TryGetProperty("special_hours", out var special))
            foreach (var date in special.EnumerateObject())
                if (date.Value.GetArrayLength() == 0) draft.Closed.Add(Date(date.Name));
                else draft.Opened[Date(date.Name)] = HoursOf(date.Value);
        return draft.Made();
    }

    private static OpeningHours[] HoursOf(JsonElement day) =>
        [.. day.EnumerateArray().Select(i => OpeningHours.Parse(i[0].GetString()!, i[1].GetString()!))];
}
