using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Storm.Cluster;

/// <summary>
/// A whole desk on this machine: a throw-away PostgreSQL, silos, gateways. On the embedded engine it is one process, which is silo and
/// gateway at once.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    public const string Password = "only-on-this-machine-Passw0rd";

    private readonly string _folder;
    private readonly bool _keepsFolder;

    private LocalCluster(string folder, bool keepsFolder, PostgresServer database, string databaseName) =>
        (_folder, _keepsFolder, Database, DatabaseName) = (folder, keepsFolder, database, databaseName);

    /// <summary>Where the logs and the key ring are.</summary>
    public string Folder => _folder;

    public PostgresServer Database { get; }

    public string DatabaseName { get; }

    /// <summary>As in DESK_STORE, past every proxy.</summary>
    public string Store => $"postgres:{Database.ConnectionString(DatabaseName)}";

    public List<DeskNode> Silos { get; } = [];

    /// <summary>The processes that speak HTTP.</summary>
    public List<DeskNode> Gateways { get; } = [];

    /// <summary>All processes, each once.</summary>
    public IEnumerable<DeskNode> Nodes => Silos.Union(Gateways);

    /// <summary>The door between the last silo and the database.</summary>
    public DatabaseProxy? Door { get; private set; }

    /// <summary>The silo behind <see cref="Door"/>.</summary>
    public DeskNode Behind => Silos[^1];

    /// <summary>Starts everything and comes back when it is ready.</summary>
    /// <param name="silos">0 for the embedded engine: one process.</param>
    /// <param name="program">Path of the host's DLL.</param>
    /// <param name="withDoor">Whether one silo's way to the database can be cut.</param>
    /// <param name="folder">Where logs are kept; null for a folder that goes with the cluster.</param>
    /// <param name="firstPort">Ports from here on; 0 for any that are free.</param>
    public static async Task<LocalCluster> Start(
        int silos, int gateways, string program, bool withDoor, string? folder = null, int firstPort = 0, CancellationToken cancel = default)
    {
        var database = await PostgresServer.Create();
        var name = new Npgsql.NpgsqlConnectionStringBuilder(await database.NewDatabase()).Database!;
        var cluster = new LocalCluster(folder ?? Directory.CreateTempSubdirectory("desk-cluster-").FullName, folder is not null, database, name);
        Directory.CreateDirectory(cluster._folder);
        try
        {
            if (withDoor) cluster.Door = new(database.Port);
            cluster.Plan(silos, gateways, program, firstPort);
            foreach (var node in cluster.Nodes) node.Start();
            await cluster.Ready(TimeSpan.FromMinutes(2), cancel);
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
                throw new TimeoutException($"{node.Name} is not ready after {deadline.TotalSeconds:F0} s: see {Path.Combine(_folder, node.Name + ".log")}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Gateways.Union(Silos)) node.Thaw();
        await Task.WhenAll(Nodes.Select(node => node.Terminate(TimeSpan.FromSeconds(25))));
        foreach (var node in Nodes) node.Dispose();
        if (Door is not null) await Door.DisposeAsync();
        await Database.DisposeAsync();
        if (!_keepsFolder) Directory.Delete(_folder, recursive: true);
    }

    private void Plan(int silos, int gateways, string program, int firstPort)
    {
        var count = 3 * silos + gateways + 1;
        var ports = firstPort == 0 ? FreePorts(count) : new Queue<int>(Enumerable.Range(firstPort, count));
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).Intersect(ports).Order().ToArray();
        if (taken.Length > 0) throw new InvalidOperationException($"port {taken[0]} is taken; --port says where else to begin");

        // First the gateways, so that the printed addresses stay the same whatever the number of silos.
        for (var i = 1; i <= gateways && silos > 0; i++) Gateways.Add(Node($"gateway-{i}", "gateway", Database.Port, ports, program));
        for (var i = 1; i <= silos; i++)
            Silos.Add(Node($"silo-{i}", "silo", i == silos && Door is not null ? Door.Port : Database.Port, ports, program));
        if (silos > 0) return;
        Silos.Add(Node("desk", "all", Door?.Port ?? Database.Port, ports, program));
        Gateways.Add(Silos[0]);
    }

    private DeskNode Node(string name, string role, int database, Queue<int> ports, string program)
    {
        var address = new Uri($"http://127.0.0.1:{ports.Dequeue()}");
        var settings = new Dictionary<string, string>
        {
            ["DESK_ROLE"] = role,
            ["DESK_URLS"] = address.ToString(),
            ["DESK_STORE"] = $"postgres:Host=127.0.0.1;Port={database};Username=desk;Database={DatabaseName}",
            ["DESK_KEYS"] = Path.Combine(_folder, "keys.json"),
            ["DESK_ADMIN_PASSWORD"] = Password,
            ["DESK_LIMIT_CALLER"] = "100000",       // one account plays the whole staff
            ["DESK_LIMIT_SITE"] = "100000",
        };
        if (role == "silo")
            (settings["DESK_SILO_PORT"], settings["DESK_GATEWAY_PORT"]) = ($"{ports.Dequeue()}", $"{ports.Dequeue()}");
        return new(name, address, _folder, program, settings);
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
