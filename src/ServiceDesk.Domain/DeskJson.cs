using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace ServiceDesk.Domain;

/// <summary>How the desk writes JSON, on disk and on the wire: camelCase names, code words in snake_case, UTC to the millisecond.</summary>
public static class DeskJson
{
    /// <summary>For documents, events and messages. Absent means null; an unknown member is skipped, so older code reads newer rows.</summary>
    public static JsonSerializerOptions Stored { get; } = Frozen(Apply(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    }));

    /// <summary>For what clients send and get: nulls are written, an unknown or doubled member is refused by name.</summary>
    public static JsonSerializerOptions Wire { get; } = Frozen(ApplyWire(new JsonSerializerOptions()));

    /// <summary>The code word of an enumeration's value, as it is written in JSON, in causes and in storage.</summary>
    public static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}");

    /// <summary>All code words of an enumeration, in its order.</summary>
    public static IEnumerable<string> Words(Type enumeration) => Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    /// <summary>Makes the given options strict as <see cref="Wire"/>.</summary>
    public static JsonSerializerOptions ApplyWire(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.PropertyNameCaseInsensitive = false;
        options.MaxDepth = 32;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(LeaveOutNullable);
        return Apply(options);
    }

    /// <summary>What may be null may be left out: only the others must be sent.</summary>
    private static void LeaveOutNullable(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
            if (member.IsRequired && (member.AssociatedParameter?.IsNullable ?? member.IsSetNullable)) member.IsRequired = false;
    }

    private static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        return options;
    }

    private static JsonSerializerOptions Frozen(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>RFC 3339 with an offset in, UTC with milliseconds and Z out; a local time without offset is refused.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            return Instant.TryParse(text, out var instant)
                ? instant
                : throw new JsonException("Not an instant: RFC 3339 with an offset is expected, such as 2026-01-31T09:00:00Z.");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Instant.Text(value));
    }
}

/// <summary>Instants as the desk keeps them: UTC, whole milliseconds.</summary>
public static class Instant
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Cuts what is below the millisecond, so that an instant survives storage unchanged.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    public static string Text(DateTimeOffset instant) => instant.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339 with an offset; false for anything else, also for a time without an offset.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is not { Length: >= 17 and <= 40 } || text[10] is not ('T' or 't' or ' ')) return false;
        var tail = text.AsSpan(11);
        if (tail[^1] is not ('Z' or 'z') && tail.IndexOfAny('+', '-') < 0) return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return false;
        instant = read.ToMilliseconds();
        return true;
    }
}
