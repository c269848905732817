using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServiceDesk.Storm.Cluster;

/// <summary>A local cluster to play with: one process holds it until it is told to let go, and a file says what is running.</summary>
internal static class ClusterCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Starts the cluster in the background, and shows it once it is ready.</summary>
    /// <param name="folder">For the state, the logs and the key ring.</param>
    public static async Task<int> Up(string folder, int silos, int gateways, int firstPort)
    {
        if (Read(folder) is { } running && IsAlive(running.Holder))
            return Say(1, $"A cluster is running already: 'desk cluster status' shows it, 'desk cluster down' stops it ({StateFile(folder)}).");
        Directory.CreateDirectory(folder);
        File.Delete(StateFile(folder));
        var log = Path.Combine(folder, "cluster.log");
        // A session of its own: Ctrl+C at the terminal that started it does not reach it.
        using var holder = Process.Start("setsid", [
            "--fork", "sh", "-c", "exec dotnet \"$0\" cluster hold --folder \"$1\" --silos \"$2\" --gateways \"$3\" --port \"$4\" >\"$5\" 2>&1 </dev/null",
            Environment.GetCommandLineArgs()[0], folder, $"{silos}", $"{gateways}", $"{firstPort}", log]);
        await holder.WaitForExitAsync();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(3); await Task.Delay(200))
        {
            if (Read(folder) is not { } state) continue;
            if (state.Fault is { } fault) return Say(1, $"The cluster did not start: {fault}");
            return await Status(folder);
        }

        return Say(1, $"The cluster did not start within three minutes: see {log}");
    }

    /// <summary>Holds the cluster until SIGTERM; what dies stays dead, so that one can look at it.</summary>
    public static async Task<int> Hold(string folder, int silos, int gateways, int firstPort, string program)
    {
        var stop = new TaskCompletionSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.TrySetResult();
        });
        try
        {
            await using var cluster = await LocalCluster.Start(new(silos, gateways, program, folder, firstPort));
            Write(folder, new(Environment.ProcessId, null, cluster.Database!.Port, $"postgres:{cluster.Store.Place}",
                [.. cluster.Gateways.Concat(cluster.Silos).Select(node => new NodeState(node.Name, node.Address, node.Pid ?? 0))]));
            await stop.Task;
        }
        catch (Exception fault)
        {
            Write(folder, new(0, fault.Message, 0, "", []));
            return Say(1, fault.ToString());
        }

        File.Delete(StateFile(folder));
        return 0;
    }

    /// <summary>Stops exactly what <see cref="Up"/> started.</summary>
    public static async Task<int> Down(string folder)
    {
        if (Read(folder) is not { } state) return Say(0, "No cluster is running.");
        if (IsAlive(state.Holder))
        {
            using var holder = Process.GetProcessById(state.Holder);
            using var kill = Process.Start("kill", ["-TERM", $"{state.Holder}"]);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await holder.WaitForExitAsync(patience.Token);
        }

        // Its holder was killed: what it held is still there. A process id may have gone to somebody else meanwhile.
        foreach (var node in state.Nodes.Where(node => IsAlive(node.Pid, "ServiceDesk.Host")))
        {
            using var process = Process.GetProcessById(node.Pid);
            process.Kill();
        }

        File.Delete(StateFile(folder));
        return Say(0, "The cluster is down.");
    }

    public static async Task<int> Status(string folder)
    {
        if (Read(folder) is not { } state || !IsAlive(state.Holder)) return Say(1, "No cluster is running.");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        foreach (var node in state.Nodes)
        {
            var health = IsAlive(node.Pid, "ServiceDesk.Host") ? await Health(http, node.Address) : "not running";
            Console.WriteLine($"{node.Name,-10} {node.Address,-24} pid {node.Pid,-8} {health}");
        }

        Console.WriteLine($"PostgreSQL on port {state.DatabasePort}: DESK_STORE='{state.Store}'");
        return Say(0, $"Sign in as admin with the password {LocalCluster.Password}. Logs: {folder}");
    }

    private static async Task<string> Health(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/health/ready"));
            return answer.IsSuccessStatusCode ? "ready" : "not ready";
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return "no answer";
        }
    }

    private static bool IsAlive(int pid, string command = "cluster") => pid > 0 && File.Exists($"/proc/{pid}/cmdline")
        && File.ReadAllText($"/proc/{pid}/cmdline").Contains(command, StringComparison.Ordinal);

    private static string StateFile(string folder) => Path.Combine(folder, "cluster.json");

    private static ClusterState? Read(string folder) =>
        File.Exists(StateFile(folder)) ? JsonSerializer.Deserialize<ClusterState>(File.ReadAllText(StateFile(folder)), Json) : null;

    /// <summary>Whole or not at all: somebody may be reading.</summary>
    private static void Write(string folder, ClusterState state)
    {
        var made = StateFile(folder) + ".new";
        File.WriteAllText(made, JsonSerializer.Serialize(state, Json));
        File.Move(made, StateFile(folder), overwrite: true);
    }

    private static int Say(int code, string line)
    {
        (code == 0 ? Console.Out : Console.Error).WriteLine(line);
        return code;
    }

    /// <param name="Fault">Why it did not start; null when it did.</param>
    private sealed record ClusterState(int Holder, string? Fault, int DatabasePort, string Store, IReadOnlyList<NodeState> Nodes);

    private sealed record NodeState(string Name, Uri Address, int Pid);
}
