using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDesk.Domain.Sla;

/// <summary>How much time there is, and on which clock. Always more than nothing.</summary>
[JsonConverter(typeof(TargetJson))]
public abstract record Target
{
    private Target() { }

    /// <summary>Time on the 24×7 clock; written <c>"PT4H"</c>.</summary>
    public sealed record Elapsed(TimeSpan Duration) : Target
    {
        public TimeSpan Duration { get; } = MoreThanNothing(Duration);
    }

    /// <summary>Open time of the calendar; written <c>{"working":"PT8H"}</c>.</summary>
    public sealed record Working(TimeSpan Duration) : Target
    {
        public TimeSpan Duration { get; } = MoreThanNothing(Duration);
    }

    /// <summary>
    /// To the close of the Nth working day, or to the same time of day on it; written <c>{"workingDays":3}</c> and
    /// <c>{"workingDays":3,"sameTime":true}</c>. What is counted says <see cref="WorkCalendar.AddWorkingDays"/>.
    /// </summary>
    /// <param name="Count">1 or more.</param>
    public sealed record WorkingDays(int Count, bool SameTime = false) : Target
    {
        public int Count { get; } = Count >= 1 ? Count
            : throw new ArgumentOutOfRangeException(nameof(Count), Count, "A target has one working day or more.");
    }

    /// <summary>As a person reads it: <c>PT4H</c>, <c>PT8H of working time</c>, <c>3 working days</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Elapsed target => Iso8601Duration.Write(target.Duration),
        Working target => $"{Iso8601Duration.Write(target.Duration)} of working time",
        WorkingDays { Count: 1 } => "1 working day",
        WorkingDays target => $"{target.Count} working days",
        _ => throw new InvalidOperationException("The family of targets is closed."),
    };

    private static TimeSpan MoreThanNothing(TimeSpan duration) => duration > TimeSpan.Zero ? duration
        : throw new ArgumentOutOfRangeException(nameof(duration), duration, "A target is longer than nothing.");
}

internal sealed class TargetJson : JsonConverter<Target>
{
    private const string Shape = """A target is "PT4H", {"working":"PT8H"}, or {"workingDays":3} with or without "sameTime".""";

    public override Target Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return Of(document.RootElement);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentOutOfRangeException)
        {
            throw new JsonException(wrong is FormatException ? wrong.Message : "A target is longer than nothing.", wrong);
        }
    }

    public override void Write(Utf8JsonWriter writer, Target value, JsonSerializerOptions options)
    {
        if (value is Target.Elapsed elapsed)
        {
            writer.WriteStringValue(Iso8601Duration.Write(elapsed.Duration));
            return;
        }
        writer.WriteStartObject();
        if (value is Target.Working working) writer.WriteString("working", Iso8601Duration.Write(working.Duration));
        if (value is Target.WorkingDays days) writer.WriteNumber("workingDays", days.Count);
        if (value is Target.WorkingDays { SameTime: true }) writer.WriteBoolean("sameTime", true);
        writer.WriteEndObject();
    }

    private static Target Of(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String) return new Target.Elapsed(Iso8601Duration.Parse(json.GetString()!));
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException(Shape);
        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in json.EnumerateObject())
            if (field.Name is not ("working" or "workingDays" or "sameTime"))
                throw new FormatException($"'{field.Name}' is not a field of a target. {Shape}");
            else if (!fields.TryAdd(field.Name, field.Value)) throw new FormatException($"'{field.Name}' is given twice.");
        if (fields.Count == 1 && fields.TryGetValue("working", out var working)) return new Target.Working(Hours(working));
        if (fields.ContainsKey("working") || !fields.TryGetValue("workingDays", out var days)) throw new FormatException(Shape);
        if (days.ValueKind != JsonValueKind.Number || !days.TryGetInt32(out var count))
            throw new FormatException("workingDays is a whole number.");
        var sameTime = fields.TryGetValue("sameTime", out var same) && same.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new FormatException("sameTime is true or false."),
        };
        return new Target.WorkingDays(count, sameTime);
    }

    private static TimeSpan Hours(JsonElement json) =>
        json.ValueKind != JsonValueKind.String ? throw new FormatException("working is a duration such as PT8H.")
        : json.GetString()!.Contains('D', StringComparison.Ordinal)
            ? throw new FormatException("A day of working time has no fixed length: write hours, such as PT8H, or workingDays.")
            : Iso8601Duration.Parse(json.GetString()!);
}
