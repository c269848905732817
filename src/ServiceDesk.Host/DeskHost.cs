using Microsoft.AspNetCore.Server.Kestrel.Core;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Gateway;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Gateway.Requests;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Host.Engine;
using ServiceDesk.Storage;

namespace ServiceDesk.Host;

/// <summary>Puts the desk together.</summary>
public static class DeskHost
{
    public static WebApplication Build(DeskOptions options)
    {
        var address = StoreAddress.Parse(options.Store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(Bound);
        builder.Logging.ClearProviders().AddJsonConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information).AddFilter("ServiceDesk", LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(options).AddSingleton(options.Time);
        builder.Services.AddDeskStore(address);
        builder.AddDeskEngine(address, options.Role);
        builder.Services.AddSingleton<SiteBook>();
        builder.Services.AddMetrics();
        builder.Services.AddHostedService<FirstStart>();
        builder.Services.AddDeskGateway(KeyRing.Open(options.Keys), options.Oidc);
        var desk = builder.Build();
        return options.Role is DeskRole.Silo ? desk.MapDeskHealth() : desk.UseDeskGateway().MapDeskGateway();
    }

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
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MaxRequestBufferSize = Limits.BodyBytes * 2;
        limits.MaxResponseBufferSize = 64 * 1024;
    }
}
