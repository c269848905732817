using System.Text.Json.Nodes;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Audit;
using ServiceDesk.Storage.Contacts;
using ServiceDesk.Storage.Materials;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Customers;

/// <summary>A customer with all their tickets, and how a customer is forgotten (ADR 0025).</summary>
public static class CustomerEndpoints
{
    private const int PageOfErasure = 100;

    private static readonly QueryField Phone = new("phone", typeof(string), "Exact phone number, however written.", 40);
    private static readonly QueryField Email = new("email", typeof(string), "Exact mail address.", 254);
    private static readonly QueryField Name = new("name", typeof(string), "Exact name.");
    private static readonly QueryField Ticket = new("ticket", typeof(string), "Number of a ticket of theirs: whoever has its phone or mail address, or its name where it has neither.");

    private static readonly Problem NoSuchCustomer = new(404, "no_such_customer", "没有这个客户", "The site knows no such customer.");

    public static void MapCustomers(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/customers").WithTags("Customers");
        group.MapGet("", Show).WithSummary("A customer, by phone, email, name or a ticket of theirs, with all their tickets at a site, latest first.")
            .Produces<CustomerPage>().Needs(Function.Read)
            .Takes(QueryField.Site with { Required = true }, Phone, Email, Name, Ticket, QueryField.Cursor, QueryField.Limit);
        group.MapPost("/erase", Erase).WithSummary("Forgets a customer: destroys the keys of their contacts, for ever, and removes name and contacts from their tickets.")
            .Produces<ErasureReport>().Needs(Function.CustomerErase);
    }

    private static async Task<IResult> Show(
        QueryValues query, Caller caller, ContactVault vault, ITicketQueries queries, TicketViews views, SiteBook sites, HttpContext http)
    {
        var site = query.Text(QueryField.Site)!;
        if (!SiteCodeAttribute.Fits(site) || !caller.Sees(site) || await sites.Find(site) is null) return Problem.NoSuchSite;
        if (new[] { Phone, Email, Name, Ticket }.Count(mark => query.Text(mark) is not null) != 1)
            return Problem.Invalid(new InputFault("?phone", "one of phone, email, name and ticket is needed, and no more"));
        var filter = query.Text(Ticket) is { } number
            ? FilterOf(site, (await queries.Find(new(site, number), http.RequestAborted))?.Customer)
            : FilterOf(site, query.Text(Phone), query.Text(Email), query.Text(Name), vault);
        if (filter is null) return NoSuchCustomer;
        try
        {
            var page = await queries.List(filter, query.Cursor, query.Limit, http.RequestAborted);
            if (page.Items.Count == 0) return NoSuchCustomer;
            var tickets = page.Items.Select(ticket => views.Of(ticket, caller)).ToList();
            return TypedResults.Ok(new CustomerPage(tickets[0].Customer, tickets, page.Next));
        }
        catch (FormatException)
        {
            return Problem.Invalid(new InputFault("?cursor", "is not a cursor of this list"));
        }
    }

    /// <summary>
    /// Keys first, then the ticket: until the ticket has forgotten, a repetition finds it again. It goes on until nothing is found, so that
    /// a request that was cut off is simply sent again.
    /// </summary>
    private static async Task<IResult> Erase(
        EraseBody body, Caller caller, ContactVault vault, ITicketQueries queries, IContactKeyStore keys, Erasures erasures, IGrainFactory grains,
        IMaterialStore materials, IAuditLog audit, HttpContext http)
    {
        if (!caller.Sees(body.Site)) return Problem.NoSuchSite;
        if (!caller.May(Function.CustomerErase, body.Site)) return Problem.Forbidden;
        if (FilterOf(body.Site, body.Phone, body.Email, body.Name, vault) is not { } filter)
            return Problem.Invalid(new InputFault("", "one of phone, email and name is needed, and no more"));

        var (tickets, destroyed, kept) = (new List<string>(), 0, 0);
        var cause = Inbound.Of(http).Cause(caller);
        while (true)
        {
            var page = await queries.List(filter, null, PageOfErasure, http.RequestAborted);
            var found = page.Items.Where(ticket => ticket.Customer.ErasedAt is null).ToList();
            if (found.Count == 0) break;

            // Before anything is destroyed: what cannot be written down is not done.
            await audit.Write(new(AuditKind.CustomerErased, body.Site, caller.Scope, http.Connection.RemoteIpAddress?.ToString(), Told(body, found)), http.RequestAborted);
            foreach (var ticket in found)
            {
                var contacts = new[] { ticket.Customer.Phone, ticket.Customer.Email }.OfType<Contact>().ToList();
                var ids = contacts.Select(ContactVault.KeyIdOf).OfType<string>().Distinct().ToList();
                if (ids.Count > 0) destroyed += await keys.Erase(ids, CancellationToken.None);
                await materials.Forget([.. ticket.Materials.Select(material => material.File).OfType<string>().Distinct()], CancellationToken.None);
                await erasures.Add(ticket.Key, CancellationToken.None);
                var reply = await grains.GetGrain<ITicketGrain>(ticket.Key.ToString()).Handle(
                    new(new EraseCustomer(body.Reason), caller.Actor, cause, http.Connection.RemoteIpAddress?.ToString(), Powers: caller.Powers));
                if (reply.Refusal is { } refusal) return Problem.Of(refusal, reply.Ticket?.Version);
                tickets.Add(ticket.Number);
                kept += contacts.Count(contact => ContactVault.KeyIdOf(contact) is null);
            }
        }

        return TypedResults.Ok(new ErasureReport(tickets, destroyed, kept, await materials.DeleteForgotten(CancellationToken.None)));
    }

    /// <summary>What finds the customer; null when not exactly one mark is given.</summary>
    private static TicketFilter? FilterOf(string site, string? phone, string? email, string? name, ContactVault vault) => (phone ?? email, name) switch
    {
        (null, { }) => new TicketFilter([site]) { Customer = name },
        ({ } contact, null) when phone is null || email is null => new TicketFilter([site]) { Contacts = [vault.IndexOf(contact)] },
        _ => null,
    };

    /// <summary>What finds the other tickets of whoever asked in one; null when nobody did, or they were forgotten: then nothing tells them apart.</summary>
    private static TicketFilter? FilterOf(string site, Customer? of)
    {
        if (of is not { ErasedAt: null }) return null;
        var contacts = new[] { of.Phone, of.Email }.OfType<Contact>().Select(contact => contact.Index).ToList();
        return contacts.Count > 0 ? new([site]) { Contacts = contacts } : new([site]) { Customer = of.Name };
    }

    /// <summary>By which mark, never which: the log must not remember whom it says was forgotten.</summary>
    private static JsonObject Told(EraseBody body, IReadOnlyList<Ticket> tickets) => new()
    {
        ["by"] = body.Name is not null ? "name" : body.Phone is not null ? "phone" : "email",
        ["reason"] = body.Reason,
        ["tickets"] = new JsonArray([.. tickets.Select(ticket => (JsonNode)ticket.Number)]),
    };

    /// <param name="Customer">As their latest ticket has them; contacts are masked.</param>
    public sealed record CustomerPage(CustomerView Customer, IReadOnlyList<TicketView> Items, string? Next);

    /// <summary>Whom to forget: by exactly one of phone, email and name. Whoever is known by several is erased by each.</summary>
    public sealed record EraseBody(
        [property: SiteCode] string Site, [property: PhoneNumber] string? Phone, [property: MailAddress] string? Email, [property: Line] string? Name,
        [property: Prose(Limits.Note)] string Reason) : IRequestBody
    {
        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => $"an erasure at {Site}";
    }

    /// <param name="Tickets">Numbers of the tickets that have forgotten; empty when there were none, or none any more.</param>
    /// <param name="KeysDestroyed">Keys without which contacts cannot be read again.</param>
    /// <param name="UnderRing">Contacts that an older desk had sealed with the key ring itself: gone from ticket, lists and answers, and
    /// readable in old events to whoever has store and ring until that key leaves the ring.</param>
    /// <param name="FilesDeleted">Files that no other ticket has. One that was sent in the last minutes goes a little later.</param>
    public sealed record ErasureReport(IReadOnlyList<string> Tickets, int KeysDestroyed, int UnderRing, int FilesDeleted);
}
