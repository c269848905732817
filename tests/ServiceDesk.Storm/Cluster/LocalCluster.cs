using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Storm.Cluster;

/// <summary>
/// A whole desk on this machine: a throw-away PostgreSQL, silos, gateways. On the embedded engine it is one process, which is silo and
/// gateway at once, and may have an SQLite file instead.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    public const string Password = "only-on-this-machine-Passw0rd";

    private readonly ClusterPlan _plan;
    private readonly ProcessGuard _guard;
    private int[] _databasePorts = [];

    private LocalCluster(ClusterPlan plan)
    {
        _plan = plan;
        Folder = plan.Folder is { } kept ? Directory.CreateDirectory(kept).FullName : Directory.CreateTempSubdirectory("desk-cluster-").FullName;
        _guard = new(plan.Folder is null ? Folder : null);
    }

    /// <summary>Where the logs and the key ring are.</summary>
    public string Folder { get; }

    /// <summary>The server that takes writes; null on SQLite.</summary>
    public PostgresServer? Database { get; set; }

    public string? DatabaseName { get; private set; }

    /// <summary>The store past every door, as the present server has it.</summary>
    public StoreAddress Store => StoreAddress.Parse(Database is null ? $"sqlite:{SqliteFile}" : $"postgres:{Database.ConnectionString(DatabaseName!)}");

    /// <summary>The place that the database may fail over to: the one that it is not at.</summary>
    public int SparePort => _databasePorts.First(port => port != Database!.Port);

    public List<DeskNode> Silos { get; } = [];

    /// <summary>The processes that speak HTTP.</summary>
    public List<DeskNode> Gateways { get; } = [];

    /// <summary>All processes, each once.</summary>
    public IEnumerable<DeskNode> Nodes => Silos.Union(Gateways);

    /// <summary>The doors between each silo and the database, one for each place where that may be.</summary>
    public List<Door[]> DatabaseDoors { get; } = [];

    /// <summary>The doors before each silo, through which the other processes reach it; empty without networks of their own.</summary>
    public List<Door[]> SiloDoors { get; } = [];

    public SiloNetworks? Networks { get; private set; }

    public SmallDisk? Disk { get; private set; }

    /// <summary>The clock of the first silo.</summary>
    public FakeClock? Clock { get; private set; }

    private string SqliteFile => Path.Combine(Disk?.Folder ?? Folder, "desk.db");

    /// <summary>Starts everything and comes back when it is ready.</summary>
    public static async Task<LocalCluster> Start(ClusterPlan plan, CancellationToken cancel = default)
    {
        var cluster = new LocalCluster(plan);
        try
        {
            await cluster.Provide();
            cancel.ThrowIfCancellationRequested();
            cluster.Arrange();
            foreach (var node in cluster.Nodes) node.Start();
            await using var watch = new Watch(cluster);
            await cluster.Ready(plan.StartsWithin, cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Comes back when every process is ready.</summary>
    /// <exception cref="TimeoutException">One is not; its log says why.</exception>
    public async Task Ready(TimeSpan deadline, CancellationToken cancel = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(deadline);
        foreach (var node in Nodes)
        {
            try
            {
                while (!await node.IsReady()) await Task.Delay(200, patience.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"{node.Name} is not ready after {deadline.TotalSeconds:F0} s: see {Path.Combine(Folder, node.Name + ".log")}");
            }
        }
    }

    /// <summary>Starts all silos that are down, as an orchestrator would.</summary>
    public void StartSilos() => Silos.ForEach(one => one.Start());

    public Task KillSilos() => Task.WhenAll(Silos.Select(one => one.Kill()));

    /// <summary>The cluster goes on with its standby.</summary>
    public async Task FailOver(PostgresServer standby)
    {
        await Database!.Stop(crash: true);
        await standby.Promote();
        var old = Database;
        Database = standby;
        await old.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in DatabaseDoors.Concat(SiloDoors).SelectMany(doors => doors)) door.Heal();
        foreach (var node in Gateways.Union(Silos)) node.Thaw();
        await Task.WhenAll(Nodes.Select(node => node.Terminate(TimeSpan.FromSeconds(25))));
        foreach (var node in Nodes) node.Dispose();
        foreach (var door in DatabaseDoors.Concat(SiloDoors).SelectMany(doors => doors)) await door.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        if (Networks is not null) await Networks.DisposeAsync();
        if (Disk is not null) await Disk.DisposeAsync();
        await _guard.DisposeAsync();
    }

    /// <summary>What the processes stand on.</summary>
    private async Task Provide()
    {
        if (_plan.HasSmallDisk) Disk = await SmallDisk.Create();
        if (!_plan.OnSqlite)
        {
            Database = await PostgresServer.Create(Disk?.Folder);
            DatabaseName = new Npgsql.NpgsqlConnectionStringBuilder(await Database.NewDatabase()).Database!;
            _databasePorts = _plan.HasSpare ? [Database.Port, PostgresServer.FreePort()] : [Database.Port];
        }

        if (_plan.HasNetworks) Networks = await SiloNetworks.Create(_plan.Silos);
        if (_plan.HasFakeClock)
        {
            Clock = new(Path.Combine(Folder, "clock"));
            Clock.Jump(TimeSpan.Zero);
        }
    }

    private void Arrange()
    {
        var count = 3 * _plan.Silos + _plan.Gateways + 1;
        var ports = _plan.FirstPort == 0 ? FreePorts(count) : new Queue<int>(Enumerable.Range(_plan.FirstPort, count));
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).Intersect(ports).Order().ToArray();
        if (taken.Length > 0) throw new InvalidOperationException($"port {taken[0]} is taken; --port says where else to begin");

        // First the gateways, so that the printed addresses stay the same whatever the number of silos.
        for (var i = 1; i <= _plan.Gateways && _plan.Silos > 0; i++)
            Gateways.Add(Node($"gateway-{i}", "gateway", _databasePorts.Select(port => new IPEndPoint(IPAddress.Loopback, port)), ports, []));
        for (var i = 0; i < _plan.Silos; i++) Silos.Add(Silo(i, ports));
        if (_plan.Silos == 0) Silos.Add(Node("desk", "all", Places(IPAddress.Loopback), ports, new(Clock?.Settings ?? new Dictionary<string, string>())));
        if (Gateways.Count == 0) Gateways.AddRange(Silos);
    }

    private DeskNode Silo(int i, Queue<int> ports)
    {
        var settings = new Dictionary<string, string>();
        var (toSilos, toGateways) = (ports.Dequeue(), ports.Dequeue());
        (settings["DESK_SILO_PORT"], settings["DESK_GATEWAY_PORT"]) = ($"{toSilos}", $"{toGateways}");
        if (i == 0 && Clock is not null)
            foreach (var (name, value) in Clock.Settings) settings[name] = value;
        var role = _plan.Gateways == 0 ? "all" : "silo";
        if (Networks is null) return Node($"silo-{i + 1}", role, Places(IPAddress.Loopback), ports, settings);
        settings["POD_IP"] = Networks.Outside(i).ToString();
        SiloDoors.Add([.. new[] { toSilos, toGateways }.Select(port => new Door(new(Networks.Outside(i), port), new(Networks.Inside(i), port)))]);
        return Node($"silo-{i + 1}", role, Places(Networks.Outside(i)), ports, settings, Networks.Inside(i), Networks.Enter(i));
    }

    /// <summary>Where a silo finds its database: behind doors of its own, if there are any.</summary>
    private IPEndPoint[] Places(IPAddress here)
    {
        var places = _databasePorts.Select(port => new IPEndPoint(IPAddress.Loopback, port)).ToArray();
        if (!_plan.HasDoors || places.Length == 0) return places;
        Door[] doors = [.. places.Select(place => new Door(new(here, 0), place))];
        DatabaseDoors.Add(doors);
        return [.. doors.Select(door => door.Place)];
    }

    private DeskNode Node(
        string name, string role, IEnumerable<IPEndPoint> databases, Queue<int> ports, Dictionary<string, string> more,
            IPAddress? at = null, string[]? within = null)
    {
        var address = new Uri($"http://{at ?? IPAddress.Loopback}:{ports.Dequeue()}");
        var places = databases.ToArray();
        var hosts = places is [var only] ? $"{only.Address};Port={only.Port}" : string.Join<IPEndPoint>(',', places);
        var settings = new Dictionary<string, string>(more)
        {
            ["DESK_ROLE"] = role,
            ["DESK_URLS"] = address.ToString(),
            ["DESK_STORE"] = Database is null ? $"sqlite:{SqliteFile}"
                : $"postgres:Host={hosts};Username=desk;Database={DatabaseName}{(_plan.HasSpare ? ";Target Session Attributes=read-write" : "")}",
            ["DESK_KEYS"] = Path.Combine(Folder, "keys.json"),
            ["DESK_ADMIN_PASSWORD"] = Password,
            ["DESK_LIMIT_CALLER"] = "100000",       // one account plays the whole staff
            ["DESK_LIMIT_SITE"] = "100000",
        };
        foreach (var (key, value) in _plan.Settings) settings[key] = value;
        return new(name, address, Folder, _plan.Program, settings, within ?? [], _guard);
    }

    /// <summary>All at once, so that none comes twice.</summary>
    private static Queue<int> FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var socket in sockets) socket.Start();
        var ports = new Queue<int>(sockets.Select(socket => ((IPEndPoint)socket.LocalEndpoint).Port));
        foreach (var socket in sockets) socket.Dispose();
        return ports;
    }
}
