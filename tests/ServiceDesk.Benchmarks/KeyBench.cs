using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Storage;

namespace ServiceDesk.Benchmarks;

/// <summary>Rotates the data key of a site with many tickets while clients open tickets and look at contacts: how long it takes, and what they feel.</summary>
internal static class KeyBench
{
    private const int Clients = 8;

    public static async Task Run(TextWriter report, string name, string address, string folder, int tickets, TimeSpan time)
    {
        await using var desk = await DeskProcess.Start(address, folder, ("DESK_LIMIT_REVEALS", "0"));
        await desk.Client.MakeSite();
        await Load(desk, TimeSpan.FromSeconds(3), new Latencies());
        await Fill(address, folder, tickets);

        var before = new Latencies();
        await Load(desk, time, before);
        var (during, clock) = (new Latencies(), Stopwatch.StartNew());
        using var done = new CancellationTokenSource();
        var load = Load(desk, TimeSpan.FromMinutes(30), during, done.Token);
        (await desk.Client.PostAsJsonAsync("/api/v1/keys/rotate", new { what = "data", site = "SH" })).EnsureSuccessStatusCode();
        while (await ToMove(desk) > 0) await Task.Delay(50);
        var took = clock.Elapsed;
        await done.CancelAsync();
        var seen = await load;

        // Every key that was used before and during must still open its contact.
        foreach (var path in seen.Take(200)) await Reveal(desk, path, default);
        report.WriteLine("| store | contact keys | rotation s | keys/s | p50 ms before | p99 before | p50 ms during | p99 during | requests during |");
        report.WriteLine("|---|---|---|---|---|---|---|---|---|");
        report.WriteLine(
            $"| {name} | {tickets} | {took.TotalSeconds:F1} | {tickets / took.TotalSeconds:F0} | {before.Percentile(0.5):F1} | {before.Percentile(0.99):F1} | "
            + $"{during.Percentile(0.5):F1} | {during.Percentile(0.99):F1} | {during.Count} |");
    }

    /// <summary>As many contact keys as tickets would have, made as the desk makes them.</summary>
    private static async Task Fill(string address, string folder, int keys)
    {
        await using var store = new Store(StoreAddress.Parse(address), TimeProvider.System);
        await store.Open();
        var ring = new ContactKeys(store.ContactKeys, new RingKeyWrap(KeyRing.Open(Path.Combine(folder, "keys.json"))), NullLogger<ContactKeys>.Instance, TimeProvider.System);
        for (var i = 0; i < keys; i++) await ring.Fresh("SH", default);
    }

    private static async Task<long> ToMove(DeskProcess desk)
    {
        using var answer = await desk.Client.GetAsync("/api/v1/keys");
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sites").EnumerateArray()
            .Single(site => site.GetProperty("site").GetString() == "SH").GetProperty("toMove").GetInt64();
    }

    private static async Task<IReadOnlyList<string>> Load(DeskProcess desk, TimeSpan time, Latencies latencies, CancellationToken stop = default) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var made = new List<string>();
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < time && !stop.IsCancellationRequested;)
            {
                var begun = Stopwatch.GetTimestamp();
                using var answer = await desk.Client.PostAsJsonAsync("/api/v1/tickets", new
                {
                    site = "SH",
                    source = "phone",
                    verbatim = "设备无法启动",
                    customer = new { name = "华东电子", phone = $"138{client:00}{made.Count:000000}" },
                }, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                latencies.Add(Stopwatch.GetElapsedTime(begun));
                made.Add(answer.Headers.Location!.ToString());
                if (made.Count % 4 == 0) await Reveal(desk, made[^1], CancellationToken.None);
            }

            return made;
        }, CancellationToken.None)))).SelectMany(made => made)];

    private static async Task Reveal(DeskProcess desk, string path, CancellationToken cancel)
    {
        using var answer = await desk.Client.PostAsJsonAsync($"{path}/contact/reveal", new { reason = "bench" }, cancel);
        answer.EnsureSuccessStatusCode();
        var phone = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("customer").GetProperty("phone").GetString();
        if (phone?.StartsWith("138", StringComparison.Ordinal) is not true) throw new InvalidOperationException($"{path}: the contact cannot be read.");
    }
}
