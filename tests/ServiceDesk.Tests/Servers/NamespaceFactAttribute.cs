using System.Diagnostics;

namespace ServiceDesk.Tests.Servers;

/// <summary>A test whose process is the first of a namespace of its own, as in a container; skipped where the system does not give it one.</summary>
public sealed class NamespaceFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Can = new(Tried);

    public NamespaceFactAttribute() => Skip = Can.Value ? null : "there is no unshare here, or no right to make a process namespace";

    /// <summary>What to put before a program and its arguments. The program is the launcher's child, and killed with it.</summary>
    public static IReadOnlyList<string> Launcher { get; } = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"];

    private static bool Tried()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(Launcher[0], [.. Launcher.Skip(1), "true"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
