using System.Net.Sockets;
using ServiceDesk.Storage;

namespace ServiceDesk.Host;

/// <summary>Brings the store's schema up to date and ends: what an upgrade runs once, before its first new process.</summary>
public static class MigrateCommand
{
    /// <summary>A database that starts together with the desk, or is busy, may take a while to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="patience">How long a database that does not answer is asked again; null for two minutes.</param>
    /// <returns>The exit code: 0 when the schema is up to date, 1 when the database did not answer. What else goes wrong is thrown.</returns>
    public static async Task<int> Run(DeskOptions options, TextWriter output, TimeSpan? patience = null, CancellationToken cancel = default)
    {
        await using var store = new Store(StoreAddress.Parse(options.Store), TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await store.Open(cancel);
                output.WriteLine("The store is up to date.");
                return 0;
            }
            catch (Exception fault) when (StoreUnavailableException.IsBehind(fault) || fault is SocketException)
            {
                var givesUp = TimeProvider.System.GetElapsedTime(began) >= (patience ?? Patience);
                output.WriteLine($"The database does not answer: {fault.Message}{(givesUp ? "" : " It is asked again.")}");
                if (givesUp) return 1;
            }

            await Task.Delay(Pause, cancel);
        }
    }
}
