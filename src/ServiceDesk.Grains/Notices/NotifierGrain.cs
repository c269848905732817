using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Notices;

/// <summary>
/// Reads on from its place in the feed, asks the rules whom to tell, and writes the notices together with its new place: a crash leaves
/// both or neither, so each cause is told once. Events that concern nobody are passed over by their kind, unread. It sends nothing:
/// that is done from the rows, elsewhere.
/// </summary>
public sealed class NotifierGrain(
    INoticeFeed feed, INoticeStore store, INoticePeople people, ITicketJournal journal, NoticePlan plan, TimeProvider time, ILogger<NotifierGrain> log,
    IMeterFactory meters) : Grain, INotifierGrain, IRemindable
{
    private const string Name = "follow";

    /// <summary>Events of one transaction.</summary>
    private const int Batch = 500;

    /// <summary>How long a step waits for the bell before it looks for itself: short, since nothing else gets in meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Gauge<long> _position = meters.Create("ServiceDesk").CreateGauge<long>(
        "servicedesk.notices.position", "{event}", "The last event whose notices are written");

    private IGrainTimer? _steps;

    /// <summary>Null until read, and after a failure: what was written then is unknown.</summary>
    private NoticeHead? _head;

    public async Task Start()
    {
        await this.RegisterOrUpdateReminder(Name, Period, Period);
        Follow();       // the first ring is a minute away: Orleans passes over one that is due at once
    }

    /// <summary>Goes on after a crash, here or elsewhere.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Follow();
        return Task.CompletedTask;
    }

    /// <summary>Only begins: a batch is one turn of a timer.</summary>
    private void Follow() =>
        _steps ??= this.RegisterGrainTimer(Step, new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { KeepAlive = true });

    private async Task Step(CancellationToken cancel)
    {
        try
        {
            _head ??= await store.Head();
            var events = await feed.Read(_head.Position, Batch);
            if (events.Count > 0) await Tell(_head, events);
            else await feed.WaitBeyond(_head.Position, Patience, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The activation goes.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "Telling what happened beyond {Position} failed; it is tried again", _head?.Position);
            _head = null;
            await Task.Delay(AfterFailure, time, cancel).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
        }
    }

    private async Task Tell(NoticeHead head, IReadOnlyList<FeedEvent> events)
    {
        var webhooks = await store.Webhooks();
        var now = time.GetUtcNow().ToMilliseconds();
        var concerning = events.Where(e => NoticeRules.Kinds.Contains(e.Kind)).ToList();
        var tickets = new Dictionary<TicketKey, Ticket?>();
        foreach (var key in concerning.Select(e => new TicketKey(e.Site, e.Number)).Distinct()) tickets[key] = await Find(key);
        var everybody = concerning.Count > 0 ? await people.All() : [];
        var staff = concerning.Select(e => e.Site).Distinct().ToDictionary(site => site, site => new Staff(site, everybody));

        var notices = concerning.SelectMany(e => NoticesOf(e, tickets[new(e.Site, e.Number)], staff[e.Site])).ToList();
        var folds = await store.Folds([.. notices.Where(n => n.Notice.Person is not null)
            .Select(n => new FoldKey(n.Notice.Person!, DigestRules.GroupOf(n.Notice.Kind, n.Site, n.At, plan.Digests))).Distinct()]);
        var (rows, deliveries) = plan.Make(head.Seq, notices, folds, (site, id) => staff[site].Find(id), key => tickets[key], now);
        var next = new NoticeHead(events[^1].Position, rows.Count > 0 ? rows[^1].Seq : head.Seq);
        var written = await store.Commit(head, next, rows, [.. deliveries, .. ToWebhooks(webhooks, events, now)]);
        _head = written ? next : null;       // somebody else was faster: read again where they are
        if (written) _position.Record(next.Position);
    }

    /// <returns>Null for one that cannot be read, too: it must not hold up what happened to others.</returns>
    private async Task<Ticket?> Find(TicketKey key)
    {
        try
        {
            return (await journal.Load(key))?.Ticket;
        }
        catch (TicketUnreadableException)
        {
            return null;
        }
    }

    private List<CausedNotice> NoticesOf(FeedEvent e, Ticket? ticket, Staff staff)
    {
        var cause = $"event:{e.Position}";
        try
        {
            var happening = new Happening(
                e.Version, e.At, ActorOf(e.Actor), cause, null,
                JsonSerializer.Deserialize<TicketEvent>(e.Body, DeskJson.Stored) ?? throw new JsonException("The event is empty."));
            return [.. NoticeRules.Of(happening, ticket ?? throw new InvalidOperationException("The ticket is missing, or cannot be read."), staff, plan.Reach)
                .Select(notice => new CausedNotice(notice, cause, e.Site, e.Number, e.At))];
        }
        catch (Exception fault)
        {
            // One event that cannot be read must not silence those behind it, nor be silent itself.
            log.LogError(fault, "Nobody could be told of event {Position}", e.Position);
            return [.. staff.Administrators().Select(admin => new CausedNotice(
                new(admin, NoticeKind.EventUnreadable, Urgent: false, new() { Subject = $"{e.Position}" }), cause, e.Site, e.Number, e.At))];
        }
    }

    private static IEnumerable<DeliveryPlan> ToWebhooks(IReadOnlyList<WebhookFilter> webhooks, IReadOnlyList<FeedEvent> events, DateTimeOffset now) =>
        from e in webhooks.Count > 0 ? events : []
        from webhook in webhooks
        where webhook.Wants(e.Site, e.Kind)
        select WebhookDelivery.Of(webhook.Id, e.Position, e.Site, e.Number, e.Kind, now);

    private static Actor ActorOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        foreach (var kind in Enum.GetValues<ActorKind>())
            if (colon > 0 && DeskJson.Word(kind) == text[..colon]) return new(kind, text[(colon + 1)..]);
        throw new JsonException($"'{text}' is no actor.");
    }
}
