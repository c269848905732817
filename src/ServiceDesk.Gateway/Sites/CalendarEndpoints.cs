using System.Text.Json.Serialization;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Validation;

namespace ServiceDesk.Gateway.Sites;

/// <summary>The calendar's sums, for whoever wants to try one out.</summary>
public static class CalendarEndpoints
{
    public static void MapCalendars(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/calendars").WithTags("Sites").Needs(Function.Read);
        group.MapPost("/due", Due).WithSummary("When a target that starts at a moment is missed, and why then.").Produces<DueView>();
        group.MapPost("/elapsed", Elapsed).WithSummary("Open time between two moments.").Produces<ElapsedView>();
    }

    private static IResult Due(DueBody body) => Deadline.Plan(body.Calendar, body.Start, body.Target, body.Pauses ?? []) switch
    {
        Deadline.Due due => TypedResults.Ok(new DueView(due.At, due.Explanation)),
        Deadline.Standing standing => TypedResults.Ok(new DueView(null, standing.Explanation)),
        Deadline.Unreachable never => Problem.Invalid(new InputFault("/target", never.Reason)),
        _ => throw new InvalidOperationException("The family of deadlines is closed."),
    };

    private static IResult Elapsed(ElapsedBody body)
    {
        var outside = new[] { (body.From, "/from"), (body.To, "/to") }.Where(m => !WorkCalendar.Covers(m.Item1))
            .Select(m => new InputFault(m.Item2, $"must lie in the years {WorkCalendar.FirstYear} to {WorkCalendar.LastYear}")).ToList();
        return outside.Count > 0 ? Problem.Invalid(outside) : TypedResults.Ok(new ElapsedView(body.Calendar.Between(body.From, body.To)));
    }

    /// <param name="Pauses">Stretches that do not count.</param>
    public sealed record DueBody(
        WorkCalendar Calendar, DateTimeOffset Start, Target Target, [property: AtMost(1000)] IReadOnlyList<Pause>? Pauses) : IRequestBody;

    /// <param name="Due">Null while a pause without an end lasts.</param>
    public sealed record DueView(DateTimeOffset? Due, IReadOnlyList<PlanStep> Explanation);

    public sealed record ElapsedBody(WorkCalendar Calendar, DateTimeOffset From, DateTimeOffset To) : IRequestBody;

    public sealed record ElapsedView([property: JsonConverter(typeof(Iso8601DurationJson))] TimeSpan Working);
}
