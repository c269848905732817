using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Host;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Benchmarks;

/// <summary>The real queue over a filled SQLite store: how long it takes to know what waits, and how fast it hands out.</summary>
internal static class QueueBench
{
    private const string Site = "SH";

    private static readonly string[] Types = ["problem", "consultation", "complaint"];
    private static readonly string[] Roles = ["engineer", "service_agent", "customer_relations_specialist"];

    private static readonly SiteRules Rules = new(Site, "Shanghai", "Asia/Shanghai", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1);

    /// <summary>From the first call to a queue that is in nobody's memory until its answer.</summary>
    /// <param name="tickets">How many wait.</param>
    public static async Task Activation(TextWriter report, string address, string folder, int tickets)
    {
        await using var desk = await Desk(address, folder, tickets, []);
        var (grains, before) = (desk.Services.GetRequiredService<IGrainFactory>(), GC.GetTotalMemory(forceFullCollection: true));
        using var over = new CancellationTokenSource();
        var peak = Peak(over.Token);
        using var process = Process.GetCurrentProcess();
        var (allocated, cpu, clock) = (GC.GetTotalAllocatedBytes(), process.TotalProcessorTime, Stopwatch.StartNew());
        await Found(grains);
        var look = await grains.GetGrain<IQueueGrain>(Site).Look(0);
        process.Refresh();
        var (took, used, churned) = (clock.Elapsed, process.TotalProcessorTime - cpu, GC.GetTotalAllocatedBytes() - allocated);
        await over.CancelAsync();
        var known = look.Needs.Sum(need => need.Waiting);
        if (known != tickets) throw new InvalidOperationException($"The queue knows {known} of {tickets}.");
        var board = GC.GetTotalMemory(forceFullCollection: true) - before;
        report.WriteLine($"| {tickets} | {took.TotalSeconds:F2} | {used.TotalSeconds:F2} | {board / 1e6:F0} | {churned / 1e6:F0} | {await peak / 1e6:F0} |");
        await desk.StopAsync();
    }

    /// <summary>Agents come on duty at one moment, and have room for exactly what waits.</summary>
    public static async Task Offers(TextWriter report, string address, string folder, int tickets, int agents)
    {
        string[] ids = [.. Enumerable.Range(0, agents).Select(i => $"agent-{i:000}")];
        await using var desk = await Desk(address, folder, tickets, ids);
        var (grains, store) = (desk.Services.GetRequiredService<IGrainFactory>(), desk.Services.GetRequiredService<Store>());
        await Found(grains);
        await grains.GetGrain<IQueueGrain>(Site).Look(0);
        using var process = Process.GetCurrentProcess();
        var (cpu, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        await Task.WhenAll(ids.Select(id => grains.GetGrain<IAgentGrain>(id).SetPresence(PresenceState.On, id)));
        while ((await store.Loads.Read(ids, CancellationToken.None)).Values.Sum(load => load.Open) < tickets)
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(5)) throw new TimeoutException("Not everything was handed out within five minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        var took = clock.Elapsed;
        process.Refresh();
        var micros = (process.TotalProcessorTime - cpu).TotalMicroseconds / tickets;
        report.WriteLine($"| {tickets} | {agents} | {took.TotalSeconds:F2} | {tickets / took.TotalSeconds:F0} | {micros:F0} |");
        await desk.StopAsync();
    }

    /// <summary>A desk on a store that was filled before; its site is not founded yet, so that no queue is awake.</summary>
    private static async Task<Microsoft.AspNetCore.Builder.WebApplication> Desk(string address, string folder, int tickets, string[] agents)
    {
        await using (var store = new Store(StoreAddress.Parse(address), TimeProvider.System))
        {
            await store.Open();
            var now = DateTimeOffset.UtcNow;
            await BulkFill.Run(store, tickets, i => Waiting(i, now.AddMilliseconds(-10 * (tickets - i) % 600_000)));
            foreach (var id in agents)
                await store.Accounts.Put(new(id, id, [Site], Roles, [], (tickets + agents.Length - 1) / agents.Length, null, null), CancellationToken.None);
        }

        Environment.CurrentDirectory = folder;       // the default places of the host lie here
        var desk = DeskHost.Build(new DeskOptions
        {
            Store = address,
            Urls = "http://127.0.0.1:0",
            Keys = Path.Combine(folder, "keys.json"),
            Console = TextWriter.Null,
        });
        await desk.StartAsync();
        await Quiet();
        return desk;
    }

    /// <summary>Notices follow the feed from its beginning: what was filled in is passed before anything is measured.</summary>
    private static async Task Quiet()
    {
        var (before, waited) = (0L, Stopwatch.StartNew());
        while (GC.GetTotalAllocatedBytes() is var now && now - before > 4_000_000 && waited.Elapsed < TimeSpan.FromMinutes(2))
        {
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static Task<SiteRules?> Found(IGrainFactory grains) =>
        grains.GetGrain<ISiteGrain>(Site).Put(new("Shanghai", "Asia/Shanghai", "after-sales"), "bench");

    /// <summary>A ticket as the desk itself opens it, with all its clocks.</summary>
    private static MadeTicket Waiting(int i, DateTimeOffset at)
    {
        var key = new TicketKey(Site, $"{at:yyyyMM}-{i + 1:0000}");
        var customer = new Customer(
            $"客户{i % 20_000}公司", "王工", new("138****0000", new string('s', 80), $"p{i}"), null, null, (Tier)(i % 4), ["新用户"]);
        var opening = new Open(
            Source.Phone, null, null, customer, null, Types[i % Types.Length], null, $"打印机无法启动，编号 E{i}，重启之后仍然报错 timeout，请尽快处理",
            "提示代码 E-05", (Urgency)(i % 3), Impact.Single, $"PO-{i}", []);
        var decision = TicketRules.Decide(null, opening, new(key, Rules, Actor.Staff("bench"), at, $"made-{i}"));
        var texts = EventText.Chain(key, HashChain.Start, decision.Happenings);
        return new(TicketRow.Of(decision.Next!, texts[^1].Hash, NumberOrder.Of(key.Number, Rules.Policy.Numbering.Pattern)), texts);
    }

    /// <summary>The largest managed heap seen until it is over, garbage included.</summary>
    private static async Task<long> Peak(CancellationToken over)
    {
        var peak = 0L;
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        return peak;
    }
}
