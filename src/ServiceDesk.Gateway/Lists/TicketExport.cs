using System.Globalization;
using System.Text;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Gateway.Edges;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>How an export is written.</summary>
public enum ExportFormat
{
    /// <summary>For spreadsheets: UTF-8 with its mark, labels in the language of Accept-Language.</summary>
    Csv,

    /// <summary>For programs: a ticket a line, as the list has it.</summary>
    Jsonl,
}

public static class TicketExportEndpoint
{
    private static readonly QueryField Format = new("format", typeof(ExportFormat), "csv when left out.");

    public static void MapTicketExport(this RouteGroupBuilder tickets) =>
        tickets.MapGet("/export", Export).WithSummary("All tickets that fit every condition, as a file; contacts are masked, and the export stays on record.")
            .Produces<string>(200, "text/csv").Needs(Function.Export).Takes([.. TicketFinder.Conditions, Format]).RequireRateLimiting(RateLimits.Export);

    private static async Task<IResult> Export(
        QueryValues query, Caller caller, TicketFinder finder, ITicketQueries queries, TicketViews views, SiteBook sites, TimeProvider time, HttpContext http)
    {
        var (filter, problem) = await finder.FilterOf(query, caller);
        return problem is not null ? problem : new TicketExport(
            filter, query.Value<ExportFormat>(Format) ?? ExportFormat.Csv, Languages.Of(http.Request), time.GetUtcNow(), caller, queries, views, sites);
    }
}

/// <summary>Writes page after page while the client takes it: memory holds one page, however many tickets there are.</summary>
/// <param name="Filter">Null when there is no site to look at.</param>
public sealed record TicketExport(
    TicketFilter? Filter, ExportFormat Format, Language Language, DateTimeOffset At, Caller Caller, ITicketQueries Queries, TicketViews Views, SiteBook Sites) : IResult
{
    private const int PageOfExport = 200;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = Format is ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition =
            $"attachment; filename=\"tickets-{At.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.{DeskJson.Word(Format)}\"";
        if (Format is ExportFormat.Csv) await response.WriteAsync(CsvTable.Head(Language), httpContext.RequestAborted);
        string? cursor = null;
        while (Filter is not null)
        {
            var page = await Queries.List(Filter, cursor, PageOfExport, httpContext.RequestAborted);
            var text = new StringBuilder();
            foreach (var ticket in page.Items.Select(ticket => Views.Of(ticket, Caller)))
            {
                if (Format is ExportFormat.Csv) text.Append(CsvTable.Row(ticket, (await Sites.Find(ticket.Site))?.Policy, Language));
                else text.Append(JsonSerializer.Serialize(ticket, DeskJson.Wire)).Append('\n');
            }

            await response.WriteAsync(text.ToString(), httpContext.RequestAborted);
            if ((cursor = page.Next) is null) return;
        }
    }
}
