using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using ServiceDesk.Gateway.Edges;

namespace ServiceDesk.Gateway.WebConsole;

/// <summary>
/// The web console's files, as its build left them beside the program: whatever address a browser opens that no endpoint and no file
/// has is a page of the console. Without the files the desk is its API alone.
/// </summary>
public static class ConsoleFiles
{
    private const string Page = "index.html";

    /// <summary>Where an address that does not exist is never a page.</summary>
    private static readonly string[] Elsewhere = ["/api", "/openapi", "/health", "/assets"];

    private static readonly (string Encoding, string Suffix)[] Packings = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Where the build puts the files.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "console");

    /// <summary>Whether this build has the console.</summary>
    public static bool AreThere => File.Exists(Path.Combine(Folder, Page));

    /// <summary>Serves the files of a folder; nothing when it holds no console.</summary>
    public static WebApplication UseConsole(this WebApplication app, string folder)
    {
        if (!File.Exists(Path.Combine(folder, Page))) return app;
        var files = new PhysicalFileProvider(folder);
        app.Use(async (http, next) =>
        {
            if (http.GetEndpoint() is null && Find(files, http.Request) is { } path) await Send(files, path, http);
            else await next(http);
        });
        return app;
    }

    /// <summary>The file to answer with; null when the request is not the console's.</summary>
    private static string? Find(PhysicalFileProvider files, HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return null;
        var path = request.Path.Value?.TrimStart('/') ?? "";
        if (path.Length > 0 && Types.TryGetContentType(path, out _) && files.GetFileInfo(path).Exists) return path;

        // A browser that opens an address asks for HTML; a program that mistypes one gets the API's answer.
        return !Elsewhere.Any(root => request.Path.StartsWithSegments(root, StringComparison.Ordinal))
            && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) ? Page : null;
    }

    private static Task Send(PhysicalFileProvider files, string path, HttpContext http)
    {
        var response = http.Response;
        Types.TryGetContentType(path, out var type);
        response.ContentType = type is "text/html" or "text/javascript" or "text/css" ? type + "; charset=utf-8" : type;
        response.Headers.Vary = "Accept-Encoding";

        // Names of assets hold a hash of their content.
        response.Headers.CacheControl = path.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (path == Page) SecurityHeaders.BeginPage(http);

        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (encoding, suffix) in Packings)
            if (accepted.Contains(encoding, StringComparison.Ordinal) && files.GetFileInfo(path + suffix) is { Exists: true } packed)
            {
                response.Headers.ContentEncoding = encoding;
                return Write(packed, http);
            }

        return Write(files.GetFileInfo(path), http);
    }

    private static Task Write(IFileInfo file, HttpContext http)
    {
        var tag = $"\"{file.LastModified.Ticks:x}-{file.Length:x}\"";
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.ContentLength = file.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.SendFileAsync(file, http.RequestAborted);
    }
}
