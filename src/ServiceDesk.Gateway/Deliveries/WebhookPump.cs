using ServiceDesk.Domain.Notices;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Notices;
using ServiceDesk.Storage.Feed;
using ServiceDesk.Storage.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>
/// Sends a webhook its events in the order of the feed. What fails holds up what comes after it, of this webhook alone, until it is taken,
/// given up as a dead letter (the receiver says that it will never take it) or the webhook is turned off (it took nothing for too long).
/// </summary>
public sealed class WebhookPump(
    IWebhookStore webhooks, IDeliveryStore deliveries, IFeed feed, WebhookClient client, Erasures erasures, AdminNotices admins, NoticeOptions options,
    TimeProvider time, ILogger<WebhookPump> log)
{
    private const int Batch = 50;

    /// <summary>Attempts at an event that the receiver refuses, before it is a dead letter.</summary>
    private const int MostRefusals = 3;

    /// <summary>Sends what waits, for a while: then others have their turn.</summary>
    public async Task Run(ClaimedWebhook claimed, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        foreach (var delivery in await deliveries.OfWebhook(claimed.Webhook.Id, Batch, cancel))
        {
            if (time.GetElapsedTime(began) > options.Lease / 2) break;
            if (!await webhooks.Hold(claimed, time.GetUtcNow() + options.Lease, cancel)) return;
            if (!await Send(claimed, delivery with { Attempts = delivery.Attempts + 1 }, cancel)) return;
        }

        await webhooks.Succeeded(claimed, cancel);
    }

    /// <returns>Whether to go on with the next.</returns>
    private async Task<bool> Send(ClaimedWebhook claimed, OutboxItem delivery, CancellationToken cancel)
    {
        if (await feed.Read(delivery.Position - 1, sites: null, 1, cancel) is not [var item] || item.Position != delivery.Position)
        {
            await deliveries.End(delivery, DeliveryState.Dead, "the event is missing", cancel);
            return true;
        }

        try
        {
            await client.Send(claimed.Webhook, $"evt-{delivery.Position}", Envelope.Of(item, erasures), cancel);
            await deliveries.End(delivery, DeliveryState.Sent, null, cancel);
            return true;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // Anything else that goes wrong with it, such as a secret that cannot be opened, is a failure like others.
            await Failed(claimed, delivery, fault as SendException ?? new(fault.GetType().Name, isFinal: false, fault), cancel);
            return false;
        }
    }

    private async Task Failed(ClaimedWebhook claimed, OutboxItem delivery, SendException fault, CancellationToken cancel)
    {
        var (webhook, now) = (claimed.Webhook, time.GetUtcNow());
        var isGone = fault.Data["gone"] is true;
        if (isGone || now - webhook.FailingSince > options.DisableAfter)
        {
            await deliveries.End(delivery, DeliveryState.Dead, fault.Message, cancel);
            if (!await webhooks.Disable(claimed, fault.Message, cancel)) return;
            log.LogWarning("Webhook {Webhook} is turned off: {Why}", webhook.Id, fault.Message);
            await admins.Tell(webhook.Sites, webhook.CreatedBy, NoticeKind.WebhookDisabled, webhook.Id, cancel);
            return;
        }

        var wait = Backoff.After(options.FirstRetry, claimed.Attempts + 1, Random.Shared.NextDouble());
        if (fault.IsFinal && delivery.Attempts >= MostRefusals) await deliveries.End(delivery, DeliveryState.Dead, fault.Message, cancel);
        else await deliveries.Again(delivery, now + wait, fault.Message, cancel);
        await webhooks.Failed(claimed, now + wait, cancel);
    }
}
