using Microsoft.AspNetCore.Authorization;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;

namespace ServiceDesk.Gateway.Identity;

/// <summary>What an endpoint does, as the table of permissions calls it.</summary>
public sealed record Needed(Function Function);

public static class NeededOfEndpoints
{
    /// <summary>Says what the endpoint does. One that says nothing, and is not open to everybody, is closed to all.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Function function) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Needed(function));
}

/// <summary>
/// Stands before every endpoint: lets through whoever may do at all what it does, and makes a foreign site look like one that is not
/// there, at every address that names one. Which tickets are somebody's own, the ticket itself knows.
/// </summary>
public sealed class Access(RequestDelegate next, ILogger<Access> log)
{
    private static readonly Problem PasswordFirst =
        new(403, "password_change_needed", "初始密码已到期，请先修改密码", "The first password has run out: change it at POST /me/password before anything else.");

    private static readonly Problem OtpFirst =
        new(403, "otp_enrolment_needed", "请先启用动态验证码", "This account has to have one-time codes: set them up at POST /me/otp before anything else.");

    public Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(http);
        if (http.Features.Get<Caller>() is not { } caller) return Problem.Of(401).ExecuteAsync(http);
        if (endpoint.Metadata.GetMetadata<Needed>() is not { } needed)
        {
            log.LogError("{Route} does not say what it needs: nobody may use it.", endpoint.RoutePattern.RawText);
            return Problem.Forbidden.ExecuteAsync(http);
        }

        if (caller.Standing?.Duty is { } duty && endpoint.Metadata.GetMetadata<OpenUnder>()?.Duties.Contains(duty) is not true)
            return (duty is SignInDuty.ChangePassword ? PasswordFirst : OtpFirst).ExecuteAsync(http);
        return Refuse(http, caller, needed.Function)?.ExecuteAsync(http) ?? next(http);
    }

    /// <summary>The site comes first: what a caller may not do says nothing about sites that are not theirs.</summary>
    private static Problem? Refuse(HttpContext http, Caller caller, Function function)
    {
        var site = http.GetRouteValue("site") as string;
        if (site is not null && !SiteCodeAttribute.Fits(site) && HttpMethods.IsPut(http.Request.Method))
            return Problem.Invalid(new InputFault("/site", "in the address: must be 1 to 16 capital letters and digits"));
        if (site is not null && !(SiteCodeAttribute.Fits(site) && caller.Sees(site)))
            return http.GetRouteValue("number") is null ? Problem.NoSuchSite : Problem.NoSuchTicket;
        return Permissions.Of(function, caller.Kind, caller.Powers, site) is Reach.None ? NoReach(caller, function) : null;
    }

    private static Problem NoReach(Caller caller, Function function) => Problem.Of(TicketPermissions.NoReach(function, caller.Powers), null);
}
