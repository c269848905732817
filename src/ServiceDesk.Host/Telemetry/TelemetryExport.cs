using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ServiceDesk.Grains.Telemetry;

namespace ServiceDesk.Host.Telemetry;

/// <summary>
/// Sends traces and metrics to an OpenTelemetry collector, from before the store opens until after the last request. It does what
/// OpenTelemetry.Extensions.Hosting does with a hosted service, and could be replaced by it.
/// </summary>
/// <param name="receiver">Base address of an OTLP/HTTP receiver; null leaves address and protocol to the OTEL_EXPORTER_OTLP_* variables.</param>
internal sealed class TelemetryExport(Uri? receiver) : IHostedLifecycleService, IDisposable
{
    private static readonly string[] EndpointVariables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>As often as Prometheus asks the collector: a rate over four of its answers often sees no step of what comes once a minute.</summary>
    private const int MetricsEveryMs = 15_000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <summary>Adds it where an operator asked for it; without, nothing listens and measuring costs next to nothing.</summary>
    public static void Add(IServiceCollection services, string? receiver)
    {
        if (receiver is null && !EndpointVariables.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })) return;
        services.AddHostedService(_ => new TelemetryExport(receiver is null ? null : new Uri(receiver)));
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(
            "servicedesk", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3), serviceInstanceId: Environment.MachineName)
            .AddEnvironmentVariableDetector();       // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            // Of Orleans the calls of grains only: its other sources span every document, activation and probe, and would crowd these out.
            .AddSource("ServiceDesk.*", "Microsoft.AspNetCore", "Npgsql", "Microsoft.Orleans.Application")
            .AddOtlpExporter(options => Address(options, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(GrainTelemetry.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime", "Microsoft.Orleans")
            .AddOtlpExporter((options, reader) =>
            {
                Address(options, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds ??= MetricsEveryMs;       // OTEL_METRIC_EXPORT_INTERVAL comes first
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last requests have been answered: what they left is sent.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _traces, null)?.Dispose();
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
    }

    private void Address(OtlpExporterOptions options, string path)
    {
        if (receiver is null) return;
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new(receiver, path);
    }
}
