using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Outside;

/// <summary>The customer rates what was done 满意度评价, by a link and without an account.</summary>
public static class SurveyEndpoints
{
    private const int ShownOfRequest = 200;

    private static readonly Actor Customer = new(ActorKind.Customer, "survey");

    public static void MapSurvey(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/survey/{token}").WithTags("Customers").AllowAnonymous();
        group.MapGet("", Ask).WithSummary("What the customer is asked.").Produces<SurveySheet>();
        group.MapPost("", Rate).WithSummary("The customer's answer.").Produces<Thanks>().WithMetadata(new NotKept());
    }

    private static async Task<IResult> Ask(string token, CustomerTokens tokens, ITicketQueries queries, SiteBook sites, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return tokens.Read(token, TokenUse.Survey) is { } link && await queries.Find(link.Key, http.RequestAborted) is { } ticket
            && await sites.Find(ticket.Site) is { } rules
                ? TypedResults.Ok(SurveySheet.Of(ticket, link.Item, rules, Languages.Of(http.Request)))
                : Problem.NoSuchLink;
    }

    private static async Task<IResult> Rate(
        string token, CommandEndpoints.RateBody body, CustomerTokens tokens, ITicketQueries queries, IGrainFactory grains, HttpContext http)
    {
        if (tokens.Read(token, TokenUse.Survey) is not { } link || await queries.Find(link.Key, http.RequestAborted) is not { } ticket) return Problem.NoSuchLink;
        var inbound = Inbound.Of(http);
        var mark = inbound.MarkOf($"customer:{link.Key}:survey{link.Item}");

        // The verdict on an earlier round is in: only a repetition of that very request still gets its answer, from the ticket.
        if (ticket.Rounds != link.Item && mark is null) return Problem.Of(Refusal.AlreadyRated, null);
        var reply = await grains.GetGrain<ITicketGrain>(link.Key.ToString()).Handle(new(
            body.Command(), Customer, mark?.Id ?? inbound.Fresh, http.Connection.RemoteIpAddress?.ToString(),
            ticket.Rounds == link.Item ? ticket.Version : -1, mark));
        return reply.Refusal is { } refusal
            ? Problem.Of(refusal.Kind is RefusalKind.Stale ? Refusal.AlreadyRated : refusal, null)
            : TypedResults.Ok(new Thanks(reply.Ticket!.Number, Answered: true));
    }

    /// <param name="Site">Name of the support centre.</param>
    /// <param name="Request">The beginning of the customer's own words.</param>
    /// <param name="Answered">Whether the verdict is in already.</param>
    public sealed record SurveySheet(
        string Site, string Number, string Request, IReadOnlyList<Question> Questions, IReadOnlyList<Choosable> Scale, bool Answered)
    {
        public static SurveySheet Of(Ticket ticket, int round, SiteRules rules, Language language) => new(
            rules.Name, ticket.Number, Shortened(ticket.Verbatim),
            [.. rules.Policy.Survey.Questions.Select(q => new Question(q.Code, q.Label.In(language)))],
            [.. rules.Policy.Survey.Scale.Select(a => new Choosable(a.Value, a.Label.In(language)))],
            ticket.Rounds != round || ticket.Rating is not null);

        private static string Shortened(string text)
        {
            if (text.Length <= ShownOfRequest) return text;
            var end = char.IsHighSurrogate(text[ShownOfRequest - 1]) ? ShownOfRequest - 1 : ShownOfRequest;
            return text[..end] + "…";
        }
    }

    public sealed record Question(string Code, string Label);

    public sealed record Choosable(int Value, string Label);

    public sealed record Thanks(string Number, bool Answered);
}
