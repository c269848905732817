using System.Text.Json;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>Two tickets that ask for the same: one ends in the other. Both timelines live on.</summary>
public static class MergeEndpoints
{
    public static void MapMerging(this RouteGroupBuilder ticket)
    {
        ticket.MapStep<Merge>("merge", "Ends this ticket in another one of the site, the survivor.",
            (Merge body, ITicketQueries queries, [AsParameters] TicketCall call) => call.Merge(body, queries));
        ticket.MapStep<Unmerge>("unmerge", "It was not the same after all: the ticket stands again where it stood.",
            ([Microsoft.AspNetCore.Mvc.FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] Unmerge? body,
                ITicketQueries queries, [AsParameters] TicketCall call) => call.Undo(body ?? new(), queries));
    }

    /// <summary>The survivor takes over first: a crash in between leaves it expecting a ticket, never a ticket that ended in nothing.</summary>
    private static async Task<IResult> Merge(this TicketCall call, Merge merge, ITicketQueries queries)
    {
        if (await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        if (merge.Into == call.Number) return TicketCall.Answer(await call.Ask(merge));

        var survivor = new TicketKey(call.Site, merge.Into);
        var taken = await call.Ask(survivor, new TakeOver(call.Number), "take");
        if (taken.Refusal is { } refusal) return AtSurvivor(refusal);

        var reply = await call.Ask(merge);
        if (reply.Refusal is not null && reply.Ticket?.MergedInto != merge.Into) await call.Ask(survivor, new GiveBack(call.Number), "give");
        return TicketCall.Answer(reply);
    }

    private static async Task<IResult> Undo(this TicketCall call, Unmerge unmerge, ITicketQueries queries)
    {
        var reply = await call.Ask(unmerge);
        if (reply is { Refusal: null, Ticket: { } ticket } && await LeftAt(ticket, queries, call.Cancel) is { } survivor)
            await call.Ask(new(call.Site, survivor), new GiveBack(call.Number), "give");
        return TicketCall.Answer(reply);
    }

    /// <summary>The survivor's number stands in the event that made this version: also when the request comes again much later.</summary>
    private static async Task<string?> LeftAt(Ticket ticket, ITicketQueries queries, CancellationToken cancel)
    {
        var items = await queries.Timeline(ticket.Key, ticket.Version - 1, 1, cancel);
        if (items is not [{ Kind: "unmerged" } item]) return null;
        using var body = JsonDocument.Parse(item.Body);
        return body.RootElement.GetProperty("from").GetString();
    }

    private static Problem AtSurvivor(Refusal refusal) => refusal.Kind is RefusalKind.NotFound
        ? Problem.Of(Refusal.Invalid("/into", "names no ticket of the site"), null)
        : new(409, "survivor_" + refusal.Code, "目标工单：" + refusal.Zh, "The survivor: " + refusal.En);
}
