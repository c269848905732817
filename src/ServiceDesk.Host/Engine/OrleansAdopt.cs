using System.Collections.Concurrent;
using System.Text.Json;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Engines;

namespace ServiceDesk.Host.Engine;

/// <summary>Carries documents and reminders from one engine to the other. What breaks off can be run again: the source is as it was until the end.</summary>
internal sealed class OrleansAdopt(Store store, EngineMove move, OrleansCarrier orleans, TextWriter output, CancellationToken cancel)
{
    /// <summary>Reminders written at the same time: as many as the provider's pool has connections.</summary>
    private const int AtOnce = 8;

    /// <returns>The exit code, always 0: what stands in the way is thrown.</returns>
    /// <exception cref="StoreRefusedException">A desk is at work on the store, or it is not known which documents count.</exception>
    public static async Task<int> Run(DeskOptions desk, AdoptOptions adopt, TextWriter output, CancellationToken cancel = default)
    {
        var address = StoreAddress.Parse(desk.Store);
        if (address.Kind is not StoreKind.Postgres)
            throw new StoreRefusedException("Only a store on PostgreSQL can change its engine: a cluster cannot use an SQLite file.");
        await using var guard = await EngineMoveGuard.Take(address, cancel);
        await using var store = new Store(guard.Address, TimeProvider.System);
        await store.Open(cancel);
        await using var orleans = await OrleansCarrier.Open(guard.Address.Place, cancel);
        await new OrleansAdopt(store, new(store), orleans, output, cancel).Run(adopt);
        return 0;
    }

    private async Task Run(AdoptOptions adopt)
    {
        var home = await store.Engine.Find(cancel);
        var source = home?.Engine ?? await Guess(adopt);
        if (adopt.From is { } said && said != source) throw new StoreRefusedException($"The documents of this store are with {source}, not with {said}.");
        if (source == adopt.To)
        {
            if (home is not { IsMoving: false }) await move.End(source, cancel);
            output.WriteLine(home is { IsMoving: true }
                ? $"The move was called off: the documents stay with {source}." : $"The documents are with {source}: nothing is to be carried.");
            return;
        }

        if (adopt.To is DeskEngine.Orleans) await ToOrleans();
        else await ToEmbedded();
        output.WriteLine($"The documents are with {adopt.To} now, and only that engine can start on this store.");
    }

    /// <summary>Whose documents count in a store of older desks, which noted nothing.</summary>
    private async Task<DeskEngine> Guess(AdoptOptions adopt)
    {
        var (embedded, orleansHas) = await store.Engine.Contents(cancel);
        if (!embedded || !orleansHas) return orleansHas ? DeskEngine.Orleans : embedded ? DeskEngine.Embedded : adopt.From ?? adopt.To;
        if (adopt.From is { } said) return said;
        var theirs = (await move.Documents(cancel)).ToDictionary(document => (document.Kind, document.Key), document => document.Body);
        var ours = (await FromOrleans()).ToDictionary(document => (document.Kind, document.Key), document => document.Body);
        foreach (var (kind, key) in theirs.Keys.Union(ours.Keys).Order())
            output.WriteLine($"{kind} of {key}: " + (
                !ours.TryGetValue((kind, key), out var mine) ? "only with the embedded engine"
                : !theirs.TryGetValue((kind, key), out var other) ? "only with Orleans"
                : IsSame(mine, other) ? "the same with both" : "not the same with both"));
        throw new StoreRefusedException(EngineHome.Ambiguous + ". The other engine's go.");
    }

    private async Task ToOrleans()
    {
        orleans.Check(await move.Documents(cancel));
        await move.Begin(DeskEngine.Orleans, cancel);
        var documents = await move.Documents(cancel);       // as they stand now that nobody changes them any more
        foreach (var document in documents) await orleans.Write(document);
        Report(documents);
        var reminders = new ConcurrentDictionary<string, int>();
        var pace = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(move.Reminders(cancel), pace, async (reminder, _) =>
        {
            await orleans.Write(reminder);
            reminders.AddOrUpdate(reminder.GrainType, 1, (_, count) => count + 1);
        });
        Report(reminders);
        await move.End(DeskEngine.Orleans, cancel);
    }

    private async Task ToEmbedded()
    {
        orleans.Check(await FromOrleans());
        await move.Begin(DeskEngine.Embedded, cancel);
        var (documents, reminders) = (await FromOrleans(), await orleans.Reminders());
        Report(documents);
        Report(reminders.CountBy(reminder => reminder.GrainType));
        await move.Take(documents, reminders, cancel);
    }

    private async Task<IReadOnlyList<CarriedDocument>> FromOrleans()
    {
        var documents = await orleans.Documents(await move.Keys(cancel));
        var count = await move.CountOfOrleans(cancel);
        if (documents.Count != count)
            throw new StoreRefusedException(
                $"Orleans keeps {count} documents, and only {documents.Count} can be told by their keys: the others belong to no site and no ticket.");
        return documents;
    }

    private void Report(IEnumerable<CarriedDocument> documents)
    {
        foreach (var (kind, count) in documents.CountBy(document => document.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
            output.WriteLine($"{kind}: {count} documents");
    }

    private void Report(IEnumerable<KeyValuePair<string, int>> reminders)
    {
        foreach (var (grain, count) in reminders.OrderBy(grain => grain.Key, StringComparer.Ordinal))
            output.WriteLine($"{grain}: {count} reminders");
    }

    private static bool IsSame(string one, string other) =>
        JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(one), JsonSerializer.Deserialize<JsonElement>(other));
}
