using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDesk.Domain.Sla;

/// <summary>A stretch in which a clock stands still; written <c>["2026-01-05T01:00:00Z", "2026-01-05T02:00:00Z"]</c>.</summary>
/// <param name="From">Counted in.</param>
/// <param name="To">Not counted in; null while it lasts. One that ends before it begins pauses nothing.</param>
[JsonConverter(typeof(PauseJson))]
public sealed record Pause(DateTimeOffset From, DateTimeOffset? To)
{
    /// <summary>The pauses from the start on, in order, without overlap; empty ones left out, touching ones as one.</summary>
    internal static List<Pause> Merge(IEnumerable<Pause> pauses, DateTimeOffset start)
    {
        List<Pause> merged = [];
        var cut = pauses.Select(p => p.From < start ? p with { From = start } : p);
        foreach (var pause in cut.Where(p => !(p.To <= p.From)).OrderBy(p => p.From))
        {
            if (merged is [.., var last] && !(last.To < pause.From))
                merged[^1] = last with { To = last.To >= pause.To ? last.To : last.To is null ? null : pause.To };
            else merged.Add(pause);
        }
        return merged;
    }

    /// <summary>
    /// Moves a due moment by what the pauses before it take from its clock: each by exactly the time of that clock which
    /// it covers. A pause that moves nothing leaves the moment as it is.
    /// </summary>
    /// <param name="between">Time of the clock between two instants.</param>
    /// <param name="add">The instant at which so much more time of the clock is over.</param>
    /// <returns>No due moment when it is not reached, or when the clock stopped and has not gone on: then since when.</returns>
    internal static (DateTimeOffset? Due, DateTimeOffset? StoppedAt) Delay(
        DateTimeOffset start, DateTimeOffset? due, IEnumerable<Pause> pauses,
        Func<DateTimeOffset, DateTimeOffset, TimeSpan> between, Func<DateTimeOffset, TimeSpan, DateTimeOffset?> add)
    {
        foreach (var pause in Merge(pauses, start))
        {
            if (!(pause.From < due)) break;
            if (pause.To is not { } to) return (null, pause.From);
            if (!WorkCalendar.Covers(to)) return (null, null);
            if (between(pause.From, to) is var lost && lost > TimeSpan.Zero) due = add(due.Value, lost);
        }
        return (due, null);
    }
}

internal sealed class PauseJson : JsonConverter<Pause>
{
    public override Pause Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonSerializer.Deserialize<DateTimeOffset?[]>(ref reader, options) is not [{ } from, var to])
            throw new JsonException("A pause is a list of two instants, from and to; the second is null while it lasts.");
        return to < from ? throw new JsonException("A pause does not end before it begins.") : new(from, to);
    }

    public override void Write(Utf8JsonWriter writer, Pause value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new[] { value.From, value.To }, options);
}
