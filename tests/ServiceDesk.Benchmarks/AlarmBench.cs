using System.Globalization;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// Many armed tickets in one desk: how soon it is ready, what it holds in memory, and how late it notices those that fall due: 10,000
/// spread over a minute, then 50,000 at one instant.
/// </summary>
internal static class AlarmBench
{
    private const int Spread = 10_000;
    private const int AtOnce = 50_000;

    public static async Task Run(TextWriter report, string name, string address, string folder, int armed)
    {
        await using var store = new Store(StoreAddress.Parse(address), TimeProvider.System);
        await store.Open();
        // The fill takes a while; the moments lie beyond it.
        var patience = TimeSpan.FromSeconds(30 + armed / (store.Kind is StoreKind.Sqlite ? 8_000.0 : 3_000));
        var begin = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow + patience).ToUnixTimeSeconds());
        var instant = begin.AddSeconds(75);
        await BulkFill.Run(store, armed, i => Make(i, i < Spread ? begin.AddMilliseconds(60_000.0 * i / Spread) : i < Spread + AtOnce ? instant : begin.AddDays(1 + i % 365)));
        await ThisEngine.Arm(store);
        var last = await store.Feed.Last(CancellationToken.None);

        await using var desk = await DeskProcess.Start(address, folder);
        await desk.Client.MakeSite();
        if (begin < DateTimeOffset.UtcNow) throw new InvalidOperationException("Filling took longer than planned for.");
        report.WriteLine($"{name}: {armed} armed, ready after {desk.ReadyAfter.TotalSeconds:F2} s, working set {desk.WorkingSet / 1e6:F0} MB\n");
        report.WriteLine("| due | answered | late p50 s | p99 s | max s | all answered after s | host CPU s | working set MB |");
        report.WriteLine("|---|---|---|---|---|---|---|---|");
        last = await Follow(report, $"{Spread} over 60 s", store, desk, last, Spread, begin.AddSeconds(60));
        await Follow(report, $"{AtOnce} at one instant", store, desk, last, AtOnce, instant);
    }

    /// <summary>Reads the breaches as they are committed, until all are there or two minutes have passed.</summary>
    private static async Task<long> Follow(TextWriter report, string what, Store store, DeskProcess desk, long last, int expected, DateTimeOffset lastDue)
    {
        var (cpu, late, answeredAt) = (desk.Cpu, new Latencies(), lastDue);
        while (late.Count < expected && DateTimeOffset.UtcNow < lastDue.AddMinutes(2))
        {
            await store.Feed.WaitBeyond(last, TimeSpan.FromMilliseconds(200), CancellationToken.None);
            foreach (var item in await store.Feed.Read(last, null, 5_000, CancellationToken.None))
            {
                last = item.Position;
                if (item.Kind != "breached") continue;
                var due = DateTimeOffset.Parse(item.Body[(item.Body.IndexOf("\"due\":\"", StringComparison.Ordinal) + 7)..].Split('"')[0], CultureInfo.InvariantCulture);
                late.Add(item.At - due);
                answeredAt = item.At;
            }
        }

        report.WriteLine(
            $"| {what} | {late.Count} | {late.Percentile(0.5) / 1000:F2} | {late.Percentile(0.99) / 1000:F2} | {late.Percentile(1) / 1000:F2} | "
            + $"{(answeredAt - lastDue).TotalSeconds:F1} | {(desk.Cpu - cpu).TotalSeconds:F1} | {desk.WorkingSet / 1e6:F0} |");
        return last;
    }

    private static MadeTicket Make(int i, DateTimeOffset due)
    {
        var key = new TicketKey("SH", $"202601-{i + 1:0000}");
        var at = due.AddDays(-400).ToUniversalTime();
        var clock = new Clock(new(ClockKind.Resolution, 0, 1), ClockState.Running, at, due, new("breach", due)) { PolicyVersion = 1, CalendarVersion = 1 };
        var opened = new Opened(
            Source.Phone, at, null, new($"客户{i % 20_000}", null, null, null, null, Tier.Regular, []), null, "problem", null, "设备无法启动", null,
            Urgency.Medium, Impact.Single, new(Priority.Medium, "matrix", false), null, [], null)
        { Clocks = [clock] };
        Happening[] happenings = [new(1, at, Actor.Staff("li"), $"made-{i}", null, opened)];
        var texts = EventText.Chain(key, HashChain.Start, happenings);
        return new(TicketRow.Of(TicketHistory.Evolve(key, null, happenings[0]), texts[^1].Hash, NumberOrder.Of(key.Number, "{yyyy}{MM}-{serial:4}")), texts);
    }
}
