using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Host;
using ServiceDesk.Storage;

namespace ServiceDesk.Benchmarks;

/// <summary>What a ticket leaves in the host's memory once it was touched and has gone idle: the managed heap before and after.</summary>
internal static class MemoryBench
{
    public static async Task Run(TextWriter report, string address, string folder, int tickets)
    {
        await using (var store = new Store(StoreAddress.Parse(address), TimeProvider.System))
        {
            await store.Open();
            await BulkFill.Run(store, tickets, DateTimeOffset.UtcNow);
        }

        Environment.CurrentDirectory = folder;       // the default places of the host lie here
        await using var desk = DeskHost.Build(new DeskOptions { Store = address, Urls = "http://127.0.0.1:0", Keys = Path.Combine(folder, "keys.json") });
        await desk.StartAsync();
        var (grains, engine) = (desk.Services.GetRequiredService<IGrainFactory>(), desk.Services.GetRequiredService<EngineHost>());
        await grains.GetGrain<ISiteGrain>("SH").Put(new("Shanghai", "Asia/Shanghai", "after-sales"), "bench");
        var page = await desk.Services.GetRequiredService<Storage.Tickets.ITicketQueries>().List(new(["SH"]) { Status = TicketStatus.Pending }, null, 100, default);
        await Touch(grains, page.Items.Select(t => t.Key));       // the code is warm before anything is measured

        var keys = await Keys(desk.Services, tickets);
        var (before, idle) = (GC.GetTotalMemory(forceFullCollection: true), engine.Activations);
        await Touch(grains, keys);
        var touched = (Heap: GC.GetTotalMemory(forceFullCollection: true), engine.Activations);
        while (engine.Activations > idle) await Task.Delay(TimeSpan.FromSeconds(1));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        report.WriteLine("| tickets touched | heap before MB | right after MB (activations) | once idle MB | bytes a touched ticket, idle |");
        report.WriteLine("|---|---|---|---|---|");
        report.WriteLine(
            $"| {keys.Count} | {before / 1e6:F1} | {touched.Heap / 1e6:F1} ({touched.Activations}) | {after / 1e6:F1} | {(after - before) / (double)keys.Count:F0} |");
        await desk.StopAsync();
    }

    private static async Task<List<TicketKey>> Keys(IServiceProvider services, int count)
    {
        var keys = new List<TicketKey>();
        string? cursor = null;
        do
        {
            var page = await services.GetRequiredService<Storage.Tickets.ITicketQueries>().List(new(["SH"]) { Sort = Storage.Tickets.TicketSort.Oldest }, cursor, 100, default);
            keys.AddRange(page.Items.Select(t => t.Key));
            cursor = page.Next;
        }
        while (cursor is not null && keys.Count < count);
        return keys;
    }

    private static async Task Touch(IGrainFactory grains, IEnumerable<TicketKey> keys)
    {
        foreach (var batch in keys.Chunk(64))
            await Task.WhenAll(batch.Select(key => grains.GetGrain<ITicketGrain>(key.ToString()).Handle(
                new(new LogCommunication(null, "phone", "called", null, null), Actor.Staff("bench"), "bench", Powers: new([], [Roles.SystemAdmin])))));
    }
}
