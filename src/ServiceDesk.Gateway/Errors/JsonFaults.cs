using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Gateway.Errors;

/// <summary>What the JSON reader found wrong, told by place and in words for the sender.</summary>
public static partial class JsonFaults
{
    /// <param name="body">The type that was to be read.</param>
    public static IReadOnlyList<InputFault> Explain(JsonException fault, Type? body)
    {
        var pointer = PointerOf(fault.Path);
        if (fault is WrongCalendarException calendar) return [.. calendar.Problems.Select(p => new InputFault(pointer + p.Pointer, p.Message))];

        var message = fault.Message;
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return [new(pointer, "unknown field")];
        if (message.StartsWith("Duplicate property", StringComparison.Ordinal)) return [new(pointer, "stands there twice")];
        if (message.Contains("doesn't allow null values", StringComparison.Ordinal)) return [new(pointer, "must not be null")];
        if (message.Contains("missing required properties", StringComparison.Ordinal))
            return [.. Quoted().Matches(message[message.LastIndexOf(':')..]).Select(name => new InputFault($"{pointer}/{Escape(name.Groups[1].Value)}", "is needed"))];
        if (message.Contains("maximum configured depth", StringComparison.Ordinal)) return [new(pointer, "is nested too deep")];
        if (message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)) return [new(pointer, Expected(TypeAt(body, fault.Path)))];

        // The reader's own words follow its position; anything else is a converter's message for people.
        var place = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return [new(pointer, place < 0 ? message : "is not JSON: " + message[..place])];
    }

    /// <summary>From the reader's <c>$.customer['a/b'][1]</c> to <c>/customer/a~1b/1</c>.</summary>
    public static string PointerOf(string? path) =>
        string.Concat(Steps(path).Select(step => "/" + Escape(step)));

    /// <summary>A name as a step of a JSON pointer.</summary>
    public static string Escape(string name) =>
        (name.Length <= 100 ? name : name[..100] + "…").Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static IEnumerable<string> Steps(string? path) => Step().Matches(path ?? "").Select(step =>
        step.Groups["name"] is { Success: true } name ? name.Value
            : step.Groups["quoted"] is { Success: true } quoted ? quoted.Value : step.Groups["index"].Value);

    private static Type? TypeAt(Type? type, string? path)
    {
        foreach (var step in Steps(path))
        {
            if (type is null) return null;
            var info = DeskJson.Wire.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            type = info.Kind switch
            {
                JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(p => p.Name == step)?.PropertyType,
                JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => info.ElementType,
                _ => null,
            };
        }

        return type;
    }

    private static string Expected(Type? type)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type is null) return "has the wrong type";
        if (type.IsEnum) return "must be one of " + string.Join(", ", DeskJson.Words(type));
        if (type == typeof(string)) return "must be text";
        if (type == typeof(bool)) return "must be true or false";
        if (type == typeof(int) || type == typeof(long)) return "must be a whole number";
        if (type == typeof(DateOnly)) return "must be a date such as 2026-01-31";
        return DeskJson.Wire.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "must be an object",
            JsonTypeInfoKind.Enumerable => "must be a list",
            _ => "has the wrong type",
        };
    }

    [GeneratedRegex(@"\.(?<name>[^.\[\]]+)|\['(?<quoted>.*?)'\]|\[(?<index>\d+)\]", RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
