using System.Diagnostics;

namespace ServiceDesk.Storm.Cluster;

/// <summary>
/// A shell that makes something of the machine's, and unmakes it when this process ends, however it ends: its input is closed then.
/// </summary>
internal sealed class Shell : IAsyncDisposable
{
    private readonly Process _process;

    private Shell(Process process) => _process = process;

    /// <summary>Whether this process may do what only root may.</summary>
    public static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <param name="make">Commands, of which all have to succeed.</param>
    /// <param name="unmake">Commands for the end; those that fail are passed over.</param>
    /// <exception cref="InvalidOperationException">It could not be made.</exception>
    public static async Task<Shell> Hold(string make, string unmake)
    {
        // In a session of its own it outlives what ends all that a terminal runs.
        var start = new ProcessStartInfo("setsid",
            ["sh", "-c", $"trap '' INT TERM HUP; end() {{ {unmake}\n}}; ( set -e; {make}\n) >&2 || {{ end; exit 1; }}; echo ready; read -r _; end 2>/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync() == "ready") return new(process);
        throw new InvalidOperationException($"'{make}' failed: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Runs one command to its end.</summary>
    /// <exception cref="InvalidOperationException">It did not succeed.</exception>
    public static async Task Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}: {said}");
    }

    /// <summary>Whether a program is there to be run.</summary>
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':')
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
