using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceDesk.Tests.Servers;

/// <summary>An HTTP server on a free port of loopback that keeps what is posted to it.</summary>
internal sealed class HttpSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SunkRequest> _requests = [];

    private HttpSink(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>In order of arrival, refused ones included.</summary>
    public IReadOnlyList<SunkRequest> Requests => [.. _requests];

    /// <summary>What a request is answered: a status, and where to for a redirect.</summary>
    public Func<SunkRequest, int> Answer { get; set; } = _ => 204;

    public static async Task<HttpSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var sink = new HttpSink(builder.Build());
        sink._app.Run(sink.Take);
        await sink._app.StartAsync();
        sink.Address = new(sink._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return sink;
    }

    public IReadOnlyList<SunkRequest> At(string path) => [.. _requests.Where(request => request.Path == path)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        var request = new SunkRequest(
            http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await body.ReadToEndAsync());
        var status = Answer(request);
        _requests.Enqueue(request);
        http.Response.StatusCode = status;
        if (status is 302) http.Response.Headers.Location = new Uri(Address, "/elsewhere").ToString();
    }
}

internal sealed record SunkRequest(string Path, IReadOnlyDictionary<string, string> Headers, string Body);
