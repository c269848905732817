namespace ServiceDesk.Gateway.Edges;

/// <summary>What every answer tells the browser, errors included.</summary>
public static class SecurityHeaders
{
    /// <summary>For everything that is no page: nothing of it is ever to be run or shown in a frame.</summary>
    public const string ContentPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>For attached files: opened in a browser against all headers, they have no rights and no origin.</summary>
    public const string FilePolicy = "sandbox; " + ContentPolicy;

    /// <summary>For pages of the console: scripts and styles from the desk alone. Its scripts make no style elements (ADR 0032).</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>A year, for all names below: the desk came by TLS, and will.</summary>
    private const string StrictTransport = "max-age=31536000; includeSubDomains";

    /// <summary>Makes the answer a page under <see cref="PagePolicy"/>.</summary>
    public static void BeginPage(HttpContext http) => http.Response.Headers.ContentSecurityPolicy = PagePolicy;

    /// <summary>Set when the answer starts: an error that clears what was prepared does not clear these.</summary>
    public static Task Add(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static state => Set((HttpContext)state), http);
        return next(http);
    }

    private static Task Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentPolicy;
        if (http.Request.IsHttps) headers.StrictTransportSecurity = StrictTransport;
        if (headers.CacheControl.Count == 0 && http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
