using System.Collections.Concurrent;

namespace ServiceDesk.Benchmarks;

/// <summary>Durations, and what is asked of them.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];
    private double[]? _sorted;

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    /// <returns>Milliseconds below which that share lies; NaN for none.</returns>
    public double Percentile(double share)
    {
        if (_sorted?.Length != Count) _sorted = [.. _milliseconds.Order()];
        return _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(_sorted.Length * share))];
    }
}
