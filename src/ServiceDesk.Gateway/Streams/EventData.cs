using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Gateway.Streams;

/// <summary>Stored events as they may be shown.</summary>
public static class EventData
{
    /// <summary>What the event holds beside its kind; of sealed contacts only the masked form. One that is damaged is shown as such: who follows the feed gets past it.</summary>
    /// <param name="erased">Whether the ticket's customer was erased since: then nothing of the customer is shown.</param>
    public static JsonObject Of(string storedBody, bool erased)
    {
        if (Parse(storedBody) is not { } body) return new() { ["unreadable"] = true };
        body.Remove("kind");
        if (erased && body.ContainsKey("customer")) body["customer"] = new JsonObject { ["name"] = Customer.NoName };
        Mask(body);
        return body;
    }

    /// <summary>Kind and id of a stored doer, such as <c>staff:li.na</c>.</summary>
    public static (string Kind, string Id) Actor(string stored)
    {
        var colon = stored.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", stored) : (stored[..colon], stored[(colon + 1)..]);
    }

    private static JsonObject? Parse(string storedBody)
    {
        try
        {
            return JsonNode.Parse(storedBody) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Mask(JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                if (item is not null) Mask(item);
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (value is JsonObject contact && contact.ContainsKey("sealed")) fields[name] = contact["masked"]?.DeepClone();
                else if (value is not null) Mask(value);
            }
        }
    }
}
