using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServiceDesk.Grains.Telemetry;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Storage.Telemetry;

/// <summary>What the store tells of itself: how its writer fares, and what was committed.</summary>
internal sealed class StoreTelemetry : IDisposable
{
    /// <summary>Seconds of a transaction, from memory-like disks to one that hangs.</summary>
    private static readonly InstrumentAdvice<double> Latencies = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, JournalWriter.BatchSize],
    };

    private readonly Meter _meter = new(GrainTelemetry.MeterName);
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitSize;
    private readonly Counter<long> _events;
    private readonly Counter<long> _refused;

    public StoreTelemetry(Func<int> waiting, Func<TimeSpan> oldest)
    {
        _commitDuration = _meter.CreateHistogram(
            "servicedesk.store.commit.duration", "s", "A transaction of the journal, commit included", advice: Latencies);
        _commitSize = _meter.CreateHistogram("servicedesk.store.commit.size", "{write}", "Writes that shared one transaction", advice: Sizes);
        _events = _meter.CreateCounter<long>("servicedesk.events", "{event}", "Events on disk, by kind");
        _refused = _meter.CreateCounter<long>("servicedesk.store.writes.refused", "{write}", "Writes refused, because too many waited for the disk");
        _meter.CreateObservableGauge("servicedesk.store.writes.waiting", waiting, "{write}", "Writes that wait for the disk, those being written included");
        _meter.CreateObservableGauge(
            "servicedesk.store.writes.age", () => oldest().TotalSeconds, "s", "How long the oldest waiting write has waited");
    }

    /// <summary>Spans of the journal's transactions.</summary>
    public static ActivitySource Source { get; } = new("ServiceDesk.Storage");

    /// <summary>
    /// The span of one transaction. It stands in the trace of its first member, so that a lone command is one trace down to the SQL,
    /// and links the others. Null where nobody looks, or no member is traced.
    /// </summary>
    public static Activity? BeginCommit(IReadOnlyList<WriteItem> batch)
    {
        if (!Source.HasListeners()) return null;
        var origins = batch.Select(item => item.Origin).Where(origin => origin.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).ToArray();
        if (origins.Length == 0) return null;
        var span = Source.StartActivity("commit", ActivityKind.Internal, origins[0], links: origins.Skip(1).Select(origin => new ActivityLink(origin)));
        return span?.SetTag("servicedesk.writes", batch.Count);
    }

    public void Committed(IReadOnlyList<WriteItem> batch, TimeSpan took)
    {
        _commitDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", "done"));
        _commitSize.Record(batch.Count);
        if (!_events.Enabled) return;
        foreach (var append in batch.OfType<AppendItem>().Where(append => append.Position > 0))
            foreach (var text in append.Events)
                _events.Add(1, new KeyValuePair<string, object?>("kind", text.Kind));
    }

    public void Failed(TimeSpan took) => _commitDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", "failed"));

    public void Refused() => _refused.Add(1);

    public void Dispose() => _meter.Dispose();
}
