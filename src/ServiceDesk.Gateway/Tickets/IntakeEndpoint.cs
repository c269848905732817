using System.Security.Cryptography;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Numbers;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>The one door through which every request comes in.</summary>
public static class IntakeEndpoint
{
    public static void MapIntake(this RouteGroupBuilder tickets) =>
        tickets.MapPost("", Take).WithSummary("Takes a request in, by whichever channel.").WithMetadata(new NotKept())
            .Produces<TicketView>(201).Produces<TicketView>(200).Needs(Function.Open);

    private static async Task<IResult> Take(
        TicketBody body, Caller caller, ContactVault vault, ITicketQueries queries, ITicketJournal journal, IGrainFactory grains, HttpContext http)
    {
        if (!caller.Sees(body.Site)) return Problem.NoSuchSite;
        if (!caller.May(Function.Open, body.Site)) return Problem.Forbidden;
        var inbound = Inbound.Of(http);
        var mark = inbound.Mark(caller);
        if (body.ExternalId is { } id && await queries.FindExternal(body.Site, body.Source, id, http.RequestAborted) is { } known
            && (mark is null || await journal.FindAnswer(mark.Id) is null) && await queries.Find(known, http.RequestAborted) is { } existing)
            return new TicketAnswer(existing);

        var reply = await NewTickets.Open(grains, body.Site, inbound.Cause(caller), new(
            await body.Command(vault, http.RequestAborted), caller.Actor, inbound.Cause(caller), http.Connection.RemoteIpAddress?.ToString(), null, mark, caller.Powers),
            http.RequestAborted);
        if (reply is null) return Problem.NoSuchSite;
        if (reply.Ticket is not { } ticket || reply.Refusal is not null) return TicketCall.Answer(reply);

        // Another request with the same external id was faster: its ticket is the one. The same request again gets what it got.
        return reply.Repeated && (mark is null || await journal.FindAnswer(mark.Id) is null)
            ? new TicketAnswer(ticket)
            : new TicketAnswer(ticket, 201) { Location = TicketAnswer.AddressOf(ticket.Key) };
    }

    /// <param name="SubmittedAt">When the customer asked, where that was earlier than now.</param>
    /// <param name="ExternalId">The request's id in the system it came from: one id makes one ticket of a site and source.</param>
    /// <param name="Verbatim">The customer's own words 客户原话.</param>
    /// <param name="Facts">The objective facts 客观情况说明.</param>
    public sealed record TicketBody(
        [property: SiteCode] string Site, Source Source, DateTimeOffset? SubmittedAt, [property: Line] string? ExternalId, CustomerBody Customer,
        [property: Code] string? ServiceType, [property: Code] string? Type, [property: Code] string? Subtype, [property: Prose] string Verbatim,
        [property: Prose] string? Facts, [property: Line] string? OrderNumber, [property: AtMost(Limits.Materials)] IReadOnlyList<MaterialBody>? Materials,
        Urgency Urgency = Urgency.Medium, Impact Impact = Impact.Single) : IRequestBody
    {
        public async ValueTask<Open> Command(ContactVault vault, CancellationToken cancel) => new(
            Source, SubmittedAt, ExternalId, await Customer.Sealed(vault, Site, cancel), ServiceType, Type, Subtype, Verbatim, Facts, Urgency, Impact, OrderNumber,
            [.. (Materials ?? []).Select(m => new Material(m.Name, m.Kind, m.ObtainedVia))]);
    }

    /// <summary>Who asks. Phone and mail address are encrypted before they are kept.</summary>
    public sealed record CustomerBody(
        [property: Line] string Name, [property: Line] string? ContactPerson, [property: PhoneNumber] string? Phone, [property: MailAddress] string? Email,
        [property: Line] string? Industry, [property: Line, AtMost(Limits.Tags)] IReadOnlyList<string>? Tags, Tier Tier = Tier.Regular) : IRequestBody
    {
        /// <summary>128 bits: without it nobody tests a guess against the proof.</summary>
        private const int SaltDigits = 32;

        public async ValueTask<Customer> Sealed(ContactVault vault, string site, CancellationToken cancel)
        {
            var (phone, email) = await vault.SealContacts(site, Phone, Email, cancel);
            return new(Name, ContactPerson, phone, email, Industry, Tier, Tags ?? [], Salt: RandomNumberGenerator.GetHexString(SaltDigits, lowercase: true));
        }

        /// <summary>Nothing that a log could show.</summary>
        public override string ToString() => "a customer";
    }

    /// <summary>Supporting material 附加材料 that is named, without its file.</summary>
    public sealed record MaterialBody([property: Line] string Name, [property: Line(Limits.Code)] string Kind, [property: Line] string? ObtainedVia) : IRequestBody;
}
