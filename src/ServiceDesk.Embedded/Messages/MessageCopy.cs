using System.Text.Json;

namespace ServiceDesk.Embedded;

/// <summary>Copies what crosses between two grains, as a network would.</summary>
internal static class MessageCopy
{
    public static T Of<T>(T value, JsonSerializerOptions json) => (T)Of(value, typeof(T), json)!;

    /// <summary>
    /// A copy through the JSON of the declared type. References, tokens and values without parts pass as they are.
    /// </summary>
    public static object? Of(object? value, Type declared, JsonSerializerOptions json) =>
        value is null or string or IAddressable or CancellationToken || value.GetType().IsPrimitive
            ? value
            : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, declared, json), declared, json);
}
