using System.Security.Cryptography;

namespace ServiceDesk.Gateway.Edges;

/// <summary>What every answer tells the browser, errors included.</summary>
public static class SecurityHeaders
{
    /// <summary>For everything that is no page: nothing of it is ever to be run or shown in a frame.</summary>
    public const string ContentPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>For attached files: opened in a browser against all headers, they have no rights and no origin.</summary>
    public const string FilePolicy = "sandbox; " + ContentPolicy;

    /// <summary>For pages of the console: scripts and styles from the desk alone; style elements that its scripts make carry the page's nonce.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>A year, for all names below: the desk came by TLS, and will.</summary>
    private const string StrictTransport = "max-age=31536000; includeSubDomains";

    private static readonly object Nonce = new();

    /// <summary>Makes the answer a page under <see cref="PagePolicy"/>.</summary>
    /// <returns>The nonce of this one answer, to be written into the page.</returns>
    public static string BeginPage(HttpContext http)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[Nonce] = nonce;
        return nonce;
    }

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
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = http.Items[Nonce] is string nonce ? PagePolicy.Replace("{nonce}", nonce, StringComparison.Ordinal) : ContentPolicy;
        if (http.Request.IsHttps) headers.StrictTransportSecurity = StrictTransport;
        if (headers.CacheControl.Count == 0 && http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
