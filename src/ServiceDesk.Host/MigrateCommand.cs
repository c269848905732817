using ServiceDesk.Storage;

namespace ServiceDesk.Host;

/// <summary>Brings the store's schema up to date and ends: what an upgrade runs once, before its first new process.</summary>
public static class MigrateCommand
{
    /// <returns>The exit code, always 0: what goes wrong is thrown.</returns>
    public static async Task<int> Run(DeskOptions options, TextWriter output, CancellationToken cancel = default)
    {
        await using var store = new Store(StoreAddress.Parse(options.Store), TimeProvider.System);
        await store.Open(cancel);
        output.WriteLine("The store is up to date.");
        return 0;
    }
}
