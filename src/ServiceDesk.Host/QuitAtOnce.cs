using System.Runtime.InteropServices;

namespace ServiceDesk.Host;

/// <summary>
/// Until it is disposed of, SIGTERM and SIGINT end the process on the spot, with 128 and the signal's number as exit code: what a command
/// had under way at the store is undone there.
/// </summary>
internal sealed class QuitAtOnce : IDisposable
{
    private readonly PosixSignalRegistration[] _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(128 + 15)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(128 + 2)),
    ];

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }
}
