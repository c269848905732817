using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Outside;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>
/// Makes a message of a delivery at the moment it goes out: only here is a contact opened, and the words tell how things stand now.
/// </summary>
public sealed class MessageWriter(
    NoticeOptions options, ContactVault vault, CustomerTokens tokens, ITicketQueries tickets, IInboxes inboxes, IPersonContactStore contacts, SiteBook sites)
{
    private static readonly Dictionary<string, NoticeKind> Kinds = Enum.GetValues<NoticeKind>().ToDictionary(kind => DeskJson.Word(kind));

    /// <summary>The message; null when there is nothing to tell any more, or nobody to tell it to.</summary>
    public async Task<OutwardMessage?> Write(OutboxItem delivery, CancellationToken cancel)
    {
        var ticket = delivery.Number is { } number ? await tickets.Find(new(delivery.Site, number), cancel) : null;
        var rules = await sites.Find(delivery.Site);
        var setting = new NoticeSetting(rules?.Name ?? delivery.Site, rules?.TimeZone ?? "UTC", delivery.Number, ticket);
        return delivery.Target == NoticePlan.Customer
            ? ticket is null ? null : await ToCustomer(delivery, ticket, setting, cancel)
            : await ToStaff(delivery, setting, cancel);
    }

    /// <summary>The same for every attempt at a delivery, and nothing that could be read back.</summary>
    public static string IdOf(string dedup) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dedup)))[..40];

    private async Task<OutwardMessage?> ToCustomer(OutboxItem delivery, Ticket ticket, NoticeSetting setting, CancellationToken cancel)
    {
        var (kind, data) = (Kinds[delivery.Kind], delivery.Data ?? new());
        var contact = delivery.Channel is Channel.Sms ? ticket.Customer.Phone : ticket.Customer.Email;
        if (contact is null || !IsStillSo(kind, data, ticket, out var path)) return null;
        var link = path is null ? null : options.CustomerAddress(path).ToString();
        // Nobody can be told whose contact was erased.
        if (await Open(() => vault.OpenContact(ticket.Site, contact, cancel)) is not { } address) return null;
        return new(IdOf(delivery.Dedup), address, NoticeWords.Of(options.Language).Say(kind, data, setting with { Link = link }));
    }

    /// <summary>Whether the customer still has to be told, and the link that goes with it.</summary>
    private bool IsStillSo(NoticeKind kind, NoticeData data, Ticket ticket, out string? path)
    {
        path = kind switch
        {
            NoticeKind.AskRating when ticket.Rounds == data.Item => tokens.SurveyLink(ticket),
            NoticeKind.AskConfirmation when ticket.Changes.FirstOrDefault(c => c.Id == data.Item) is { } change => tokens.ConfirmLink(ticket, change),
            _ => null,
        };
        return kind switch
        {
            NoticeKind.AskRating or NoticeKind.AskConfirmation => path is not null,
            NoticeKind.VisitPlanned => ticket.Visits.Any(v => v.Id == data.Item && v.State is VisitState.Planned or VisitState.Departed),
            NoticeKind.VisitLate => ticket.Visits.Any(v => v.Id == data.Item && v.State is not (VisitState.Failed or VisitState.Done)),
            _ => true,
        };
    }

    private async Task<OutwardMessage?> ToStaff(OutboxItem delivery, NoticeSetting setting, CancellationToken cancel)
    {
        var contact = await contacts.Find(delivery.Target, cancel);
        var address = delivery.Channel switch
        {
            Channel.Email => contact.Email,
            Channel.Sms => contact.Phone,
            _ => delivery.Target,
        };
        if (address is null) return null;
        if (delivery.Channel is not Channel.Chat) address = (await Open(() => ValueTask.FromResult<string?>(vault.Open(PersonBound(delivery.Target), address))))!;

        // A digest has grown since it was put up.
        var data = Kinds[delivery.Kind] is NoticeKind.Digest && delivery.Cause is { } cause && await inboxes.Find(delivery.Target, cause, cancel) is { } grown
            ? grown.Data : delivery.Data ?? new();
        return new(IdOf(delivery.Dedup), address, NoticeWords.Of(contact.Preferences.Language ?? options.Language).Say(Kinds[delivery.Kind], data, setting));
    }

    private static async Task<string?> Open(Func<ValueTask<string?>> open)
    {
        try
        {
            return await open();
        }
        catch (CryptographicException fault)
        {
            throw new SendException("the address cannot be opened", isFinal: true, fault);
        }
    }

    /// <summary>What a person's address is sealed to.</summary>
    public static string PersonBound(string person) => $"person:{person}";
}
