using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ServiceDesk.Host.Replay;

/// <summary>One line of an event log.</summary>
/// <param name="Case">What becomes a ticket.</param>
/// <param name="Seq">Rises within the case; where the log has none, the line's number.</param>
/// <param name="Ts">The moment as written. Only its wall clock counts: logs carry the offset of the machine that exported them.</param>
/// <param name="Resource">Who did it; null where the log does not say.</param>
/// <param name="Group">The team they did it for.</param>
internal sealed record LoggedEvent(string Case, long Seq, string Ts, string Activity, string? Resource = null, string? Group = null)
{
    /// <summary>Date and time of day, without the offset.</summary>
    public DateTime WallClock { get; } = DateTime.ParseExact(
        WithoutOffset(Ts), ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None);

    /// <summary>The moment, by the clock of a site's zone; one that the clock skipped counts from the offset before the change.</summary>
    public DateTimeOffset In(TimeZoneInfo zone) =>
        new(WallClock, zone.GetUtcOffset(zone.IsInvalidTime(WallClock) ? WallClock.AddHours(-1) : WallClock));

    private static string WithoutOffset(string ts) =>
        ts.Length > 10 && ts.AsSpan(10).IndexOfAny("Zz+-") is var offset and >= 0 ? ts[..(10 + offset)].TrimEnd() : ts;
}

/// <param name="Line">1 for the first line of the file.</param>
/// <param name="Event">Null when the line cannot be read.</param>
internal sealed record LogLine(long Line, LoggedEvent? Event);

/// <summary>Reads JSON lines, packed or not, one after the other.</summary>
internal static class EventLog
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    public static async IAsyncEnumerable<LogLine> Read(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        await using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        for (var number = 1L; await reader.ReadLineAsync(cancel) is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line)) yield return new(number, Parse(line, number));
    }

    private static LoggedEvent? Parse(string line, long number)
    {
        try
        {
            var read = JsonSerializer.Deserialize<LoggedEvent>(line, Lenient);
            if (read is not { Case.Length: > 0, Activity.Length: > 0 }) return null;
            return read.Seq == 0 ? read with { Seq = number } : read;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentNullException)
        {
            return null;
        }
    }
}
