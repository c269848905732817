using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Storage.Audit;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Audit;

/// <summary>The audit log, for those who have to look at it.</summary>
public static class AuditEndpoint
{
    private static readonly QueryField Kind = new("kind", typeof(AuditKind), "What it is about.");
    private static readonly QueryField From = new("from", typeof(DateTimeOffset), "At or after.");
    private static readonly QueryField To = new("to", typeof(DateTimeOffset), "Before.");

    public static void MapAudit(this RouteGroupBuilder api) =>
        api.MapGet("/audit", List).WithTags("Audit").WithSummary("Who signed in, was refused, looked at contacts, exported or changed what others may do; latest first.")
            .Needs(Function.Audit).Produces<Page<AuditEntry>>().Takes(QueryField.Site, Kind, From, To, QueryField.Cursor, QueryField.Limit);

    private static async Task<IResult> List(QueryValues query, Caller caller, IAuditLog log, HttpContext http)
    {
        var site = query.Text(QueryField.Site);
        if (site is not null && !(SiteCodeAttribute.Fits(site) && caller.Sees(site))) return Problem.NoSuchSite;
        var kept = caller.SpansSites ? null : caller.Sites.Where(own => caller.May(Function.Audit, own)).ToList();
        if (kept is { Count: 0 } || site is not null && kept?.Contains(site) is false) return Problem.Forbidden;
        try
        {
            return TypedResults.Ok(await log.Read(
                new(site is null ? kept : [site], query.Value<AuditKind>(Kind), query.Value<DateTimeOffset>(From), query.Value<DateTimeOffset>(To)),
                query.Cursor, query.Limit, http.RequestAborted));
        }
        catch (FormatException)
        {
            return Problem.Invalid(new InputFault("?cursor", "is not a cursor of this list"));
        }
    }
}
