using System.Text.Json.Nodes;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Edges;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Streams;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>What is read of one ticket, past its grain.</summary>
public static class ReadEndpoints
{
    private static readonly QueryField AsOf = new("asOf", typeof(DateTimeOffset), "Shows the ticket as it was at that moment.");
    private static readonly QueryField After = new("after", typeof(int), "Versions beyond this one.");

    public static void MapReading(this RouteGroupBuilder ticket)
    {
        ticket.MapGet("", Show).WithSummary("The ticket, as it is or as it was.").Produces<TicketView>().Takes(AsOf).Needs(Function.Read);
        ticket.MapGet("timeline", Timeline).WithSummary("Everything that happened to the ticket, oldest first.").Produces<Page<TimelineEntry>>()
            .Takes(After, QueryField.Cursor, QueryField.Limit).Needs(Function.Read);
        ticket.MapGet("sla/explain", Explain).WithSummary("How each deadline of the ticket came about.").Produces<Page<ClockStory>>().Needs(Function.Read);
        ticket.MapStep<RevealContact>("contact/reveal", "Shows phone and mail address whole; the look stays on record.", Reveal).RequireRateLimiting(RateLimits.Reveal);
    }

    private static async Task<IResult> Show(QueryValues query, ITicketQueries queries, [AsParameters] TicketCall call)
    {
        var found = query.Value<DateTimeOffset>(AsOf) is { } moment
            ? await queries.AsOf(call.Key, moment, call.Cancel)
            : await queries.Find(call.Key, call.Cancel);
        return found is { } ticket ? new TicketAnswer(ticket) : Problem.NoSuchTicket;
    }

    private static async Task<IResult> Timeline(QueryValues query, ITicketQueries queries, Erasures erasures, [AsParameters] TicketCall call)
    {
        var cursor = query.Cursor is { } text
            ? int.TryParse(text, out var version) ? version : throw new InputException(new InputFault("?cursor", "is not a cursor of this list"))
            : query.Value<int>(After) ?? 0;
        var items = await queries.Timeline(call.Key, cursor, query.Limit + 1, call.Cancel);
        if (items.Count == 0 && await queries.Find(call.Key, call.Cancel) is null) return Problem.NoSuchTicket;
        var page = items.Take(query.Limit).Select(item => TimelineEntry.Of(item, erasures.Has(call.Key))).ToList();
        return TypedResults.Ok(new Page<TimelineEntry>(page, items.Count > query.Limit ? $"{page[^1].Version}" : null));
    }

    private static async Task<IResult> Explain(ITicketQueries queries, [AsParameters] TicketCall call)
    {
        if (await queries.Find(call.Key, call.Cancel) is not { } ticket) return Problem.NoSuchTicket;
        var site = call.Grains.GetGrain<ISiteGrain>(call.Site);
        var stories = new List<ClockStory>();
        foreach (var clock in ticket.Clocks)
        {
            var calendar = await site.Calendar(clock.CalendarVersion);
            stories.Add(ClockStory.Of(clock, calendar is null || clock.Target is null ? null : Deadline.Plan(calendar, clock.StartedAt, clock.Target, clock.Pauses)));
        }

        return TypedResults.Ok(new Page<ClockStory>(stories, null));
    }

    private static async Task<IResult> Reveal(RevealContact body, [AsParameters] TicketCall call)
    {
        var reply = await call.Ask(body);
        call.Http.Response.Headers.CacheControl = "no-store";
        return reply is { Refusal: null, Ticket: { } ticket } ? new TicketAnswer(ticket) { Reveals = true } : TicketCall.Answer(reply);
    }

    /// <param name="By">Account, key or link that did it; <c>clock</c> for the desk itself.</param>
    /// <param name="Via">From where: the client's address.</param>
    /// <param name="Data">What the kind of event holds; contacts are masked.</param>
    /// <param name="Hash">Ties the event to all before it.</param>
    public sealed record TimelineEntry(
        int Version, DateTimeOffset At, string By, string ByKind, string? Via, string Kind, JsonObject Data, string Hash)
    {
        public static TimelineEntry Of(TimelineItem item, bool erased)
        {
            var (kind, id) = EventData.Actor(item.By);
            return new(item.Version, item.At, id, kind, item.Via, item.Kind, EventData.Of(item.Body, erased), item.Hash);
        }
    }

    /// <summary>A deadline with the reasons for it.</summary>
    /// <param name="Item">Id of the visit, change or collaboration; 0 for a clock of the ticket itself.</param>
    /// <param name="Epoch">1 for the first deadline of its kind.</param>
    /// <param name="Explanation">Each counted and paused stretch, and the sum.</param>
    public sealed record ClockStory(
        ClockKind Clock, int Item, int Epoch, ClockState State, Target? Target, DateTimeOffset StartedAt, DateTimeOffset Due,
        DateTimeOffset? BreachedAt, DateTimeOffset? EndedAt, int PolicyVersion, int CalendarVersion, IReadOnlyList<Pause> Pauses,
        IReadOnlyList<PlanStep> Explanation)
    {
        public static ClockStory Of(Clock c, Deadline? plan) => new(
            c.Id.Kind, c.Id.Item, c.Id.Epoch, c.State, c.Target, c.StartedAt, c.Due, c.BreachedAt, c.EndedAt, c.PolicyVersion, c.CalendarVersion,
            c.Pauses, plan switch { Deadline.Due due => due.Explanation, Deadline.Standing standing => standing.Explanation, _ => [] });
    }
}
