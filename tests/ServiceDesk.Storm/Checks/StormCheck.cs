using System.Text.Json;
using System.Text.RegularExpressions;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
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
internal sealed partial class StormCheck(Store store, ClientRecord record, Staffing staffing, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> shadows)
{
    private const int Page = 1_000;

    public async Task<Findings> Run(CancellationToken cancel = default)
    {
        var findings = new Findings();
        var ended = DateTimeOffset.UtcNow;
        var whole = await new StoreVerifier(store).Run(finding => findings.AddOther($"{finding.Kind} at {finding.Place}: {finding.What}"), cancel);
        (findings.Tickets, findings.Events) = ((int)whole.Tickets, whole.Events);

        var commands = new CommandCheck();
        foreach (var key in await Keys(findings, cancel))
        {
            if (!Number().IsMatch(key.Number)) findings.AddOther($"{key} is no number of its site");
            var history = await History(key, cancel);
            commands.Note(key, history);
            ClockCheck.Run(key, history, ended, shadows, findings);
        }

        commands.Run(record, findings);
        if (await OwnerCheck.Unsettled(staffing, store) is { } left) findings.AddMisplaced(left);
        return findings;
    }

    private async Task<IReadOnlyList<TicketKey>> Keys(Findings findings, CancellationToken cancel)
    {
        var owners = new OwnerCheck(staffing, shadows);
        var keys = new HashSet<TicketKey>();
        for (var after = 0L; await store.Feed.Read(after, null, Page, cancel) is { Count: > 0 } page; after = page[^1].Position)
        {
            foreach (var item in page)
            {
                keys.Add(new(item.Site, item.Number));
                owners.Note(item, findings);
            }
        }

        return [.. keys];
    }

    private async Task<IReadOnlyList<Happening>> History(TicketKey key, CancellationToken cancel)
    {
        var items = await store.Queries.Timeline(key, 0, Page, cancel);
        return [.. items.Select(Read)];
    }

    private static Happening Read(TimelineItem item) => new(
        item.Version, item.At, new(KindOf(item.By), item.By), item.Cause, item.Via, JsonSerializer.Deserialize<TicketEvent>(item.Body, DeskJson.Stored)!);

    /// <summary>What the stored doer begins with.</summary>
    private static ActorKind KindOf(string by) => Enum.GetValues<ActorKind>().First(kind => by.StartsWith(DeskJson.Word(kind) + ":", StringComparison.Ordinal));

    [GeneratedRegex(@"^\d{6}-\d{4,}$")]
    private static partial Regex Number();
}
