using System.Globalization;
using ServiceDesk.Benchmarks;
using ServiceDesk.Tests.Servers;

// desk bench [what…] [--seconds N] [--clients 1,8,32,128] [--store sqlite|postgres|both] [--tickets 10000,100000,1000000]
// cluster takes [--silos 1,2,4] [--gateways 0,1] [--apart 4] [--warm 20] [--rounds N] [--with A=1+B=2,A=2] [--against PATH/ServiceDesk.Host.dll]
// Prints Markdown tables. Everything listens on loopback, lives in a folder of its own under the temporary folder, and ends by itself.
// desk sim [seed] [--days N] [--tickets N]
if (args is ["sim", .. var world]) return ThisEngine.Simulate(world);

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var what = args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal)).DefaultIfEmpty("http").ToArray();
var time = TimeSpan.FromSeconds(int.Parse(Option("--seconds", "10")));
var clients = Numbers(Option("--clients", "1,8,32,128"));
var tickets = Numbers(Option("--tickets", "10000,100000,1000000"));
var stores = Option("--store", ThisEngine.IsCluster ? "postgres" : "both") is var one and not "both" ? [one] : (string[])["sqlite", "postgres"];
var folder = Directory.CreateTempSubdirectory("desk-bench-").FullName;
try
{
    foreach (var name in what) await Measure(name);
    return 0;
}
finally
{
    if (stores.Contains("postgres") && what.Any(w => w is "http" or "reads" or "clocks" or "arming" or "keys")) await (await PostgresServer.Shared).DisposeAsync();
    Directory.Delete(folder, recursive: true);
}

async Task Measure(string name)
{
    Console.WriteLine($"\n## {name}, {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, .NET {Environment.Version}\n");
    switch (name)
    {
        case "engine":
            await ThisEngine.Calls(Console.Out, time);
            break;
        case "dispatch":
            DispatchBench.Run(Console.Out, time, tickets);
            await Queues();
            break;
        case "queue":
            await Queues();
            break;
        case "calendar":
            CalendarBench.Run(Console.Out);
            break;
        case "http":
            foreach (var store in stores) await Http(store);
            break;
        case "reads":
            foreach (var store in stores) await ReadBench.Run(Console.Out, store, await Address(store), folder, tickets);
            break;
        case "memory":
            await ThisEngine.Memory(Console.Out, await Address("sqlite"), folder, tickets[0]);
            break;
        case "keys":
            foreach (var store in stores) await KeyBench.Run(Console.Out, store, await Address(store), folder, tickets[^1], time);
            break;
        case "clocks":
            foreach (var store in stores) await AlarmBench.Run(Console.Out, store, await Address(store), folder, tickets[^1]);
            await Arming();
            break;
        case "arming":
            await Arming();
            break;
        case "cluster":
            var warm = TimeSpan.FromSeconds(int.Parse(Option("--warm", "20")));
            await ClusterBench.Lives(Console.Out, [.. Makes()], clients[^1], warm, time, int.Parse(Option("--rounds", "1")));
            break;
        case "recovery":
            ClusterBench.RecoveryHead(Console.Out);
            await ClusterBench.Recovery(Console.Out, silos: 3, gateways: 2);
            break;
        default:
            throw new ArgumentException($"'{name}' is not measured here: http, reads, memory, clocks, arming, keys, dispatch, queue, cluster, recovery, engine, calendar.");
    }
}

// One process that is silo and gateway at once; silos behind gateways; the embedded engine is always one process. Each also with other settings
// of the runtime, and of another build, if there are any to compare.
IEnumerable<ClusterMake> Makes()
{
    int[] gateways = ThisEngine.IsCluster ? Numbers(Option("--gateways", "0,1")) : [0];
    int[] silos = ThisEngine.IsCluster ? Numbers(Option("--silos", "1,2,4")) : [0];
    ClusterMake[] plain =
    [
        .. silos.SelectMany(each => gateways.Select(number => new ClusterMake(1, each, number))),
        .. Numbers(Option("--apart", "4")).Where(desks => desks > 0)
            .SelectMany(desks => gateways.Select(number => new ClusterMake(desks, Math.Min(silos.Max(), 1), Math.Min(number, 1)))),
    ];
    IEnumerable<ClusterMake> all = plain;
    foreach (var variant in Option("--with", "").Split(',', StringSplitOptions.RemoveEmptyEntries))
    {
        var settings = variant.Split('+').Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        all = all.Concat(plain.Select(make => make with { Settings = settings }));
    }

    return Option("--against", "") is { Length: > 0 } program ? all.Concat(plain.Select(make => make with { Program = program })) : all;
}

async Task Queues()
{
    Console.WriteLine("\n| waiting | activation s | CPU s | board MB | allocated meanwhile MB | heap at most MB |\n|---|---|---|---|---|---|");
    foreach (var count in tickets.Where(count => count <= 100_000)) await QueueBench.Activation(Console.Out, await Address("sqlite"), folder, count);
    Console.WriteLine("\n| waiting | agents | handed out after s | offers/s | host CPU µs/offer |\n|---|---|---|---|---|");
    await QueueBench.Offers(Console.Out, await Address("sqlite"), folder, tickets: 5_000, agents: 100);
}

async Task Arming()
{
    Console.WriteLine();
    ArmingBench.Head(Console.Out);
    foreach (var store in stores)
        foreach (var count in clients) await ArmingBench.Run(Console.Out, store, await Address(store), folder, count, await DatabaseTime(store));
}

async Task<Func<TimeSpan>?> DatabaseTime(string store)
{
    if (store == "sqlite") return null;
    var port = (await PostgresServer.Shared).Port;
    return () => DatabaseCpu.Of(port);
}

async Task Http(string store)
{
    RawBench.Head(Console.Out);
    var single = 0.0;
    if (store == "sqlite") await RawBench.Sqlite(Console.Out, Path.Combine(folder, "raw.db"), time);
    else single = await RawBench.Postgres(Console.Out, await (await PostgresServer.Shared).NewDatabase(), clients[^1], time);

    Console.WriteLine();
    LifecycleBench.Head(Console.Out);
    var rate = await LifecycleBench.Run(Console.Out, store, await Address(store), folder, clients, time, await DatabaseTime(store));
    if (single > 0) Console.WriteLine($"\nThrough HTTP at {clients[^1]} clients: {rate / single:F2} of the raw single-statement rate of this run.");
}

async Task<string> Address(string store) => store == "sqlite"
    ? $"sqlite:{Path.Combine(folder, $"{Guid.NewGuid():N}.db")}"
    : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";

string Option(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : otherwise;

static int[] Numbers(string list) => [.. list.Split(',').Select(int.Parse)];
