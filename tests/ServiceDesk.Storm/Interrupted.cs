using System.Runtime.InteropServices;

namespace ServiceDesk.Storm;

/// <summary>Work that Ctrl+C, or SIGTERM, brings to an early end in order. Told a second time it ends at once, and the guards clean up.</summary>
internal static class Interrupted
{
    /// <summary>As shells have it: 128 and SIGINT.</summary>
    public const int ExitCode = 130;

    /// <param name="work">Told when it is to end; it leaves nothing running behind.</param>
    /// <returns>The work's exit code, or <see cref="ExitCode"/>.</returns>
    public static async Task<int> Run(Func<CancellationToken, Task<int>> work)
    {
        using var stop = new CancellationTokenSource();
        void Told(PosixSignalContext signal)
        {
            if (stop.IsCancellationRequested) return;       // the default: the process ends
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Told);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Told);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Told);
        try
        {
            return await work(stop.Token);
        }
        catch (Exception end) when (stop.IsCancellationRequested)
        {
            // Ctrl+C reaches what was started as well, which may fail of it before the work is told.
            await Console.Error.WriteLineAsync($"desk: stopped; {(end is OperationCanceledException ? "what was started is down again" : end.Message)}");
            return ExitCode;
        }
    }
}
