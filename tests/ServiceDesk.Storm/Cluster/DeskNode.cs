using System.Diagnostics;

namespace ServiceDesk.Storm.Cluster;

/// <summary>One process of the desk, by its name, at a fixed place: what dies is started again there.</summary>
/// <param name="program">Path of the host's DLL; another build's after an upgrade.</param>
/// <param name="within">What stands before the command: how to enter a network of its own, or nothing.</param>
/// <param name="guard">Kills it if this process does not live to do so.</param>
internal sealed class DeskNode(
    string name, Uri address, string folder, string program, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> within, ProcessGuard guard)
    : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly Lock _starting = new();
    private Process? _process;
    private bool _isWanted;
    private bool _isOver;

    public string Name => name;

    public Uri Address => address;

    /// <summary>The build that the next start runs.</summary>
    public string Program { get; set; } = program;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Null while it is not running.</summary>
    public int? Pid => IsRunning ? _process!.Id : null;

    public void Start()
    {
        lock (_starting) Begin();
    }

    /// <summary>Starts it again if it should be running and is not.</summary>
    /// <returns>Whether that was so.</returns>
    public bool StartIfFallen()
    {
        lock (_starting)
        {
            if (!_isWanted || IsRunning) return false;
            Begin();
            return true;
        }
    }

    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        var before = _process;
        // The shell becomes the program, so the process id is the program's own.
        var start = new ProcessStartInfo("sh", ["-c", "log=$0; exec \"$@\" >>\"$log\" 2>&1", Path.Combine(folder, name + ".log"), .. within,
            "dotnet", Program, "run"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
        };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        _process = Process.Start(start)!;
        guard.Add(_process.Id);
        _isWanted = true;
        before?.Dispose();
    }

    /// <summary>kill -9; it stays down until <see cref="Start"/>.</summary>
    public async Task Kill()
    {
        Leave();
        if (!IsRunning) return;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and SIGKILL once its time is over.</summary>
    /// <returns>Whether it went by itself.</returns>
    public async Task<bool> Terminate(TimeSpan deadline)
    {
        Leave();
        if (!IsRunning) return true;
        Signal("TERM");
        using var patience = new CancellationTokenSource(deadline);
        try
        {
            await _process!.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await Kill();
            return false;
        }
    }

    /// <summary>It stands still with all its connections open.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async Task<bool> IsReady()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        lock (_starting) _isOver = true;
        _process?.Dispose();
    }

    private void Leave()
    {
        lock (_starting) _isWanted = false;
    }

    private void Signal(string name)
    {
        if (Pid is not { } pid) return;
        using var kill = Process.Start("kill", [$"-{name}", $"{pid}"]);
        kill.WaitForExit();
    }
}
