namespace ServiceDesk.Domain.Notices;

/// <summary>What a program outside wants to hear.</summary>
/// <param name="Sites">Codes; empty for all.</param>
/// <param name="Kinds">Code words of events; empty for all.</param>
public sealed record WebhookFilter(string Id, IReadOnlyList<string> Sites, IReadOnlyList<string> Kinds)
{
    public bool Wants(string site, string kind) => (Sites.Count == 0 || Sites.Contains(site)) && (Kinds.Count == 0 || Kinds.Contains(kind));
}

/// <summary>How events become deliveries to a webhook.</summary>
public static class WebhookDelivery
{
    /// <summary>One event to one webhook: the same row, however often it is asked for.</summary>
    public static DeliveryPlan Of(string webhook, long position, string site, string number, string kind, DateTimeOffset now) =>
        new($"webhook:{webhook}:{position}", Channel.Webhook, webhook, site, number, kind, null, null, position, now);
}
