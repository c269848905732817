using System.Diagnostics.Metrics;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Storage.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>
/// Sends what is due, in every gateway: whoever takes a row has it alone for a while, and what was left undone comes up again. At least
/// once, therefore, and under the same id each time.
/// </summary>
public sealed class DeliveryService(
    IDeliveryStore deliveries, IWebhookStore webhooks, WebhookPump pump, MessageWriter writer, IEnumerable<ISender> senders, NoticeOptions options,
    TimeProvider time, ILogger<DeliveryService> log, IMeterFactory meters) : BackgroundService
{
    private const int Batch = 32;
    private const int AtOnce = 8;
    private const int MostPumps = 16;

    /// <summary>How often it looks for something to do.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PrunePace = TimeSpan.FromHours(1);

    /// <summary>How long the log of deliveries goes back.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly Dictionary<Channel, ISender> _senders = senders.ToDictionary(sender => sender.Channel);
    private readonly Counter<long> _ended = meters.Create("ServiceDesk").CreateCounter<long>(
        "servicedesk.deliveries", "{delivery}", "Attempts to tell somebody outside, by channel and what became of them");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Rounds("Sending messages", SendMessages, Pace, stoppingToken), Pumps(stoppingToken), Rounds("Forgetting old deliveries", Prune, PrunePace, stoppingToken));

    private async Task Rounds(string what, Func<CancellationToken, Task<bool>> round, TimeSpan pace, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await round(stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                log.LogError(fault, "{What} failed; the next round tries again", what);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (!more) await Pause(pace, stop);
        }
    }

    private async Task<bool> SendMessages(CancellationToken stop)
    {
        var claimed = await deliveries.Claim(time.GetUtcNow() + options.Lease, Batch, stop);
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (d, cancel) => await Send(d, cancel));
        return claimed.Count == Batch;
    }

    private async Task Send(OutboxItem delivery, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(options.Timeout);
        try
        {
            if (!_senders.TryGetValue(delivery.Channel, out var sender)) throw new SendException("the channel is not set up", isFinal: true);
            var message = await writer.Write(delivery, patience.Token);
            if (message is not null) await sender.Send(message, patience.Token);
            await deliveries.End(delivery, message is null ? DeliveryState.Obsolete : DeliveryState.Sent, null, stop);
            Count(delivery, message is null ? "obsolete" : "sent");
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // What became of it is unknown: it comes up again.
        }
        catch (Exception fault)
        {
            await Failed(delivery, fault, stop);
        }
    }

    private async Task Failed(OutboxItem delivery, Exception fault, CancellationToken stop)
    {
        var why = fault switch
        {
            SendException => fault.Message,
            OperationCanceledException => "no answer in time",
            _ => fault.GetType().Name,       // its words may hold what must not be kept
        };
        var isOver = fault is SendException { IsFinal: true } || delivery.Attempts >= Backoff.MostAttempts;
        log.LogWarning("Delivery {Delivery} by {Channel} failed at attempt {Attempt}: {Why}", delivery.Id, DeskJson.Word(delivery.Channel), delivery.Attempts, why);
        if (isOver) await deliveries.End(delivery, DeliveryState.Dead, why, stop);
        else await deliveries.Again(delivery, time.GetUtcNow() + Backoff.After(options.FirstRetry, delivery.Attempts, Random.Shared.NextDouble()), why, stop);
        Count(delivery, isOver ? "dead" : "failed");
    }

    /// <summary>A webhook that does not answer holds a place for a while, and nobody else up.</summary>
    private async Task Pumps(CancellationToken stop)
    {
        var running = new List<Task>();
        await Rounds("Looking for webhooks", async cancel =>
        {
            running.RemoveAll(task => task.IsCompleted);
            if (running.Count == MostPumps) return false;
            var claimed = await webhooks.Claim(time.GetUtcNow() + options.Lease, MostPumps - running.Count, cancel);
            running.AddRange(claimed.Select(webhook => Pump(webhook, stop)));

            // Quick ones are soon through, and may have more.
            if (claimed.Count > 0) await Task.WhenAny(Task.WhenAll(running), Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel));
            return claimed.Count > 0;
        }, Pace, stop);
        await Task.WhenAll(running);
    }

    private async Task Pump(ClaimedWebhook webhook, CancellationToken stop)
    {
        try
        {
            await pump.Run(webhook, stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // It comes up again.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "Webhook {Webhook} failed", webhook.Webhook.Id);
        }
    }

    private async Task<bool> Prune(CancellationToken stop) => await deliveries.Prune(time.GetUtcNow() - Kept, stop) > 0;

    private async Task Pause(TimeSpan length, CancellationToken stop)
    {
        try
        {
            await Task.Delay(length, time, stop);
        }
        catch (OperationCanceledException)
        {
            // The desk goes.
        }
    }

    private void Count(OutboxItem delivery, string outcome) =>
        _ended.Add(1, new KeyValuePair<string, object?>("channel", DeskJson.Word(delivery.Channel)), new KeyValuePair<string, object?>("outcome", outcome));
}
