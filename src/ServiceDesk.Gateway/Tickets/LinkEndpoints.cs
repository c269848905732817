using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Numbers;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>Tickets that have to do with each other.</summary>
public static class LinkEndpoints
{
    public static void MapLinking(this RouteGroupBuilder ticket)
    {
        ticket.MapStep<Link>("link", "Links the ticket to another one of the site; the other shows the inverse.",
            (Link body, ITicketQueries queries, [AsParameters] TicketCall call) => call.Link(body, queries));
        ticket.MapStep("split", "Makes a ticket of its own of a part of the request; its address is in Location.", Function.Split,
            (SplitBody body, ITicketQueries queries, [AsParameters] TicketCall call) => call.Split(body, queries));
    }

    private static async Task<IResult> Link(this TicketCall call, Link link, ITicketQueries queries)
    {
        if (await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        var other = new TicketKey(call.Site, link.To);
        var found = await queries.Find(other, call.Cancel);
        if (found is null) return TicketCall.Answer(new(Refusal.Invalid("/to", "names no ticket of the site"), null));
        if (found.MergedInto is { } survivor && link.To != call.Number) return TicketCall.Answer(new(Refusal.MergedInto(survivor), null));

        var reply = await call.Ask(link);
        if (reply.Refusal is null) await call.Ask(other, new Link(call.Number, Inverse(link.Kind)), "mirror");
        return TicketCall.Answer(reply);
    }

    private static async Task<IResult> Split(this TicketCall call, SplitBody part, ITicketQueries queries)
    {
        if (await queries.Find(call.Key, call.Cancel) is not { } whole) return Problem.NoSuchTicket;
        if (whole.MergedInto is { } survivor) return TicketCall.Answer(new(Refusal.MergedInto(survivor), null));

        var opened = await NewTickets.Open(call.Grains, call.Site, call.Cause + "#split", new(
            part.Command(whole), call.Caller.Actor, call.Cause, call.Http.Connection.RemoteIpAddress?.ToString(), null,
            call.Mark is { } mark ? mark with { Id = mark.Id + "#split" } : null, call.Caller.Powers));
        if (opened is not { Refusal: null, Ticket: { } made }) return opened is null ? Problem.NoSuchSite : TicketCall.Answer(opened);

        var reply = await call.Ask(new Link(made.Number, LinkKind.SplitInto));
        return reply is { Refusal: null, Ticket: { } ticket }
            ? new TicketAnswer(ticket) { Location = TicketAnswer.AddressOf(made.Key) }
            : TicketCall.Answer(reply);
    }

    private static LinkKind Inverse(LinkKind kind) => kind switch
    {
        LinkKind.Blocks => LinkKind.BlockedBy,
        LinkKind.BlockedBy => LinkKind.Blocks,
        LinkKind.FollowUpOf => LinkKind.FollowedUpBy,
        LinkKind.FollowedUpBy => LinkKind.FollowUpOf,
        LinkKind.SplitFrom => LinkKind.SplitInto,
        LinkKind.SplitInto => LinkKind.SplitFrom,
        _ => kind,
    };

    /// <summary>The part that becomes a ticket; what is left out is as on the whole.</summary>
    /// <param name="Reason">Why it is split; it becomes the facts of the part where none are given.</param>
    public sealed record SplitBody(
        [property: Prose] string Verbatim, [property: Prose] string? Facts, [property: Code] string? Type, [property: Code] string? Subtype,
        [property: Code] string? ServiceType, Urgency? Urgency, [property: Prose(Limits.Note)] string? Reason) : IRequestBody
    {
        public Open Command(Ticket whole) => new(
            whole.Source, whole.SubmittedAt, null, whole.Customer, ServiceType ?? whole.ServiceType, Type ?? whole.Type,
            Type is null ? Subtype ?? whole.Subtype : Subtype, Verbatim, Facts ?? Reason, Urgency ?? whole.Urgency, whole.Impact, whole.OrderNumber, [],
            new(whole.Number, LinkKind.SplitFrom));
    }
}
