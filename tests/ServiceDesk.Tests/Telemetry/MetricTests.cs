using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using ServiceDesk.Grains.Telemetry;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;
using ServiceDesk.Tests.Tidy;

namespace ServiceDesk.Tests.Telemetry;

/// <summary>Names and units of measurements stand in dashboards and alerts outside this house: they are locked like the API.</summary>
public sealed partial class MetricTests
{
    private static string[] Golden(Func<string> write)
    {
        var path = Path.Combine(Repository.Root, "tests/ServiceDesk.Tests/Telemetry/golden/metrics.txt");
        if (Environment.GetEnvironmentVariable("DESK_GOLDEN") == "write") File.WriteAllText(path, write());
        return File.ReadAllLines(path);
    }

    [Fact]
    public async Task Names_kinds_and_units_are_what_was_published()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            lock (found)
                if (instrument.Meter.Name == GrainTelemetry.MeterName) found.Add($"{instrument.Name} {instrument.GetType().Name.Split('`')[0]} {instrument.Unit}");
        };
        listener.Start();
        await using var desk = await DeskUnderTest.Started();
        await (await desk.Agent()).Take();

        var all = Golden(() => string.Join('\n', found) + "\n");
        var ofThisEngine = TestedEngine.NoVirtualTime is null ? all : [.. all.Where(line => !line.StartsWith("servicedesk.engine.", StringComparison.Ordinal))];
        lock (found) Assert.Equal(ofThisEngine, found);
    }

    [Fact]
    public async Task The_collector_gets_them_beside_those_of_the_server()
    {
        await using var sink = await OtlpSink.Start();
        await using (var desk = await DeskUnderTest.Started(options => options with { Otlp = sink.Address }))
            await (await desk.Agent()).Take();

        Assert.Equal("s", sink.Metrics["servicedesk.command.duration"]);
        Assert.Equal("{write}", sink.Metrics["servicedesk.store.commit.size"]);
        Assert.Equal("{event}", sink.Metrics["servicedesk.events"]);
        Assert.Contains("servicedesk.store.writes.age", sink.Metrics.Keys);
        Assert.Contains("http.server.request.duration", sink.Metrics.Keys);
        Assert.Contains(sink.Metrics.Keys, name => name.StartsWith("dotnet.gc.", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_of_them_stands_in_the_operations_document()
    {
        var operations = Repository.Texts.Single(file => file.Path == "docs/operations.md").Text;

        Assert.All(Golden(() => ""), line => Assert.Contains($"`{line.Split(' ')[0]}`", operations));
    }

    /// <summary>Dashboards and alerts that ask for a name which nobody sends stay empty and silent, and nobody notices.</summary>
    [Fact]
    public void Dashboards_and_alerts_ask_only_for_what_is_there()
    {
        var series = Golden(() => "").SelectMany(SeriesOf).Concat(FromElsewhere).ToHashSet(StringComparer.Ordinal);
        var files = Repository.Texts.Where(file => file.Path.StartsWith("deploy/grafana/", StringComparison.Ordinal) || file.Path == "deploy/prometheus/rules.yaml");
        var asked = files.SelectMany(file => Series().Matches(file.Text), (file, match) => (file.Path, match.Value)).Distinct().ToList();

        Assert.True(asked.Count > 20);
        Assert.All(asked, item => Assert.Contains(item.Value, series));
    }

    [Fact]
    public void Every_alert_stands_in_the_operations_document()
    {
        var operations = Repository.Texts.Single(file => file.Path == "docs/operations.md").Text;
        var alerts = Alert().Matches(Repository.Texts.Single(file => file.Path == "deploy/prometheus/rules.yaml").Text).Select(match => match.Groups[1].Value).ToList();

        Assert.True(alerts.Count > 8);
        Assert.All(alerts, alert => Assert.Contains($"| `{alert}` |", operations));
    }

    /// <summary>What the server, the runtime, the database driver and Orleans send, as far as it is asked for.</summary>
    private static readonly string[] FromElsewhere =
    [
        "http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count", "http_server_active_requests",
        "kestrel_active_connections", "db_client_connection_npgsql_pending_requests", "dotnet_process_memory_working_set_bytes",
        "dotnet_process_cpu_time_seconds_total", "dotnet_gc_pause_time_seconds_total", "dotnet_thread_pool_queue_length",
        "orleans_catalog_activations", "orleans_reminders_active",
    ];

    /// <summary>What a metric is called in Prometheus, by OpenTelemetry's rules: underscores, the unit behind, _total for a counter.</summary>
    private static IEnumerable<string> SeriesOf(string line)
    {
        var parts = line.Split(' ');
        var name = parts[0].Replace('.', '_') + (parts[2] == "s" ? "_seconds" : "");
        return parts[1] switch
        {
            "Histogram" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            "Counter" => [$"{name}_total"],
            _ => [name],
        };
    }

    [GeneratedRegex(@"\b(servicedesk|http_server|kestrel|db_client|dotnet|process|orleans)_[a-z_]+\b(?!\s*[:=])")]
    private static partial Regex Series();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();
}
