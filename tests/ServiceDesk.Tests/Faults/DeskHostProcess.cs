using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ServiceDesk.Tests.Faults;

/// <summary>The real host in a process of its own, that can be killed and started again on the same store.</summary>
internal sealed class DeskHostProcess(string store, string folder, params (string Name, string Value)[] settings) : IAsyncDisposable
{
    public const string Password = "only-for-this-test-Passw0rd";

    private readonly int _siloPort = FreePort();
    private readonly int _gatewayPort = FreePort();
    private readonly System.Text.StringBuilder _said = new();
    private Process? _process;

    /// <summary>The host's DLL: of this build, unless a test has another.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "ServiceDesk.Host.dll");

    /// <summary>What starts it, where something has to stand before the command.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Everything that it has written to its outputs.</summary>
    public string Said
    {
        get { lock (_said) return _said.ToString(); }
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public async Task Start()
    {
        _process = Run("run");
        using var client = new HttpClient { BaseAddress = Address };
        await Until(TimeSpan.FromMinutes(3), async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"The desk ended with {_process.ExitCode}: {Said}");
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>Bytes of memory that it has used at most since its start.</summary>
    public long PeakMemory => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process!.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and waits until it has gone.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Stop()
    {
        using (var signal = Process.Start("kill", ["-TERM", $"{_process!.Id}"])) await signal.WaitForExitAsync();
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>Comes back when it has ended by itself.</summary>
    public Task Ended(TimeSpan deadline) => _process!.WaitForExitAsync(new CancellationTokenSource(deadline).Token);

    /// <summary>Another command of the host's program, with the same store.</summary>
    public Process Run(params string[] arguments)
    {
        string[] line = [.. Launcher, "dotnet", Program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DESK_URLS"] = Address.ToString();
        start.Environment["DESK_STORE"] = store;
        start.Environment["DESK_KEYS"] = Path.Combine(folder, "keys.json");
        start.Environment["DESK_ADMIN_PASSWORD"] = Password;
        (start.Environment["DESK_SILO_PORT"], start.Environment["DESK_GATEWAY_PORT"]) = ($"{_siloPort}", $"{_gatewayPort}");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Such a command, to its end.</summary>
    /// <returns>Its exit code, and what it alone has said.</returns>
    public async Task<(int Code, string Said)> Ran(params string[] arguments)
    {
        var before = Said.Length;
        using var process = Run(arguments);
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        return (process.ExitCode, Said[before..].Trim());
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }

    /// <summary>
    /// Comes back when the condition holds. It is asked every few milliseconds at first and then ever more seldom, every 50 ms after two
    /// seconds: who waits for a deadline of seconds shall not keep the machine busy with asking.
    /// </summary>
    /// <exception cref="TimeoutException">It did not hold within the deadline.</exception>
    public static async Task Until(TimeSpan deadline, Func<Task<bool>> condition)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var clock = Stopwatch.StartNew(); !await condition();)
        {
            if (clock.Elapsed > deadline) throw new TimeoutException($"Not so after {deadline}.");
            pace.Period = TimeSpan.FromMilliseconds(Math.Clamp(clock.ElapsedMilliseconds / 40, 5, 50));
            await pace.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await Kill();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
