using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Host.Engine;
using ServiceDesk.Host.Telemetry;
using ServiceDesk.Storage;

namespace ServiceDesk.Host;

/// <summary>Puts the desk together.</summary>
public static class DeskHost
{
    /// <summary>For the requests under way, the grains and the store, once the drain is over. A container's grace period must be longer than both.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(20);

    /// <param name="options">What the operator has set.</param>
    /// <param name="adjust">Has the last word on the services, for whoever runs the desk within a process of theirs; null to leave them.</param>
    public static WebApplication Build(DeskOptions options, Action<IServiceCollection>? adjust = null)
    {
        var address = StoreAddress.Parse(options.Store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(Bound);
        if (options.TlsCertificate is { } certificate) builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Encrypt(kestrel, certificate, options.TlsKey));
        builder.Logging.ClearProviders().AddConsole(console => console.FormatterName = JsonLines.FormatterName)
            .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information).AddFilter("ServiceDesk", LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain + ShutdownTime);
        builder.Services.AddSingleton(options);
        if (options.Time is { } time) builder.Services.AddSingleton(time);
        TelemetryExport.Add(builder.Services, options.Otlp);
        builder.Services.AddHostedService<Departure>();
        builder.Services.AddDeskStore(address, options.Files);
        builder.Services.AddHostedService<StoreAdmission>();
        builder.AddDeskEngine(address, options);
        builder.Services.AddSingleton<SiteBook>().AddSingleton<AlarmPace>().AddSingleton<TransferRoad>();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<Rehearsal>().AddHostedService<FirstStart>();
        builder.Services.AddDeskGateway(
            options.KeyRing is { } ring ? KeyRing.Of(ring) : KeyRing.Open(options.Keys), options.Edges, options.Attachments, options.Notices, options.SignIn,
            options.Oidc);
        adjust?.Invoke(builder.Services);
        var desk = builder.Build();
        return options.Role is DeskRole.Silo ? desk.MapDeskHealth() : desk.UseDeskGateway().MapDeskGateway();
    }

    private static void Encrypt(KestrelServerOptions kestrel, string certificate, string? key) => kestrel.ConfigureHttpsDefaults(https =>
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, key);
        https.ServerCertificateChain = chain;
    });

    /// <summary>What one client may take of the server.</summary>
    private static void Bound(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = 10_000;
        limits.MaxRequestBodySize = Gate.FileRequestBytes;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MaxRequestBufferSize = Limits.BodyBytes * 2;
        limits.MaxResponseBufferSize = 64 * 1024;
    }
}
