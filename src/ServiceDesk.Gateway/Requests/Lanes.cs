using System.Diagnostics.Metrics;
using ServiceDesk.Grains.Telemetry;

namespace ServiceDesk.Gateway.Requests;

/// <summary>The lanes of a gateway: one for what only reads, one for the rest. And what they tell of themselves.</summary>
public sealed class Lanes : IDisposable
{
    private readonly Meter _meter = new(GrainTelemetry.MeterName);
    private readonly Counter<long> _refused;
    private readonly Lane _reading;
    private readonly Lane _changing;

    public Lanes(TimeProvider time)
    {
        (_reading, _changing) = (new(time), new(time));
        _refused = _meter.CreateCounter<long>("servicedesk.requests.refused", "{request}", "Requests that were told to come again, since their turn did not come");
        _meter.CreateObservableGauge("servicedesk.requests.limit", () => Each(lane => lane.Limit), "{request}", "Requests that may be under way at once");
        _meter.CreateObservableGauge("servicedesk.requests.waiting", () => Each(lane => lane.Waiting), "{request}", "Requests that wait for their turn");
    }

    public Lane Of(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? _reading : _changing;

    public void Refused() => _refused.Add(1);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Each(Func<Lane, int> value) =>
        [new(value(_reading), new KeyValuePair<string, object?>("lane", "reading")), new(value(_changing), new KeyValuePair<string, object?>("lane", "changing"))];
}
