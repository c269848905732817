namespace ServiceDesk.Gateway.Identity.Oidc;

/// <summary>The session of a console that was signed in by the OpenID provider: the desk's own token, where no script can read it.</summary>
public static class SessionCookie
{
    /// <summary>Has to stand on whatever changes something: another site's page cannot set it, since the desk answers no preflight.</summary>
    public const string GuardHeader = "X-Desk-Console";

    private const string Secure = "__Host-desk";
    private const string OnThisMachine = "desk-session";

    public static string NameFor(OidcSettings settings) => settings.Redirect.Scheme == Uri.UriSchemeHttps ? Secure : OnThisMachine;

    /// <summary>Lax, not strict: the browser comes back from the provider by a link of another site.</summary>
    public static CookieOptions Options(OidcSettings settings, TimeSpan life) => new()
    {
        HttpOnly = true,
        Secure = settings.Redirect.Scheme == Uri.UriSchemeHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = life,
    };

    public static bool IsOn(HttpRequest request) => request.Cookies.ContainsKey(Secure) || request.Cookies.ContainsKey(OnThisMachine);

    /// <summary>The token in the cookie; null when there is none, or the request may have been made by another site's page.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        var isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var isOfOthers = request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none");
        return (isReading || request.Headers.ContainsKey(GuardHeader)) && (isReading || !isOfOthers) ? request.Cookies[Secure] ?? request.Cookies[OnThisMachine] : null;
    }

    public static void Clear(HttpResponse response)
    {
        response.Cookies.Delete(Secure, new() { Secure = true, HttpOnly = true, Path = "/" });
        response.Cookies.Delete(OnThisMachine, new() { HttpOnly = true, Path = "/" });
    }
}
