using System.ComponentModel.DataAnnotations;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Notices;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Feed;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>Programs outside that are told of events.</summary>
public static class WebhookEndpoints
{
    /// <summary>Events that one replay puts up at most; the answer says where to go on.</summary>
    private const int MostReplayed = 5_000;

    private const int ReplayBatch = 500;

    private static readonly Problem NoSuchWebhook = new(404, "no_such_webhook", "没有这个 Webhook", "There is no such webhook.");

    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/webhooks").WithTags("Webhooks").Needs(Function.Webhooks);
        group.MapPost("", Make).WithSummary("Makes a webhook; its secret is shown once.").Produces<NewWebhook>(201);
        group.MapGet("", List).WithSummary("The webhooks that the caller keeps.").Produces<Page<WebhookView>>().Takes(QueryField.Cursor, QueryField.Limit);
        group.MapGet("/{id}", Show).WithSummary("A webhook.").Produces<WebhookView>();
        group.MapPut("/{id}", Change).WithSummary("Changes a webhook; turned on again, it begins with a clean record.").Produces<WebhookView>();
        group.MapDelete("/{id}", Remove).WithSummary("Removes a webhook with the log of its deliveries.").Produces(204);
        group.MapGet("/{id}/deliveries", Deliveries).WithSummary("What was sent to it, or is to be, newest first.").Produces<Page<DeliveryView>>()
            .Takes(DeliveryEndpoints.State, QueryField.Cursor, QueryField.Limit);
        group.MapPost("/{id}/deliveries/{delivery:long}/replay", ReplayOne).WithSummary("Sends one again.").Produces<DeliveryView>();
        group.MapPost("/{id}/replay", Replay).WithSummary("Sends everything again that lies beyond a position, in order.").Produces<Replayed>();
        group.MapPost("/{id}/test", Test).WithSummary("Sends a test message at once, and says what came of it.").Produces<Tested>();
    }

    private static async Task<IResult> Make(
        WebhookBody body, Caller caller, IWebhookStore store, SiteBook sites, AddressGuard guard, ContactVault vault, TimeProvider time, HttpContext http)
    {
        if (await Refused(body, caller, sites, guard) is { } refused) return refused;
        var (id, secret) = ("wh-" + Guid.CreateVersion7().ToString("N"), body.Secret ?? WebhookClient.FreshSecret());
        var webhook = new Webhook(
            id, body.Url, [.. (body.Sites ?? []).Distinct()], [.. (body.Kinds ?? []).Distinct()], vault.Seal(WebhookClient.BoundOf(id), secret), body.Active, caller.Id,
            time.GetUtcNow().ToMilliseconds());
        await store.Put(webhook, http.RequestAborted);
        http.Response.Headers.Location = $"/api/v1/webhooks/{id}";
        return TypedResults.Json(new NewWebhook(id, webhook.Url, webhook.Sites, webhook.Kinds, webhook.Active, webhook.CreatedAt, secret), statusCode: 201);
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IWebhookStore store, HttpContext http)
    {
        var kept = (await store.List(http.RequestAborted)).Where(webhook => Keeps(caller, webhook))
            .Where(webhook => query.Cursor is not { } cursor || string.CompareOrdinal(webhook.Id, cursor) > 0).Take(query.Limit + 1).ToList();
        var page = kept.Take(query.Limit).Select(WebhookView.Of).ToList();
        return TypedResults.Ok(new Page<WebhookView>(page, kept.Count > query.Limit ? page[^1].Id : null));
    }

    private static Task<IResult> Show([AsParameters] WebhookCall call) => call.With(webhook => Task.FromResult<IResult>(TypedResults.Ok(WebhookView.Of(webhook))));

    private static Task<IResult> Change(WebhookBody body, [AsParameters] WebhookCall call, SiteBook sites, AddressGuard guard, ContactVault vault) => call.With(async webhook =>
    {
        if (await Refused(body, call.Caller, sites, guard) is { } refused) return refused;
        var changed = webhook with
        {
            Url = body.Url,
            Sites = [.. (body.Sites ?? []).Distinct()],
            Kinds = [.. (body.Kinds ?? []).Distinct()],
            Secret = body.Secret is { } secret ? vault.Seal(WebhookClient.BoundOf(webhook.Id), secret) : webhook.Secret,
            Active = body.Active,
        };
        await call.Store.Put(changed, call.Http.RequestAborted);
        return TypedResults.Ok(WebhookView.Of(changed with { FailingSince = null, Disabled = null }));
    });

    private static Task<IResult> Remove([AsParameters] WebhookCall call) => call.With(async webhook =>
        await call.Store.Remove(webhook.Id, call.Http.RequestAborted) ? TypedResults.NoContent() : NoSuchWebhook);

    private static Task<IResult> Deliveries(QueryValues query, [AsParameters] WebhookCall call, IDeliveryStore deliveries) => call.With(webhook =>
        DeliveryEndpoints.Page(query, (before, limit) =>
            deliveries.List(null, query.Value<DeliveryState>(DeliveryEndpoints.State), webhook.Id, before, limit, call.Http.RequestAborted)));

    private static Task<IResult> ReplayOne(long delivery, [AsParameters] WebhookCall call, IDeliveryStore deliveries) => call.With(async webhook =>
    {
        if (await deliveries.Find(delivery, call.Http.RequestAborted) is not { Channel: Channel.Webhook } found || found.Target != webhook.Id)
            return DeliveryEndpoints.NoSuchDelivery;
        return await deliveries.Retry(delivery, call.Http.RequestAborted)
            ? TypedResults.Ok(DeliveryView.Of((await deliveries.Find(delivery, call.Http.RequestAborted))!))
            : DeliveryEndpoints.NotEnded;
    });

    /// <summary>Only as far as the notifier has come: what lies beyond comes by itself.</summary>
    private static Task<IResult> Replay(
        ReplayBody body, [AsParameters] WebhookCall call, IDeliveryStore deliveries, IFeed feed, INoticeStore notices, TimeProvider time) => call.With(async webhook =>
    {
        var filter = new WebhookFilter(webhook.Id, webhook.Sites, webhook.Kinds);
        var (place, end, count) = (body.After, (await notices.Head()).Position, 0);
        while (place < end && count < MostReplayed)
        {
            var events = (await feed.Read(place, sites: null, ReplayBatch, call.Http.RequestAborted)).Where(e => e.Position <= end).ToList();
            if (events.Count == 0) break;
            var wanted = events.Where(e => filter.Wants(e.Site, e.Kind))
                .Select(e => WebhookDelivery.Of(webhook.Id, e.Position, e.Site, e.Number, e.Kind, time.GetUtcNow())).ToList();
            if (wanted.Count > 0) await deliveries.Replay(wanted, call.Http.RequestAborted);
            (place, count) = (events[^1].Position, count + wanted.Count);
        }

        return TypedResults.Ok(new Replayed(count, place < end ? place : null));
    });

    private static Task<IResult> Test([AsParameters] WebhookCall call, WebhookClient client, TimeProvider time) => call.With(async webhook =>
    {
        try
        {
            await client.Send(webhook, "test-" + Guid.CreateVersion7().ToString("N"), Envelope.Test(webhook.Id, time.GetUtcNow()), call.Http.RequestAborted);
            return TypedResults.Ok(new Tested(Taken: true, null));
        }
        catch (SendException fault)
        {
            return TypedResults.Ok(new Tested(Taken: false, fault.Message));
        }
    });

    /// <summary>Why the caller may not have such a webhook; null when they may.</summary>
    private static async Task<IResult?> Refused(WebhookBody body, Caller caller, SiteBook sites, AddressGuard guard)
    {
        if (guard.Fault(body.Url) is { } fault) return Problem.Invalid(new InputFault("/url", fault));
        var faults = (body.Kinds ?? []).Select((kind, i) => (kind, i)).Where(k => !EventKinds.All.ContainsKey(k.kind))
            .Select(k => new InputFault($"/kinds/{k.i}", "is no kind of event")).ToList();
        if (faults.Count > 0) return Problem.Invalid(faults);
        foreach (var site in body.Sites ?? [])
            if (!caller.Sees(site) || await sites.Find(site) is null) return Problem.NoSuchSite;
        return Keeps(caller, body.Sites ?? []) ? null : Problem.Forbidden;
    }

    private static bool Keeps(Caller caller, Webhook webhook) => Keeps(caller, webhook.Sites);

    private static bool Keeps(Caller caller, IReadOnlyList<string> sites) => caller.IsSystemAdmin || sites.Count > 0 && sites.All(site => caller.May(Function.Webhooks, site));

    /// <summary>A request about one webhook.</summary>
    public readonly record struct WebhookCall(string Id, Caller Caller, IWebhookStore Store, HttpContext Http)
    {
        /// <summary>Goes on with it, if the caller keeps it.</summary>
        internal async Task<IResult> With(Func<Webhook, Task<IResult>> next) =>
            await Store.Find(Id, Http.RequestAborted) is { } webhook && Keeps(Caller, webhook) ? await next(webhook) : NoSuchWebhook;
    }

    /// <param name="Url">http or https, at a public address.</param>
    /// <param name="Sites">Of which sites; null for all, which only a system admin may ask for.</param>
    /// <param name="Kinds">Code words of events; null for all.</param>
    /// <param name="Secret">Signs what is sent; null to have one made, or to keep the one there is.</param>
    /// <param name="Active">Whether events are sent to it.</param>
    public sealed record WebhookBody(
        [property: StringLength(2000)] string Url, [property: SiteCode, AtMost(100)] IReadOnlyList<string>? Sites,
        [property: Code, AtMost(100)] IReadOnlyList<string>? Kinds, [property: StringLength(500, MinimumLength = 1)] string? Secret, bool Active = true) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }

    /// <param name="After">Position beyond which to send again; 0 for all.</param>
    public sealed record ReplayBody([property: Range(0, long.MaxValue)] long After) : IRequestBody;

    /// <param name="Next">Where to go on; null when everything is put up.</param>
    public sealed record Replayed(int Count, long? Next);

    /// <param name="Error">Why it was not taken; null when it was.</param>
    public sealed record Tested(bool Taken, string? Error);

    /// <param name="Secret">To check signatures with. It is not shown again: note it now.</param>
    public sealed record NewWebhook(
        string Id, string Url, IReadOnlyList<string> Sites, IReadOnlyList<string> Kinds, bool Active, DateTimeOffset CreatedAt, string Secret)
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => Id;
    }

    /// <param name="FailingSince">Null while it takes what it is sent.</param>
    /// <param name="Disabled">Why the desk turned it off; null when it did not.</param>
    public sealed record WebhookView(
        string Id, string Url, IReadOnlyList<string> Sites, IReadOnlyList<string> Kinds, bool Active, string CreatedBy, DateTimeOffset CreatedAt,
        DateTimeOffset? FailingSince, string? Disabled)
    {
        public static WebhookView Of(Webhook w) => new(w.Id, w.Url, w.Sites, w.Kinds, w.Active, w.CreatedBy, w.CreatedAt, w.FailingSince, w.Disabled);
    }
}
