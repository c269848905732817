using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ServiceDesk.Tests.Servers;

/// <summary>
/// A throw-away PostgreSQL cluster: its own folder, loopback, a free port, durable as by default unless nobody can tell. A shell stands
/// beside it and, when this process ends, however it ends, stops and removes it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> One = new(() => Create(isDurable: false));
    private static int _databases;

    private readonly string _folder;
    private readonly string? _user;
    private readonly bool _isOnSmallDisk;
    private readonly bool _isDurable;
    private Process? _guard;

    private PostgresServer(string folder, string? user, int port, bool isOnSmallDisk, bool isDurable) =>
        (_folder, _user, Port, _isOnSmallDisk, _isDurable) = (folder, user, port, isOnSmallDisk, isDurable);

    /// <summary>
    /// The cluster of this test run, started by the first who asks. Nobody stops it, and a desk that is killed has given it what it wrote: it
    /// does not wait for the disk, which only a machine that loses power could tell.
    /// </summary>
    public static Task<PostgresServer> Shared => One.Value;

    /// <summary>Why there can be no cluster here; null when there can.</summary>
    public static string? Missing { get; } =
        FindBinaries() is null ? "PostgreSQL's initdb and postgres are neither in /usr/lib/postgresql nor in PATH." : null;

    /// <summary>Whether a missing server is a failure: it is on the build server, where skipping would go unseen.</summary>
    public static bool Required { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public int Port { get; }

    /// <summary>Of its first process, from which all others come.</summary>
    public int Pid => int.Parse(File.ReadLines($"{_folder}/data/postmaster.pid").First(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A cluster of one's own, for tests that stop it.</summary>
    /// <param name="within">Folder on a small disk for its own folder; null for the temporary one.</param>
    /// <param name="isDurable">Whether a commit waits for the disk.</param>
    public static async Task<PostgresServer> Create(string? within = null, bool isDurable = true)
    {
        var server = await Prepare(within, FreePort(), isDurable);
        try
        {
            await server.AsUser($"{FindBinaries()}/initdb -D {server._folder}/data -U desk -A trust -E UTF8 --locale=C >{server._folder}/initdb.log 2>&1");
            await server.Start();
            return server;
        }
        catch (InvalidOperationException fault)
        {
            var log = $"{server._folder}/initdb.log";
            var said = File.Exists(log) ? await File.ReadAllTextAsync(log) : "";
            Directory.Delete(server._folder, recursive: true);
            throw new InvalidOperationException($"{fault.Message} {said}", fault);
        }
    }

    /// <summary>A standby of this one, beside it. It has every commit before the client hears of it, from the moment this returns.</summary>
    public async Task<PostgresServer> Follow(int port)
    {
        var standby = await Prepare(_isOnSmallDisk ? Path.GetDirectoryName(_folder) : null, port, _isDurable);
        await standby.AsUser(
            $"{FindBinaries()}/pg_basebackup -d 'host=127.0.0.1 port={Port} user=desk application_name=standby' -D {standby._folder}/data -X stream -c fast -R "
            + $">{standby._folder}/backup.log 2>&1");
        await standby.Start();
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");       // none from before a crash
        await connection.OpenAsync();
        foreach (var text in (string[])["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"])
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync();
        }

        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", connection);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var clock = Stopwatch.StartNew(); await count.ExecuteScalarAsync() is not > 0L; await pace.WaitForNextTickAsync())
            if (clock.Elapsed > TimeSpan.FromSeconds(30)) throw new TimeoutException("The standby does not follow.");
        return standby;
    }

    /// <summary>Makes a standby a server of its own.</summary>
    public Task Promote() => AsUser($"{FindBinaries()}/pg_ctl -D {_folder}/data -w promote >/dev/null");

    private static async Task<PostgresServer> Prepare(string? within, int port, bool isDurable)
    {
        if (Missing is { } missing) throw new InvalidOperationException(missing);
        var folder = within is null ? ReachableFolder.Create("desk-postgres-")
            : Directory.CreateDirectory(Path.Combine(within, $"desk-postgres-{Guid.NewGuid():N}")).FullName;
        var user = !Environment.IsPrivilegedProcess ? null
            : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        if (user is not null) await Run("chown", user, folder);
        return new(folder, user, port, isOnSmallDisk: within is not null, isDurable);
    }

    /// <summary>Starts it again after <see cref="Stop"/>, or after it ended by itself.</summary>
    public async Task Start()
    {
        if (_guard is not null) await Stop(crash: true);
        var options = $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=500"
            + (_isOnSmallDisk ? " -c max_wal_size=256MB" : "") + (_isDurable ? "" : " -c fsync=off");
        var control = $"{FindBinaries()}/pg_ctl -D {_folder}/data -w";
        _guard = Process.Start(Shell(
            $"trap '' INT TERM HUP; {control} -o '{options}' -l {_folder}/server.log start >/dev/null && echo ready || exit 1; read how; "
            + $"{control} -m ${{how:-fast}} stop >/dev/null; [ -n \"$how\" ] || rm -rf {_folder}"))!;
        if (await _guard.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(_folder + "/server.log")}");
    }

    /// <summary>Stops it: in order, or at once as a crash would (it recovers from its log at the next start).</summary>
    public async Task Stop(bool crash = false)
    {
        if (_guard is null) return;
        await _guard.StandardInput.WriteLineAsync(crash ? "immediate" : "fast");
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        _guard = null;
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=desk;Database={database}";

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabase()
    {
        var name = $"desk{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0).Select(d => d + "/bin")
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(path).FirstOrDefault(d => File.Exists(d + "/initdb") && File.Exists(d + "/postgres"));
    }

    /// <summary>A port of the loopback interface that nobody listens at.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task AsUser(string command)
    {
        using var process = Process.Start(Shell(command))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}.");
    }

    /// <summary>PostgreSQL refuses to run as root. In a session of its own it outlives what ends all that a terminal runs.</summary>
    private ProcessStartInfo Shell(string command)
    {
        string[] line =
        [
            .. OperatingSystem.IsLinux() ? ["setsid"] : Array.Empty<string>(),
            .. _user is null ? Array.Empty<string>()
                : ["setpriv", $"--reuid={_user}", $"--regid={(_user == "nobody" ? "nogroup" : _user)}", "--clear-groups"],
            "sh", "-c", command,
        ];
        return new(line[0], line[1..]) { WorkingDirectory = "/", RedirectStandardInput = true, RedirectStandardOutput = true };
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
