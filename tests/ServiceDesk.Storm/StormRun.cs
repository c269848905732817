using System.Diagnostics;
using ServiceDesk.Storage;
using ServiceDesk.Storm.Checks;
using ServiceDesk.Storm.Cluster;
using ServiceDesk.Storm.Faults;
using ServiceDesk.Storm.Load;

namespace ServiceDesk.Storm;

/// <summary>Strikes a desk of real processes again and again while clients work with it, then checks what is left.</summary>
internal static class StormRun
{
    /// <summary>After a fault has passed: a lost ring comes again after a minute, the sweeper looks within another.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(75);

    /// <summary>Who is answered within this did not have to wait.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(2);

    /// <summary>After a fault, for those who meet what it left behind.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>Before the first fault, to see whether clocks are on time when nothing is the matter.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(25);

    /// <summary>For everybody to be served again; a machine that others use, too, needs most of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <returns>The exit code: 0 when every promise was kept.</returns>
    public static async Task<int> Run(StormOptions options, TextWriter report, CancellationToken cancel)
    {
        await using var cluster = await LocalCluster.Start(Plan(options), cancel);
        var record = new ClientRecord();
        var token = await Site.Open(cluster.Gateways[0].Address).WaitAsync(cancel);
        var gateways = cluster.Gateways.Select(gateway => gateway.Address).ToArray();
        await using var staff = await Staff.Begin(gateways, token, record, options.Seed);
        await using var clients = new Clients(gateways, token, record, options.Clients, options.Seed);
        await Well(record, DateTimeOffset.UtcNow, cancel);

        await report.WriteLineAsync($"{cluster.Silos.Count} silos, {cluster.Gateways.Count} gateways, {options.Clients} clients, seed {options.Seed}");
        await report.WriteLineAsync("| fault | it lasted, s | all served again, s after it began | s after it had passed | commands acknowledged meanwhile | longest wait, s |");
        await report.WriteLineAsync("|---|---|---|---|---|---|");
        var shadows = new List<(DateTimeOffset, DateTimeOffset)>();
        int restarts;
        bool recovered;
        await using (var watch = new Watch(cluster))
        {
            recovered = await Strike(options, cluster, clients, record, shadows, report, cancel);
            restarts = watch.Restarts;
        }

        await cluster.Ready(Patience, cancel);
        var ended = await clients.Finish(Patience).WaitAsync(cancel) && await staff.Finish(Patience).WaitAsync(cancel) && recovered;
        if (!ended) await report.WriteLineAsync($"{record.Outstanding} commands were never answered.");
        return await Check(cluster, record, shadows, restarts, ended, report, cancel);
    }

    /// <summary>What the faults that were asked for need, as far as this machine has it.</summary>
    private static ClusterPlan Plan(StormOptions options)
    {
        bool Wants(params string[] faults) => options.Only.Count == 0 || options.Only.Intersect(faults).Any();
        return new(options.Silos, options.Gateways, options.Program, options.Logs)
        {
            OnSqlite = options.OnSqlite,
            HasDoors = !options.OnSqlite,
            HasSpare = !options.OnSqlite,
            HasNetworks = options.Silos > 1 && SiloNetworks.Missing is null && Wants("cut-silos", "cut-silos-one-way", "unplug-silo"),
            HasSmallDisk = SmallDisk.Missing is null && Wants("full-disk"),
            HasFakeClock = FakeClock.Missing is null && Wants("clock-ahead", "clock-behind"),
        };
    }

    /// <returns>Whether the desk served again after each fault.</returns>
    private static async Task<bool> Strike(
        StormOptions options, LocalCluster cluster, Clients clients, ClientRecord record, List<(DateTimeOffset, DateTimeOffset)> shadows, TextWriter report, CancellationToken cancel)
    {
        var random = new Random(options.Seed);
        var all = Fault.All(cluster, clients, options.Other, random);
        Fault[] asked = options.Only.Count == 0 ? [.. all]
            : [.. options.Only.Select(name => all.Single(fault => fault.Name == name))];
        foreach (var fault in asked.Where(fault => fault.Missing is not null))
            await report.WriteLineAsync($"| {fault.Name} | not tried: {fault.Missing} | | | | |");
        Fault[] faults = [.. asked.Where(fault => fault.Missing is null)];
        if (faults.Length == 0) return true;
        var clock = Stopwatch.StartNew();
        await Task.Delay(Calm, cancel);
        var struck = 0;
        for (; clock.Elapsed < options.Time; struck++)
        {
            var fault = faults[struck % faults.Length];
            try
            {
                await One(fault, cluster, record, shadows, report, cancel);
            }
            catch (TimeoutException late)
            {
                // What is left is looked at all the same.
                await report.WriteLineAsync($"| {fault.Name} | {late.Message} | | | | |");
                return false;
            }

            await Task.Delay(TimeSpan.FromSeconds(3 + random.Next(5)), cancel);
        }

        foreach (var fault in faults.Skip(struck)) await report.WriteLineAsync($"| {fault.Name} | not reached in the time given | | | | |");
        return true;
    }

    private static async Task One(
        Fault fault, LocalCluster cluster, ClientRecord record, List<(DateTimeOffset, DateTimeOffset)> shadows, TextWriter report, CancellationToken cancel)
    {
        var (struckAt, before) = (DateTimeOffset.UtcNow, record.Told.Count);
        await fault.Strike().WaitAsync(cancel);
        if (fault.Survived) await Well(record, DateTimeOffset.UtcNow, cancel);
        if (struckAt + fault.Hold - DateTimeOffset.UtcNow is { Ticks: > 0 } rest) await Task.Delay(rest, cancel);
        await fault.Pass().WaitAsync(cancel);
        var passedAt = DateTimeOffset.UtcNow;
        await Well(record, passedAt, cancel);
        await cluster.Ready(Patience, cancel);
        await Task.Delay(Settling, cancel);
        shadows.Add((struckAt, DateTimeOffset.UtcNow + CatchUp));

        // Served again is who no longer has to wait: the end of the last wait that was long.
        var meanwhile = record.Told.Skip(before).ToArray();
        var longest = meanwhile.Select(told => told.Waited).DefaultIfEmpty().Max();
        var servedAt = meanwhile.Where(told => told.Waited > Prompt).Select(told => told.At).DefaultIfEmpty(struckAt).Max();
        await report.WriteLineAsync(
            $"| {fault.Name} | {(passedAt - struckAt).TotalSeconds:F1} | {Seconds(servedAt - struckAt)} | {Seconds(servedAt - passedAt)} | {meanwhile.Length} | {longest.TotalSeconds:F1} |");
    }

    /// <summary>Waits until every client is served promptly again.</summary>
    /// <exception cref="TimeoutException">It does not come back.</exception>
    private static async Task Well(ClientRecord record, DateTimeOffset since, CancellationToken cancel)
    {
        while (!record.IsWell(since))
        {
            if (DateTimeOffset.UtcNow - since > Patience) throw new TimeoutException($"After {Patience} the desk does not serve: {record.Outstanding} commands wait.");
            await Task.Delay(100, cancel);
        }
    }

    private static async Task<int> Check(
        LocalCluster cluster, ClientRecord record, List<(DateTimeOffset, DateTimeOffset)> shadows, int restarts, bool ended, TextWriter report, CancellationToken cancel)
    {
        await using var store = new Store(cluster.Store, TimeProvider.System);
        await store.Open(cancel);
        var quietAt = Stopwatch.StartNew();
        var backlog = await Quiet(store, quietAt, cancel);
        var findings = await new StormCheck(store, record, Staff.Staffing, shadows).Run(cancel);

        await report.WriteLineAsync($"""

            faults                         {shadows.Count}
            processes that ended by themselves and were started again: {restarts}
            tickets, events                {findings.Tickets}, {findings.Events}
            commands acknowledged          {findings.Acknowledged}
            lost                           {findings.Lost}
            doubled                        {findings.Doubled}
            clock stages due               {findings.Due}
            early, missing, doubled        {findings.Early}, {findings.Missing}, {findings.EscalationsDoubled}
            later than 2 s without a fault {findings.Late}
            later than 2 s around a fault  {findings.LateInFault}
            given or left wrongly          {findings.Misplaced}
            latest                         {findings.WorstLateness.TotalSeconds:F1} s
            anything else                  {findings.Others}
            alarms unanswered at the end   {backlog}, after {quietAt.Elapsed.TotalSeconds:F0} s
            sent again                     {Counts(record.Repeated)}
            refused                        {Counts(record.Refused)}
            """);
        foreach (var line in findings.First) await report.WriteLineAsync(line);
        var failed = record.Refused.Keys.Any(refusal => refusal.StartsWith('5'));
        return findings.IsClean && ended && backlog == 0 && !failed ? 0 : 1;
    }

    /// <summary>Waits until no alarm is overdue and every ticket is with whom it should be; whatever is left unlooked at has run out by then.</summary>
    private static async Task<long> Quiet(Store store, Stopwatch clock, CancellationToken cancel)
    {
        while (true)
        {
            var backlog = await store.Overdue.Count(DateTimeOffset.UtcNow - TimeSpan.FromSeconds(2));
            if (backlog == 0 && await OwnerCheck.Unsettled(Staff.Staffing, store) is null || clock.Elapsed > Patience) return backlog;
            await Task.Delay(500, cancel);
        }
    }

    private static string Seconds(TimeSpan time) => $"{Math.Max(0, time.TotalSeconds):F1}";

    private static string Counts(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(", ", counts.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} × {pair.Key}")) is { Length: > 0 } text ? text : "nothing";
}
