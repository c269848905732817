using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ServiceDesk.Tests.Servers;

/// <summary>
/// A throw-away PostgreSQL cluster: its own folder, loopback, a free port, durable as by default. A shell stands beside it and, when
/// this process ends, however it ends, stops and removes it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> One = new(() => Create());
    private static int _databases;

    private readonly string _folder;
    private readonly string? _user;
    private Process? _guard;

    private PostgresServer(string folder, string? user, int port) => (_folder, _user, Port) = (folder, user, port);

    /// <summary>The cluster of this test run, started by the first who asks.</summary>
    public static Task<PostgresServer> Shared => One.Value;

    /// <summary>Why there can be no cluster here; null when there can.</summary>
    public static string? Missing { get; } =
        FindBinaries() is null ? "PostgreSQL's initdb and postgres are neither in /usr/lib/postgresql nor in PATH." : null;

    /// <summary>Whether a missing server is a failure: it is on the build server, where skipping would go unseen.</summary>
    public static bool Required { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public int Port { get; }

    /// <summary>A cluster of one's own, for tests that stop it.</summary>
    public static async Task<PostgresServer> Create()
    {
        if (Missing is { } missing) throw new InvalidOperationException(missing);
        var folder = Directory.CreateTempSubdirectory("desk-postgres-").FullName;
        var user = !Environment.IsPrivilegedProcess ? null
            : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        if (user is not null) await Run("chown", user, folder);
        var server = new PostgresServer(folder, user, FreePort());
        await server.AsUser($"{FindBinaries()}/initdb -D {folder}/data -U desk -A trust -E UTF8 --locale=C >{folder}/initdb.log 2>&1");
        await server.Start();
        return server;
    }

    /// <summary>Starts it again after <see cref="Stop"/>.</summary>
    public async Task Start()
    {
        var options = $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=500";
        var control = $"{FindBinaries()}/pg_ctl -D {_folder}/data -w";
        _guard = Process.Start(Shell(
            $"{control} -o '{options}' -l {_folder}/server.log start >/dev/null && echo ready || exit 1; read how; "
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

    private static int FreePort()
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

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private ProcessStartInfo Shell(string command)
    {
        string[] line = _user is null
            ? ["sh", "-c", command]
            : ["setpriv", $"--reuid={_user}", $"--regid={(_user == "nobody" ? "nogroup" : _user)}", "--clear-groups", "sh", "-c", command];
        return new(line[0], line[1..]) { WorkingDirectory = "/", RedirectStandardInput = true, RedirectStandardOutput = true };
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
