using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Telemetry;

namespace ServiceDesk.Storage.Tickets;

/// <summary>
/// Reads what a ticket's row says of it. A row that cannot be read, being damaged or of a newer desk, is told of once and left out of every
/// list: the others must not suffer.
/// </summary>
internal sealed class TicketStates : IDisposable
{
    /// <summary>How many are told of; beyond that something else is the matter.</summary>
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<string, bool> _unreadable = new(StringComparer.Ordinal);
    private readonly Meter _meter = new(GrainTelemetry.MeterName);
    private readonly ILogger _log;

    public TicketStates(ILogger log)
    {
        _log = log;
        _meter.CreateObservableGauge(
            "servicedesk.tickets.unreadable", () => _unreadable.Count, "{ticket}", "Tickets that this process found and could not read");
    }

    /// <summary>What can go wrong with a ticket's row or history that was not written by this desk as it stands there.</summary>
    public static bool IsDamage(Exception fault) => fault is JsonException or NotSupportedException or InvalidOperationException;

    /// <summary>The ticket; null when the row cannot be read.</summary>
    /// <param name="state">JSON of the row.</param>
    public Ticket? Read(string state)
    {
        try
        {
            var ticket = JsonSerializer.Deserialize<Ticket>(state, DeskJson.Stored) ?? throw new JsonException("The state is empty.");
            if (!_unreadable.IsEmpty) _unreadable.TryRemove($"{ticket.Key}", out _);
            return ticket;
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            var name = NameIn(state);
            if (_unreadable.Count < Most && _unreadable.TryAdd(name, true)) _log.LogError(fault, "The row of ticket {Ticket} cannot be read; it is left out of lists", name);
            return null;
        }
    }

    /// <summary>Those of the rows that can be read.</summary>
    public IReadOnlyList<Ticket> Read(IEnumerable<string> states) => [.. states.Select(Read).OfType<Ticket>()];

    public void Dispose() => _meter.Dispose();

    /// <summary>Site and number stand first: what is left of a row mostly has them.</summary>
    private static string NameIn(string state)
    {
        string? site = null, number = null;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(state));
            while ((site is null || number is null) && reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType is not JsonTokenType.PropertyName) continue;
                if (reader.ValueTextEquals("site") && reader.Read()) site = reader.GetString();
                else if (reader.ValueTextEquals("number") && reader.Read()) number = reader.GetString();
            }
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            // It ends before both are read.
        }

        return $"{site ?? "?"}/{number ?? "?"}";
    }
}
