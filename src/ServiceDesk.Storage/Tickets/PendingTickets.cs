using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Queues;

namespace ServiceDesk.Storage.Tickets;

/// <summary>Reads the index of the queue, which holds pending tickets only.</summary>
internal sealed class PendingTickets(Store store) : IPendingTickets
{
    /// <summary>
    /// What a queue looks at in a stored ticket. A hundred thousand may wait, and most of a ticket is words and what was done with it: the
    /// rest is passed over unread. What constructors take is always read.
    /// </summary>
    private static readonly Dictionary<Type, string[]> Looked = new()
    {
        [typeof(Ticket)] =
        [
            nameof(Ticket.Site), nameof(Ticket.Number), nameof(Ticket.Version), nameof(Ticket.SubmittedAt), nameof(Ticket.OpenedAt), nameof(Ticket.Status),
            nameof(Ticket.Type), nameof(Ticket.Subtype), nameof(Ticket.Urgency), nameof(Ticket.Priority), nameof(Ticket.Customer), nameof(Ticket.Assignment),
            nameof(Ticket.DeclinedBy), nameof(Ticket.Transfer), nameof(Ticket.Escalations), nameof(Ticket.Rounds), nameof(Ticket.Clocks),
        ],
        [typeof(Clock)] = [nameof(Clock.Id), nameof(Clock.State), nameof(Clock.StartedAt), nameof(Clock.Due), nameof(Clock.Next)],
    };

    private static readonly JsonSerializerOptions Brief = new(DeskJson.Stored)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(PassOver),
    };

    public async Task<IReadOnlyList<QueuedTicket>> Read(string site)
    {
        await using var reading = await store.Read(CancellationToken.None);
        var rows = await reading.Rows(
            new("SELECT state FROM ticket WHERE site = @site AND status = 0", ("@site", site)),
            row => QueuedTicket.Of(Look(row.GetFieldValue<byte[]>(0))), CancellationToken.None);
        return [.. rows.OfType<QueuedTicket>()];
    }

    public async Task<IReadOnlyDictionary<string, int>> Versions(string site)
    {
        var versions = new Dictionary<string, int>();
        await using var reading = await store.Read(CancellationToken.None);
        await foreach (var (number, version) in reading.Stream(
            new("SELECT number, version FROM ticket WHERE site = @site AND status = 0", ("@site", site)),
            row => (row.GetString(0), row.GetInt32(1)), CancellationToken.None)) versions[number] = version;
        return versions;
    }

    private Ticket? Look(byte[] state)
    {
        try
        {
            return JsonSerializer.Deserialize<Ticket>(state, Brief);
        }
        catch (Exception fault) when (TicketStates.IsDamage(fault))
        {
            return store.States.Read(Encoding.UTF8.GetString(state));
        }
    }

    private static void PassOver(JsonTypeInfo type)
    {
        if (!Looked.TryGetValue(type.Type, out var looked)) return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (!looked.Contains(type.Properties[i].Name, StringComparer.OrdinalIgnoreCase)) type.Properties.RemoveAt(i);
    }
}
