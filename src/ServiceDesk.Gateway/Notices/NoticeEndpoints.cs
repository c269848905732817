using System.Globalization;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Deliveries;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Notices;

/// <summary>The caller's own inbox, and how they want to be told.</summary>
public static class NoticeEndpoints
{
    private static readonly QueryField Unread = new("unread", typeof(bool), "True for what was not read yet only.");
    private static readonly QueryField Digest = new("digest", typeof(long), "Id of a digest: what folded into it, instead of what stands by itself.");

    private static readonly Problem NoSuchNotice = new(404, "no_such_notice", "没有这条通知", "There is no such notice.");

    public static void MapNotices(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/notices").WithTags("Notices").Needs(Function.Notices);
        group.MapGet("", List).WithSummary("What the caller was told, newest first.").Produces<Page<NoticeView>>()
            .Takes(Unread, Digest, QueryField.Cursor, QueryField.Limit);
        group.MapGet("/unread", Count).WithSummary("How many notices the caller has not read.").Produces<UnreadCount>();
        group.MapGet("/stream", Follow).WithSummary("New notices as server-sent events; goes on after Last-Event-ID.").Produces<NoticeView>(200, "text/event-stream")
            .WithMetadata(new LongLived());
        group.MapPost("/{id:long}/read", Read).WithSummary("Marks a notice as read; a digest with all that is in it.").Produces(204);
        group.MapPost("/read-all", ReadAll).WithSummary("Marks everything as read.").Produces<ReadCount>();
        var mine = api.MapGroup("/me/notices").WithTags("Notices").Needs(Function.Notices);
        mine.MapGet("", Preferences).WithSummary("How the caller is told outside the desk.").Produces<PreferencesBody>();
        mine.MapPut("", SetPreferences).WithSummary("Changes how the caller is told outside the desk.").Produces<PreferencesBody>();
    }

    private static async Task<IResult> List(QueryValues query, Caller caller, IInboxes inboxes, NoticeViews views, HttpContext http)
    {
        long? before = null;
        if (query.Cursor is { } cursor)
            before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
                ? seq : throw new InputException(new InputFault("?cursor", "is not a cursor of this list"));
        var items = await inboxes.Read(
            caller.Id, query.Value<bool>(Unread) is true, query.Value<long>(Digest), before, query.Limit + 1, http.RequestAborted);
        var page = items.Take(query.Limit).ToList();
        return TypedResults.Ok(new Page<NoticeView>(
            await views.Of(page, caller, Languages.Of(http.Request), http.RequestAborted), items.Count > query.Limit ? $"{page[^1].Seq}" : null));
    }

    private static async Task<IResult> Count(Caller caller, IInboxes inboxes, HttpContext http) =>
        TypedResults.Ok(new UnreadCount(await inboxes.CountUnread(caller.Id, http.RequestAborted)));

    private static NoticeStream Follow(Caller caller, IInboxes inboxes, InboxBell bell, NoticeViews views, IHostApplicationLifetime host, HttpContext http)
    {
        long? start = http.Request.Headers["Last-Event-ID"] is not [{ Length: > 0 } text] ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq
            : throw new InputException(new InputFault("Last-Event-ID", "must be the id of an event of this stream"));
        return new NoticeStream(inboxes, bell, views, caller, start, host.ApplicationStopping);
    }

    private static async Task<IResult> Read(long id, Caller caller, IInboxes inboxes, TimeProvider time, HttpContext http) =>
        await inboxes.MarkRead(caller.Id, id, time.GetUtcNow(), http.RequestAborted) ? TypedResults.NoContent() : NoSuchNotice;

    private static async Task<IResult> ReadAll(Caller caller, IInboxes inboxes, TimeProvider time, HttpContext http) =>
        TypedResults.Ok(new ReadCount(await inboxes.MarkAllRead(caller.Id, time.GetUtcNow(), http.RequestAborted)));

    private static async Task<IResult> Preferences(Caller caller, PersonAddresses addresses, HttpContext http) =>
        TypedResults.Ok(PreferencesBody.Of(await addresses.Find(caller.Id, http.RequestAborted)));

    private static async Task<IResult> SetPreferences(PreferencesBody body, Caller caller, PersonAddresses addresses, HttpContext http)
    {
        if (body.Quiet is { TimeZone: var zone } && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return Problem.Invalid(new InputFault("/quiet/timeZone", "is no IANA time zone"));
        var wanted = new PersonAddress(body.Email, body.Phone, new(
            body.ByEmail, body.BySms, body.ByChat, body.Quiet, body.UrgentBreaksQuiet, body.Language));
        await addresses.Put(caller.Id, wanted, http.RequestAborted);
        return TypedResults.Ok(PreferencesBody.Of(wanted));
    }

    /// <param name="Unread">Digests count once.</param>
    public sealed record UnreadCount(long Unread);

    /// <param name="Read">How many were marked.</param>
    public sealed record ReadCount(int Read);

    /// <summary>How the caller is told outside the desk. The inbox has every notice whatever stands here.</summary>
    /// <param name="Email">Where mails go; null for nowhere.</param>
    /// <param name="Phone">Where text messages go; null for nowhere.</param>
    /// <param name="Quiet">Hours in which nothing is sent but what is urgent; null for none.</param>
    /// <param name="Language">zh-CN or en; null for the desk's own.</param>
    /// <param name="UrgentBreaksQuiet">Whether what is urgent comes in quiet hours too.</param>
    public sealed record PreferencesBody(
        [property: MailAddress] string? Email, [property: PhoneNumber] string? Phone, QuietHours? Quiet,
        [property: System.ComponentModel.DataAnnotations.RegularExpression("^(zh-CN|en)$")] string? Language, ChannelUse ByEmail = ChannelUse.All,
        ChannelUse BySms = ChannelUse.Urgent, ChannelUse ByChat = ChannelUse.All, bool UrgentBreaksQuiet = true) : IRequestBody
    {
        public static PreferencesBody Of(PersonAddress a) => new(
            a.Email, a.Phone, a.Preferences.Quiet, a.Preferences.Language, a.Preferences.Email, a.Preferences.Sms, a.Preferences.Chat, a.Preferences.UrgentBreaksQuiet);

        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "…";
    }
}

/// <summary>How a person can be reached, in the clear.</summary>
public sealed record PersonAddress(string? Email, string? Phone, NoticePreferences Preferences)
{
    /// <summary>Nothing that a log could show.</summary>
    public override string ToString() => "…";
}

/// <summary>Addresses of the desk's own people, sealed at rest as those of customers are.</summary>
public sealed class PersonAddresses(IPersonContactStore store, ContactVault vault)
{
    public async Task<PersonAddress> Find(string person, CancellationToken cancel)
    {
        var sealedOnes = await store.Find(person, cancel);
        var bound = MessageWriter.PersonBound(person);
        return new(
            sealedOnes.Email is { } email ? vault.Open(bound, email) : null, sealedOnes.Phone is { } phone ? vault.Open(bound, phone) : null, sealedOnes.Preferences);
    }

    public Task Put(string person, PersonAddress address, CancellationToken cancel)
    {
        var bound = MessageWriter.PersonBound(person);
        return store.Put(
            person,
            new(
                address.Email is null ? null : vault.Seal(bound, address.Email.Trim()), address.Phone is null ? null : vault.Seal(bound, address.Phone.Trim()),
                address.Preferences),
            cancel);
    }
}
