using System.Text.Json.Nodes;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Databases;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Storage.Journal;

/// <summary>Puts the names of customers, which are with the ticket, back into what is read of its history (ADR 0025).</summary>
internal sealed class Names(TicketStates states)
{
    private const string Mark = "\"proof\":";

    public async Task<Ticket?> Put(Ticket? past, Reading reading, CancellationToken cancel) =>
        past?.Customer.Proof is not null && (await Known([past.Key], reading, cancel)).GetValueOrDefault(past.Key) is { } now
            ? past with { Customer = past.Customer.NamedAs(now) }
            : past;

    /// <summary>Stored bodies of events with the names in those that lack them.</summary>
    public async Task<IReadOnlyList<string>> Put(IReadOnlyList<(TicketKey Key, string Body)> events, Reading reading, CancellationToken cancel)
    {
        var lacking = events.Where(e => e.Body.Contains(Mark, StringComparison.Ordinal)).Select(e => e.Key).Distinct().ToList();
        if (lacking.Count == 0) return [.. events.Select(e => e.Body)];
        var known = await Known(lacking, reading, cancel);
        return [.. events.Select(e => Put(e.Body, known.GetValueOrDefault(e.Key)))];
    }

    private static string Put(string body, Customer? now)
    {
        if (!body.Contains(Mark, StringComparison.Ordinal) || JsonNode.Parse(body) is not JsonObject happened
            || happened["customer"] is not JsonObject customer || !customer.Remove("proof")) return body;
        if (now is { ErasedAt: null }) (customer["name"], customer["contactPerson"]) = (now.Name, now.ContactPerson);
        return happened.ToJsonString(DeskJson.Stored);
    }

    private async Task<Dictionary<TicketKey, Customer>> Known(IReadOnlyList<TicketKey> keys, Reading reading, CancellationToken cancel)
    {
        var rows = await reading.Rows(
            new(
                $"SELECT site, number, state, customer FROM ticket WHERE {string.Join(" OR ", keys.Select((_, i) => $"(site = @s{i} AND number = @n{i})"))}",
                [.. keys.SelectMany((key, i) => ((string, object?)[])[($"@s{i}", key.Site), ($"@n{i}", key.Number)])]),
            row => (Key: new TicketKey(row.GetString(0), row.GetString(1)), State: row.GetString(2), Name: row.GetString(3)), cancel);
        // Of a damaged row the column is left; without the salt it proves nothing.
        return rows.ToDictionary(row => row.Key, row => states.Read(row.State)?.Customer ?? new(row.Name, null, null, null, null, Tier.Regular, []));
    }
}
