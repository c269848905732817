using System.Diagnostics;

namespace ServiceDesk.Storm.Cluster;

/// <summary>Makes every fsync of some processes, and of those that they begin, take longer.</summary>
internal sealed class SlowDisk : IAsyncDisposable
{
    private readonly Process _strace;

    private SlowDisk(Process strace) => _strace = strace;

    /// <summary>Why fsync cannot be slowed here; null when it can.</summary>
    public static string? Missing { get; } = !Shell.IsRoot ? "a slow disk needs root" : !Shell.Has("strace") ? "a slow disk needs the program strace" : null;

    public static async Task<SlowDisk> Of(IEnumerable<int> processes, TimeSpan delay)
    {
        var strace = Process.Start(new ProcessStartInfo("strace", [
            "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:delay_exit={delay.TotalMicroseconds:F0}",
            .. processes.SelectMany(id => new[] { "-p", $"{id}" })])
        { RedirectStandardError = true })!;
        await Task.Delay(TimeSpan.FromSeconds(1));
        if (strace.HasExited) throw new InvalidOperationException($"strace ended at once: {await strace.StandardError.ReadToEndAsync()}");
        return new(strace);
    }

    /// <summary>A process and all that came of it.</summary>
    public static IEnumerable<int> Family(int process)
    {
        var children = Path.Exists($"/proc/{process}/task")
            ? Directory.GetDirectories($"/proc/{process}/task")
                .SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)) : [];
        return children.Select(int.Parse).SelectMany(Family).Prepend(process);
    }

    /// <summary>It lets go of them.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", $"{_strace.Id}"])) await kill.WaitForExitAsync();
        await _strace.WaitForExitAsync();
        _strace.Dispose();
    }
}
