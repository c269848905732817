using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Lists;
using ServiceDesk.Storage.Accounts;
using ServiceDesk.Storage.Audit;

namespace ServiceDesk.Gateway.Identity.Oidc;

/// <summary>
/// Sign-in of the console by the OpenID provider: authorization code with PKCE, run by the gateway. The browser gets a cookie that no
/// script can read, never a token of the provider.
/// </summary>
public static class OidcEndpoints
{
    private const string Base = "/api/v1/auth/oidc";
    private const string FlowCookie = "desk-oidc";
    private const string Bound = "oidc-flow";

    private static readonly QueryField ReturnTo = new("returnTo", typeof(string), "Path of the console to go on at.", 500);
    private static readonly QueryField Code = new("code", typeof(string), "From the provider.", 4000);
    private static readonly QueryField State = new("state", typeof(string), "From the provider.", 200);
    private static readonly QueryField Error = new("error", typeof(string), "From the provider.", 200);
    private static readonly QueryField ErrorText = new("error_description", typeof(string), "From the provider.", 2000);
    private static readonly QueryField Issuer = new("iss", typeof(string), "From the provider.", 500);
    private static readonly QueryField SessionState = new("session_state", typeof(string), "From the provider.", 500);

    private static readonly Problem NotSet = new(404, "no_oidc", "未配置统一登录", "This desk has no OpenID provider.");
    private static readonly Problem Failed = new(401, "oidc_failed", "统一登录失败，请重试", "The sign-in did not succeed: begin again.");
    private static readonly Problem Taken = new(403, "account_taken", "账号名已被占用", "An account of the desk itself has this name: ask an administrator.");

    public static void MapOidc(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/auth").WithTags("Identity").AllowAnonymous();
        group.MapGet("/methods", (IServiceProvider services) => TypedResults.Ok(new Methods(true, services.GetService<OidcProvider>() is null ? null : $"{Base}/start")))
            .WithSummary("How people can sign in here.");
        group.MapGet("/oidc/start", Start).WithSummary("Sends the browser to the OpenID provider.").Produces(302).Takes(ReturnTo);
        group.MapGet("/oidc/callback", Callback).WithSummary("Where the OpenID provider sends the browser back to.").Produces(302)
            .Takes(Code, State, Error, ErrorText, Issuer, SessionState);
    }

    private static async Task<IResult> Start(QueryValues query, IServiceProvider services, ContactVault vault, TimeProvider time, HttpContext http)
    {
        if (services.GetService<OidcProvider>() is not { } provider) return NotSet;
        var flow = OidcFlow.Begin(query.Text(ReturnTo), time.GetUtcNow());
        var options = SessionCookie.Options(provider.Settings, OidcFlow.Life);
        options.Path = Base;
        http.Response.Cookies.Append(FlowCookie, vault.Seal(Bound, JsonSerializer.Serialize(flow, DeskJson.Stored)), options);
        return TypedResults.Redirect(await provider.SignInAddress(flow, http.RequestAborted));
    }

    private static async Task<IResult> Callback(
        QueryValues query, IServiceProvider services, ContactVault vault, Sessions sessions, AccountBook book, IAuditLog audit, TimeProvider time, HttpContext http)
    {
        if (services.GetService<OidcProvider>() is not { } provider) return NotSet;
        IResult No(Problem problem) => ToSignIn(http.Request, problem);
        Task Told(AuditKind kind, string who) =>
            audit.Write(new(kind, null, who, http.Connection.RemoteIpAddress?.ToString(), new() { ["by"] = "oidc" }), http.RequestAborted);

        var flow = FlowOf(http.Request.Cookies[FlowCookie], vault);
        http.Response.Cookies.Delete(FlowCookie, new() { Path = Base });
        if (flow is null || flow.EndsAt <= time.GetUtcNow() || query.Text(Code) is not { } code || query.Text(State) is not { } state
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(flow.State))
            || query.Text(Issuer) is { } issuer && issuer.TrimEnd('/') != provider.Settings.Authority.ToString().TrimEnd('/')
            || await provider.Redeem(code, flow, http.RequestAborted) is not { } idToken)
        {
            await Told(AuditKind.SignInFailed, "unknown");
            return No(Failed);
        }

        if (await services.GetRequiredService<OidcAccounts>().Admit(idToken, http.RequestAborted) is not { } account) return No(Taken);
        var signIn = await book.SignIn(account.Id, http.RequestAborted);
        if (signIn.BlockedAt is not null) return No(SignIn.Blocked);
        await Told(AuditKind.SignedIn, $"staff:{account.Id}");
        var token = await sessions.Begin(account, signIn, SignInWay.Oidc, http);
        http.Response.Cookies.Append(SessionCookie.NameFor(provider.Settings), token.AccessToken, SessionCookie.Options(provider.Settings, AccessTokens.Life));
        return TypedResults.LocalRedirect(flow.ReturnTo);
    }

    /// <summary>Somebody's browser goes on at the page where they began, which says it in their words; a program is told as ever.</summary>
    private static IResult ToSignIn(HttpRequest request, Problem problem) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) ? TypedResults.LocalRedirect($"/sign-in?fault={problem.Code}") : problem;

    private static OidcFlow? FlowOf(string? cookie, ContactVault vault)
    {
        try
        {
            return cookie is null ? null : JsonSerializer.Deserialize<OidcFlow>(vault.Open(Bound, cookie), DeskJson.Stored);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or JsonException)
        {
            return null;        // not ours, or changed
        }
    }

    /// <param name="Password">Whether accounts of the desk itself sign in at auth/token.</param>
    /// <param name="Oidc">Where the browser begins to sign in by the OpenID provider; null when there is none.</param>
    public sealed record Methods(bool Password, string? Oidc);
}
