using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Outside;

/// <summary>The customer signs a change 电子签章, by a link and without an account.</summary>
public static class ConfirmEndpoints
{
    private static readonly Actor Customer = new(ActorKind.Customer, "confirm");

    public static void MapConfirm(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/confirm/{token}").WithTags("Customers").AllowAnonymous();
        group.MapGet("", Ask).WithSummary("What the customer is to confirm.").Produces<ConfirmSheet>();
        group.MapPost("", Sign).WithSummary("The customer confirms or rejects the change.").Produces<Signed>().WithMetadata(new NotKept());
    }

    private static async Task<IResult> Ask(string token, CustomerTokens tokens, ITicketQueries queries, SiteBook sites, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return tokens.Read(token, TokenUse.Confirm) is { } link && await queries.Find(link.Key, http.RequestAborted) is { } ticket
            && ticket.Changes.FirstOrDefault(c => c.Id == link.Item) is { } change && await sites.Find(ticket.Site) is { } rules
                ? TypedResults.Ok(new ConfirmSheet(
                    rules.Name, ticket.Number, change.What, change.Since, change.State, link.ExpiresAt, change.SignedText(ticket.Key), change.Sha256(ticket.Key)))
                : Problem.NoSuchLink;
    }

    private static async Task<IResult> Sign(
        string token, SignBody body, CustomerTokens tokens, ITicketQueries queries, IGrainFactory grains, HttpContext http)
    {
        if (tokens.Read(token, TokenUse.Confirm) is not { } link || await queries.Find(link.Key, http.RequestAborted) is not { } ticket
            || ticket.Changes.All(c => c.Id != link.Item)) return Problem.NoSuchLink;
        var inbound = Inbound.Of(http);
        var mark = inbound.MarkOf($"customer:{link.Key}:confirm{link.Item}");
        var to = body.Accept ? ChangeState.Confirmed : ChangeState.Rejected;
        var reply = await grains.GetGrain<ITicketGrain>(link.Key.ToString()).Handle(new(
            new SettleChange(link.Item, to, body.Accept ? null : body.Reason, new(body.Name, body.Drawn)), Customer, mark?.Id ?? inbound.Fresh,
            http.Connection.RemoteIpAddress?.ToString(), null, mark));
        return reply.Refusal is { } refusal ? Problem.Of(refusal, null) : TypedResults.Ok(new Signed(link.Key.Number, to));
    }

    /// <param name="Site">Name of the support centre.</param>
    /// <param name="ExpiresAt">Until when it can be signed.</param>
    /// <param name="Text">Exactly what is signed.</param>
    /// <param name="Sha256">Of that text in UTF-8; kept with the signature.</param>
    public sealed record ConfirmSheet(
        string Site, string Number, string What, DateTimeOffset Since, ChangeState State, DateTimeOffset ExpiresAt, string Text, string Sha256);

    /// <param name="Name">As the customer signs; may be left out where it is drawn.</param>
    /// <param name="Drawn">The name drawn by hand: path data of SVG, or a PNG as data URL.</param>
    /// <param name="Reason">Why it is rejected.</param>
    public sealed record SignBody(
        [property: Line] string? Name, [property: Prose(Limits.Note)] string? Reason, bool Accept = true, [property: Drawing] string? Drawn = null) : IRequestBody;

    public sealed record Signed(string Number, ChangeState State);
}
