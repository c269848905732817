using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServiceDesk.Host.Replay;

/// <summary>The client's own record of what the desk acknowledged; a later run appends to it.</summary>
internal sealed class CommandRecord(string path) : IDisposable
{
    private readonly Lock _writing = new();
    private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };

    public void Write(string site, CaseState ticket, string key, string command)
    {
        var line = JsonSerializer.Serialize(new { site, number = ticket.Number, version = ticket.Version, key, command }, JsonSerializerOptions.Web);
        lock (_writing) _file.WriteLine(line);
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>Counts what became of the events, and keeps the refused ones.</summary>
/// <param name="report">Where refused events go, a JSON line each; null for nowhere.</param>
internal sealed class ReplayTally(TextWriter? report)
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _counting = new();
    private readonly Dictionary<string, long> _refusals = [];

    public long EventsIn { get; private set; }
    public long Cases { get; private set; }
    public long Accepted { get; private set; }
    public long Duplicates { get; private set; }
    public long Refused { get; private set; }

    /// <summary>Every event has exactly one fate.</summary>
    public bool Balances => EventsIn == Accepted + Duplicates + Refused;

    /// <summary>Refused events by reason, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Refusals
    {
        get { lock (_counting) return [.. _refusals.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)]; }
    }

    public void CountIn(bool opensCase)
    {
        lock (_counting)
        {
            EventsIn++;
            if (opensCase) Cases++;
        }
    }

    public void Count(LogLine line, CaseState? ticket, Outcome outcome)
    {
        lock (_counting)
        {
            switch (outcome.Fate)
            {
                case Fate.Accepted: Accepted++; break;
                case Fate.Duplicate: Duplicates++; break;
                default:
                    Refused++;
                    _refusals[outcome.Code!] = _refusals.GetValueOrDefault(outcome.Code!) + 1;
                    Report(line, ticket, outcome);
                    break;
            }
        }
    }

    private void Report(LogLine line, CaseState? ticket, Outcome outcome) => report?.WriteLine(JsonSerializer.Serialize(
        new
        {
            line = line.Line,
            line.Event?.Case,
            line.Event?.Seq,
            line.Event?.Ts,
            line.Event?.Activity,
            line.Event?.Resource,
            ticket?.Number,
            ticket?.Status,
            outcome.Command,
            outcome.Code,
            outcome.Detail,
        },
        Readable));
}
