using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Numbers;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Queues;

/// <summary>
/// Carries a ticket to another site: opens it there, then ends it here. That it is on its way was committed before, so whoever finds it so
/// goes on, and every step done twice is done once.
/// </summary>
public sealed class TransferRoad(IGrainFactory grains, ITicketJournal journal, SiteBook sites)
{
    /// <returns>The ticket where it ended, with the link to where it goes on; null when it is not, or cannot be, on its way.</returns>
    public async Task<TicketReply?> Carry(TicketKey key)
    {
        if ((await journal.Load(key))?.Ticket is not { Transfer: { } way } ticket || await sites.Find(way.Site) is not { } there) return null;
        var id = $"transfer:{key}:{way.Version}";
        var opened = await NewTickets.Open(grains, way.Site, id, new(
            Opening(ticket, there.Policy), Actor.Desk, id, Mark: new(id, "transfer", KeepRefusal: false)));
        return opened is { Refusal: null, Ticket: { } made }
            ? await grains.GetGrain<ITicketGrain>(key.ToString()).Handle(new(new CompleteTransfer(made.Number), Actor.Desk, id))
            : throw new InvalidOperationException($"{key} was not taken by {way.Site}: {opened?.Refusal?.En}");
    }

    /// <summary>The class under another site's policy: what that does not know is left open.</summary>
    public static (string? Type, string? Subtype) ClassAt(SitePolicy policy, string? type, string? subtype) => policy.Type(type) is not { } known
        ? (null, null)
        : (type, known.Subtypes.Any(s => s.Code == subtype) ? subtype : null);

    /// <summary>The same request of the same customer, from the same moment: the promises count from when it was first asked.</summary>
    private static Open Opening(Ticket ticket, SitePolicy policy)
    {
        var (type, subtype) = ClassAt(policy, ticket.Type, ticket.Subtype);
        return new(
            ticket.Source, ticket.SubmittedAt, null, SealedAt(ticket), policy.ServiceTypes.Any(s => s.Code == ticket.ServiceType) ? ticket.ServiceType : null,
            type, subtype, ticket.Verbatim, ticket.Facts, ticket.Urgency, ticket.Impact, ticket.OrderNumber, ticket.Materials,
            new(ticket.Key.ToString(), LinkKind.TransferredFrom));
    }

    /// <summary>Contacts open only for the site they were sealed for: they say which that was.</summary>
    private static Customer SealedAt(Ticket ticket) => ticket.Customer with
    {
        Phone = ticket.Customer.Phone is { } phone ? phone with { SealedFor = phone.SealedFor ?? ticket.Site } : null,
        Email = ticket.Customer.Email is { } email ? email with { SealedFor = email.SealedFor ?? ticket.Site } : null,
    };
}
