using System.Diagnostics;

namespace ServiceDesk.Storm.Cluster;

/// <summary>
/// A shell that kills the processes of the desk when this process ends without having ended them, however it ends: its input is closed then.
/// It has a session of its own, which outlives what ends all that a terminal runs.
/// </summary>
/// <param name="folder">What they leave behind, and goes with them; null for nothing.</param>
internal sealed class ProcessGuard(string? folder) : IAsyncDisposable
{
    // A number may have gone to somebody else meanwhile: only what runs the host is killed. What stands still dies of it as well.
    private const string Script =
        "trap '' INT TERM HUP; while read -r one; do all=\"$all $one\"; done; "
        + "for one in $all; do if grep -qs ServiceDesk.Host /proc/$one/cmdline; then kill -9 $one; fi; done; "
        + "[ -z \"$0\" ] || rm -rf \"$0\"";

    private readonly Process _shell = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script, folder ?? ""]) { RedirectStandardInput = true })!;
    private readonly Lock _gate = new();

    public void Add(int process)
    {
        lock (_gate)
        {
            _shell.StandardInput.WriteLine(process);
            _shell.StandardInput.Flush();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
