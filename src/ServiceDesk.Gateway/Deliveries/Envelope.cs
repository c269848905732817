using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Streams;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>What a webhook is sent: the event as the stream shows it.</summary>
/// <param name="Type">Code word of the event.</param>
/// <param name="Timestamp">When it happened.</param>
public sealed record Envelope(string Type, DateTimeOffset Timestamp, EventEndpoints.EventEntry? Data)
{
    public static string Of(FeedItem item, Erasures erasures) =>
        JsonSerializer.Serialize(new Envelope(item.Kind, item.At, EventEndpoints.EventEntry.Of(item, erasures)), DeskJson.Wire);

    /// <summary>To see whether a webhook takes anything at all.</summary>
    public static string Test(string webhook, DateTimeOffset now) => new JsonObject
    {
        ["type"] = "test",
        ["timestamp"] = Instant.Text(now),
        ["data"] = new JsonObject { ["webhook"] = webhook },
    }.ToJsonString();
}
