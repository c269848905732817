using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceDesk.Tests.Telemetry;

/// <summary>A receiver of OTLP over HTTP that keeps what it is sent. It reads the few fields of the protocol that the tests look at.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly WebApplication _server;

    private OtlpSink(WebApplication server) => _server = server;

    private readonly ConcurrentQueue<byte[]> _bodies = [];

    public ConcurrentQueue<Span> Spans { get; } = [];

    /// <summary>Everything that it was sent, one body after the other.</summary>
    public byte[] Received => [.. _bodies.SelectMany(body => body)];

    /// <summary>Name to unit.</summary>
    public ConcurrentDictionary<string, string> Metrics { get; } = [];

    public string Address => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<OtlpSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:0");
        builder.Logging.ClearProviders();
        var sink = new OtlpSink(builder.Build());
        sink._server.MapPost("/v1/traces", http => sink.Take(http, sink.TakeSpans));
        sink._server.MapPost("/v1/metrics", http => sink.Take(http, sink.TakeMetrics));
        await sink._server.StartAsync();
        return sink;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task Take(HttpContext http, Action<Protobuf> take)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _bodies.Enqueue(body.ToArray());
        take(new(body.ToArray()));
    }

    private void TakeSpans(Protobuf request)
    {
        foreach (var scope in request.Messages(1).SelectMany(resource => resource.Messages(2)))
            foreach (var span in scope.Messages(2))
                Spans.Enqueue(new(
                    scope.Messages(1).Single().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4),
                    span.Messages(9).ToDictionary(tag => tag.Text(1), tag => tag.Messages(2).Single().Text(1)),
                    [.. span.Messages(13).Select(link => link.Hex(1))]));
    }

    private void TakeMetrics(Protobuf request)
    {
        foreach (var metric in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
            Metrics[metric.Text(1)] = metric.Text(3);
    }

    /// <param name="Parent">Empty for the first of its trace.</param>
    /// <param name="Links">Traces of the other requests that it served too.</param>
    public sealed record Span(
        string Source, string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links);
}
