using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Gateway.Validation;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Sites;

/// <summary>Support centres, with what they promise and when they are open.</summary>
public static class SiteEndpoints
{
    private static readonly QueryField Version = new("version", typeof(int), "An older published version.");

    public static void MapSites(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/sites").WithTags("Sites");
        group.MapGet("", List).WithSummary("The sites that the caller sees, by code.").Produces<Page<SiteView>>().Needs(Function.Read);
        group.MapGet("/{site}", Show).WithSummary("A site.").Produces<SiteView>().Needs(Function.Read);
        group.MapPut("/{site}", Put).WithSummary("Makes a site from a profile, or changes its name and zone.").Produces<SiteView>().Needs(Function.Sites);
        group.MapGet("/{site}/policy", Policy).WithSummary("What the site promises and how it works.").Produces<SitePolicy>().Takes(Version).Needs(Function.Read);
        group.MapPut("/{site}/policy", PublishPolicy).WithSummary("Publishes a new version of the policy.").Produces<SitePolicy>().Needs(Function.Policy);
        group.MapPost("/{site}/policy/preview", PreviewPolicy).WithSummary("What publishing this policy would do to open deadlines; nothing changes.")
            .Produces<PlanPreview>().Needs(Function.Policy);
        group.MapGet("/{site}/calendar", Calendar).WithSummary("When the site is open.").Produces<WorkCalendar>().Takes(Version).Needs(Function.Read);
        group.MapPut("/{site}/calendar", PublishCalendar).WithSummary("Publishes a new version of the calendar.").Produces<WorkCalendar>().Needs(Function.Calendar);
        group.MapPost("/{site}/calendar/preview", PreviewCalendar)
            .WithSummary("What publishing this calendar would do to open deadlines; nothing changes.").Produces<PlanPreview>().Needs(Function.Calendar);
        group.MapGet("/{site}/replan", Replan).WithSummary("Which open deadlines the latest published policy or calendar has moved.").Produces<ReplanReport>().Needs(Function.Read);
    }

    private static async Task<IResult> Replan(string site, SiteBook sites, IGrainFactory grains)
    {
        if (await sites.Find(site) is null) return Problem.NoSuchSite;
        return await grains.GetGrain<IReplanGrain>(site).Report() is { } report
            ? TypedResults.Ok(report)
            : new Problem(404, "not_replanned", "尚未重新计算", "Nothing was published since the site was made.");
    }

    private static async Task<IResult> List(Caller caller, IGrainFactory grains, SiteBook sites)
    {
        var views = new List<SiteView>();
        foreach (var code in await caller.VisibleSites(grains))
            if (await sites.Find(code) is { } rules) views.Add(SiteView.Of(rules));
        return TypedResults.Ok(new Page<SiteView>(views, null));
    }

    private static async Task<IResult> Show(string site, SiteBook sites) =>
        await sites.Find(site) is { } rules ? TypedResults.Ok(SiteView.Of(rules)) : Problem.NoSuchSite;

    private static async Task<IResult> Put(string site, SiteBody body, Caller caller, IGrainFactory grains)
    {
        if (Profiles.Find(body.Profile) is null)
            return Problem.Invalid(new InputFault("/profile", "must be one of " + string.Join(", ", Profiles.Names)));
        if (new CalendarDraft(body.TimeZone).Validate().FirstOrDefault(p => p.Pointer == "/timeZone") is { } fault)
            return Problem.Invalid(new InputFault("/timeZone", fault.Message));
        return await grains.GetGrain<ISiteGrain>(site).Put(new(body.Name, body.TimeZone, body.Profile), caller.Id) is { } rules
            ? TypedResults.Ok(SiteView.Of(rules))
            : new Problem(409, "profile_fixed", "服务中心的模板不可更改", "The site was made from another profile; publish a policy instead.");
    }

    private static async Task<IResult> Policy(string site, QueryValues query, SiteBook sites, IGrainFactory grains, HttpContext http)
    {
        if (await sites.Find(site) is not { } rules) return Problem.NoSuchSite;
        var version = query.Value<int>(Version) ?? rules.PolicyVersion;
        var policy = version == rules.PolicyVersion ? rules.Policy : await grains.GetGrain<ISiteGrain>(site).Policy(version);
        return Versioned(http, policy, version);
    }

    private static async Task<IResult> Calendar(string site, QueryValues query, SiteBook sites, IGrainFactory grains, HttpContext http)
    {
        if (await sites.Find(site) is not { } rules) return Problem.NoSuchSite;
        var version = query.Value<int>(Version) ?? rules.CalendarVersion;
        var calendar = version == rules.CalendarVersion ? rules.Calendar : await grains.GetGrain<ISiteGrain>(site).Calendar(version);
        return Versioned(http, calendar, version);
    }

    private static async Task<IResult> PublishPolicy(string site, SitePolicy body, Caller caller, IGrainFactory grains, HttpContext http)
    {
        if (Faulty(body) is { } problem) return problem;
        return Published(http, await grains.GetGrain<ISiteGrain>(site).PublishPolicy(body, caller.Id, Versions.IfMatch(http.Request)), r => r.Policy, r => r.PolicyVersion);
    }

    private static async Task<IResult> PublishCalendar(string site, WorkCalendar body, Caller caller, IGrainFactory grains, HttpContext http) =>
        Published(http, await grains.GetGrain<ISiteGrain>(site).PublishCalendar(body, caller.Id, Versions.IfMatch(http.Request)), r => r.Calendar, r => r.CalendarVersion);

    private static Problem? Faulty(SitePolicy policy) =>
        PolicyRules.Faults(policy).Select(f => new InputFault(f.Pointer, f.Message)).ToList() is { Count: > 0 } faults ? Problem.Invalid(faults) : null;

    private static async Task<IResult> PreviewPolicy(string site, SitePolicy body, SiteBook sites, PlanPreviews previews, HttpContext http)
    {
        if (Faulty(body) is { } problem) return problem;
        return await sites.Find(site) is { } rules
            ? TypedResults.Ok(await previews.Of(rules with { Policy = body, PolicyVersion = rules.PolicyVersion + 1 }, http.RequestAborted))
            : Problem.NoSuchSite;
    }

    private static async Task<IResult> PreviewCalendar(string site, WorkCalendar body, SiteBook sites, PlanPreviews previews, HttpContext http) =>
        await sites.Find(site) is { } rules
            ? TypedResults.Ok(await previews.Of(rules with { Calendar = body, CalendarVersion = rules.CalendarVersion + 1 }, http.RequestAborted))
            : Problem.NoSuchSite;

    private static IResult Published<T>(HttpContext http, Publication published, Func<SiteRules, T> content, Func<SiteRules, int> version) => published switch
    {
        { Rules: null } => Problem.NoSuchSite,
        { Stale: true, Rules: var rules } => Problem.Stale(version(rules)),
        { Rules: var rules } => Versioned(http, content(rules), version(rules)),
    };

    private static IResult Versioned<T>(HttpContext http, T? content, int version)
    {
        if (content is null) return new Problem(404, "no_such_version", "没有这个版本", "There is no such version.");
        http.Response.SetVersion(version);
        return TypedResults.Ok(content);
    }

    /// <param name="TimeZone">IANA name, such as Asia/Shanghai.</param>
    /// <param name="Profile">after-sales or quick-response; it stays.</param>
    public sealed record SiteBody([property: Line] string Name, [property: Line(Limits.Code)] string TimeZone, [property: Line(Limits.Code)] string Profile) : IRequestBody;

    public sealed record SiteView(string Site, string Name, string TimeZone, int PolicyVersion, int CalendarVersion)
    {
        public static SiteView Of(SiteRules rules) => new(rules.Site, rules.Name, rules.TimeZone, rules.PolicyVersion, rules.CalendarVersion);
    }
}
