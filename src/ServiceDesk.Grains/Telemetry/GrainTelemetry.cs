using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ServiceDesk.Grains.Telemetry;

/// <summary>
/// What the grains tell of themselves. Static, since grains come and go by the thousand and the process has one truth; with nobody
/// listening a measurement costs a few instructions.
/// </summary>
public static class GrainTelemetry
{
    /// <summary>Name of the meter that all of the desk's own measurements are under.</summary>
    public const string MeterName = "ServiceDesk";

    /// <summary>Seconds, from a command in memory to one that waits for a disk that hangs.</summary>
    private static readonly InstrumentAdvice<double> Latencies = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>Seconds, from an alarm on time to one that an outage of a night kept waiting.</summary>
    private static readonly InstrumentAdvice<double> Delays = new()
    {
        HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400],
    };

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Spans of commands at their ticket. A sweep has none: the rings of a bad night would all be one trace.</summary>
    public static ActivitySource Source { get; } = new("ServiceDesk.Grains");

    internal static Histogram<double> CommandDuration { get; } = Meter.CreateHistogram(
        "servicedesk.command.duration", "s", "A command at its ticket, from the door to the answer", advice: Latencies);

    internal static Counter<long> Refusals { get; } = Meter.CreateCounter<long>(
        "servicedesk.command.refusals", "{command}", "Commands that were refused, by the code that the sender was told");

    internal static Histogram<double> ClockLateness { get; } = Meter.CreateHistogram(
        "servicedesk.clock.lateness", "s", "From the moment that a ticket waited for until what it brought about was on disk", advice: Delays);

    internal static Gauge<long> ClocksUnanswered { get; } = Meter.CreateGauge<long>(
        "servicedesk.clocks.unanswered", "{ticket}", "Tickets whose moment has passed and that have not looked at it");

    internal static Counter<long> SweeperRings { get; } = Meter.CreateCounter<long>(
        "servicedesk.sweeper.rings", "{ticket}", "Tickets that the sweeper rang, because their own alarm had not");

    internal static Histogram<double> SweepDuration { get; } = Meter.CreateHistogram(
        "servicedesk.sweep.duration", "s", "One batch of the sweeper: it looks round every few seconds, also when nothing is overdue", advice: Delays);
}
