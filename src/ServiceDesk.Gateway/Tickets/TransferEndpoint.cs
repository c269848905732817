using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>A ticket that another site is to handle.</summary>
public static class TransferEndpoint
{
    public static void MapTransfer(this RouteGroupBuilder ticket) => ticket.MapStep<TransferTo>(
        "transfer", "Hands the ticket to another site: it goes on there under a number of its own, which is in Location, and ends here.",
        (TransferTo body, SiteBook sites, TransferRoad road, ITicketJournal journal, [AsParameters] TicketCall call) => call.Transfer(body, sites, road, journal));

    /// <summary>Once it is on its way it arrives, whatever becomes of this request: the queue carries what is found on the way.</summary>
    private static async Task<IResult> Transfer(this TicketCall call, TransferTo body, SiteBook sites, TransferRoad road, ITicketJournal journal)
    {
        if (await journal.Load(call.Key) is null) return Problem.NoSuchTicket;
        var knows = SiteCodeAttribute.Fits(body.Site) && (call.Caller.Sees(body.Site) || call.Caller.Supervises(call.Site));
        if (!knows || await sites.Find(body.Site) is null) return Problem.Of(Refusal.Invalid("/site", "names no site"), null);

        var reply = await call.Ask(body);
        if (reply.Refusal is not null) return TicketCall.Answer(reply);
        await road.Carry(call.Key);
        var ticket = (await journal.Load(call.Key))!.Ticket;
        return new TicketAnswer(ticket)
        {
            Location = ticket.Links.LastOrDefault(link => link.Kind is LinkKind.TransferredTo) is { } on ? TicketAnswer.AddressOf(TicketKey.Parse(on.To)) : null,
        };
    }
}
