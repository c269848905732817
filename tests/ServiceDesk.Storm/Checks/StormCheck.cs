using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Tickets;
using ServiceDesk.Storage.Verification;
using ServiceDesk.Storm.Load;

namespace ServiceDesk.Storm.Checks;

/// <summary>
/// Reads the store once the storm is over and holds it against what the clients remember: nothing told is lost, nothing asked happened
/// twice, every history is whole, every clock did its duty once.
/// </summary>
/// <param name="shadows">When the desk was struck, from the fault to where it may have caught up.</param>
internal sealed partial class StormCheck(Store store, Record record, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> shadows)
{
    private const int Page = 1_000;

    public async Task<Findings> Run(CancellationToken cancel = default)
    {
        var findings = new Findings();
        var ended = DateTimeOffset.UtcNow;
        var whole = await new StoreVerifier(store).Run(finding => findings.AddOther($"{finding.Kind} at {finding.Place}: {finding.What}"), cancel);
        (findings.Tickets, findings.Events) = ((int)whole.Tickets, whole.Events);

        var causes = new Dictionary<string, List<(TicketKey Ticket, int Version)>>();
        foreach (var key in await Keys(cancel))
        {
            if (!Number().IsMatch(key.Number)) findings.AddOther($"{key} is no number of its site");
            var history = await History(key, cancel);
            foreach (var happening in history.Where(h => !h.Cause.StartsWith("clock:", StringComparison.Ordinal)))
            {
                if (!causes.TryGetValue(happening.Cause, out var list)) causes[happening.Cause] = list = [];
                list.Add((key, happening.Version));
            }

            ClockCheck.Run(key, history, ended, shadows, findings);
        }

        Compare(causes, findings);
        foreach (var contradiction in record.Contradictions) findings.AddDoubled(contradiction);
        return findings;
    }

    /// <summary>A request happened if it was told, at the version that was told, in one ticket, in one piece.</summary>
    private void Compare(Dictionary<string, List<(TicketKey Ticket, int Version)>> causes, Findings findings)
    {
        // A cause is the sender and the key.
        var byKey = causes.ToDictionary(pair => pair.Key[(pair.Key.LastIndexOf(':') + 1)..], pair => pair.Value);
        foreach (var (key, places) in byKey)
            if (places.Select(place => place.Ticket).Distinct().Count() > 1 || places[^1].Version - places[0].Version != places.Count - 1)
                findings.AddDoubled($"{key}: {string.Join(", ", places.Select(place => $"{place.Ticket} v{place.Version}"))}");

        foreach (var told in record.Told)
        {
            findings.Acknowledged++;
            if (!byKey.TryGetValue(told.Key, out var places) || (places[^1].Ticket.Number, places[^1].Version) != (told.Number, told.Version))
                findings.AddLost($"{told.Key} was told {told.Number} v{told.Version}");
        }

        foreach (var twice in record.Told.Where(told => told.Command == "create").GroupBy(told => told.Number).Where(group => group.Count() > 1))
            findings.AddDoubled($"number {twice.Key} was given to {string.Join(", ", twice.Select(told => told.Key))}");
    }

    private async Task<IReadOnlyList<TicketKey>> Keys(CancellationToken cancel)
    {
        var keys = new HashSet<TicketKey>();
        for (var after = 0L; await store.Feed.Read(after, null, Page, cancel) is { Count: > 0 } page; after = page[^1].Position)
            foreach (var item in page) keys.Add(new(item.Site, item.Number));
        return [.. keys];
    }

    private async Task<IReadOnlyList<Happening>> History(TicketKey key, CancellationToken cancel)
    {
        var items = await store.Queries.Timeline(key, 0, Page, cancel);
        return [.. items.Select(Read)];
    }

    /// <summary>Who did it does not matter to the clocks.</summary>
    private static Happening Read(TimelineItem item) => new(
        item.Version, item.At, ServiceDesk.Domain.People.Actor.Staff(item.By), item.Cause, item.Via,
        JsonSerializer.Deserialize<TicketEvent>(item.Body, DeskJson.Stored)!);

    [GeneratedRegex(@"^\d{6}-\d{4,}$")]
    private static partial Regex Number();
}
