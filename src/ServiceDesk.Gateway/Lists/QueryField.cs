using ServiceDesk.Domain;
using ServiceDesk.Domain.Texts;

namespace ServiceDesk.Gateway.Lists;

/// <summary>A parameter that a list takes in its query, and how it is read.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Type">What it is: string, bool, int, long, DateTimeOffset, or an enum of code words.</param>
/// <param name="MaxLength">Characters of a text.</param>
public sealed record QueryField(string Name, Type Type, string Summary, int MaxLength = Limits.Line)
{
    public static QueryField Site { get; } = new("site", typeof(string), "Code of a site of the caller.");
    public static QueryField Cursor { get; } = new("cursor", typeof(string), "Where to go on: what the page before said as next.", 500);
    public static QueryField Limit { get; } = new("limit", typeof(int), "Entries in a page, 1 to 100; 50 when left out.");

    public bool Required { get; init; }

    /// <summary>Whether it may stand there more than once; a text then.</summary>
    public bool Repeated { get; init; }

    /// <summary>Reads the text.</summary>
    /// <returns>The value, or what is wrong with the text.</returns>
    public (object? Value, string? Fault) Read(string text)
    {
        if (TextAttribute.Fault(text, MaxLength, multiline: false) is { } fault) return (null, fault);
        if (Type == typeof(string)) return (text, null);
        if (Type == typeof(bool)) return text is "true" or "false" ? (text == "true", null) : (null, "must be true or false");
        if (Type == typeof(int))
            return int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? (number, null) : (null, "must be a whole number");
        if (Type == typeof(long))
            return long.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? (number, null) : (null, "must be a whole number");
        if (Type == typeof(DateTimeOffset))
            return Domain.Instant.TryParse(text, out var instant) ? (instant, null) : (null, "must be an instant such as 2026-01-31T09:00:00Z");
        foreach (var value in Enum.GetValues(Type))
            if (DeskJson.Word((Enum)value) == text) return (value, null);
        return (null, "must be one of " + string.Join(", ", DeskJson.Words(Type)));
    }
}

/// <summary>The parameters that an endpoint takes; any other is refused by name.</summary>
public sealed record QueryFields(IReadOnlyList<QueryField> Fields);

public static class QueryFieldsOfEndpoints
{
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params IReadOnlyList<QueryField> fields) =>
        endpoint.WithMetadata(new QueryFields(fields));
}
