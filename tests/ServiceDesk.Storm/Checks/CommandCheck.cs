using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storm.Load;

namespace ServiceDesk.Storm.Checks;

/// <summary>A request happened if it was told, at the version that was told, in one ticket, in one piece.</summary>
internal sealed class CommandCheck
{
    /// <summary>What each request brought about, in the order of the tickets' versions.</summary>
    private readonly Dictionary<string, List<Place>> _byKey = [];

    /// <summary>Takes in the history of one ticket, oldest first; what its clocks did, and the desk itself, is not of interest here.</summary>
    public void Note(TicketKey ticket, IReadOnlyList<Happening> history)
    {
        foreach (var happening in history.Where(h => h.By.Kind is not (ActorKind.Clock or ActorKind.Desk)))
        {
            // A cause is the sender and the key.
            var key = happening.Cause[(happening.Cause.LastIndexOf(':') + 1)..];
            if (!_byKey.TryGetValue(key, out var places)) _byKey[key] = places = [];
            places.Add(new(ticket, happening.Version));
        }
    }

    /// <summary>Holds what was noted against what the clients were told.</summary>
    public void Run(ClientRecord record, Findings findings)
    {
        foreach (var (key, places) in _byKey)
            if (places.Select(place => place.Ticket).Distinct().Count() > 1 || places[^1].Version - places[0].Version != places.Count - 1)
                findings.AddDoubled($"{key}: {string.Join(", ", places.Select(place => $"{place.Ticket} v{place.Version}"))}");

        foreach (var told in record.Told)
        {
            findings.Acknowledged++;
            if (!_byKey.TryGetValue(told.Key, out var places) || (places[^1].Ticket, places[^1].Version) != (told.Ticket, told.Version))
                findings.AddLost($"{told.Key} was told {told.Ticket} v{told.Version}");
        }

        foreach (var twice in record.Told.Where(told => told.Command == "create").GroupBy(told => told.Ticket).Where(group => group.Count() > 1))
            findings.AddDoubled($"number {twice.Key} was given to {string.Join(", ", twice.Select(told => told.Key))}");
        foreach (var contradiction in record.Contradictions) findings.AddDoubled(contradiction);
    }

    private sealed record Place(TicketKey Ticket, int Version);
}
