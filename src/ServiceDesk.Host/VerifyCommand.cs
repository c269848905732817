using ServiceDesk.Storage;
using ServiceDesk.Storage.Verification;

namespace ServiceDesk.Host;

/// <summary>Reads the whole store and says whether it holds together.</summary>
public static class VerifyCommand
{
    /// <returns>The exit code: 0 when everything holds, 1 at the first lie.</returns>
    public static async Task<int> Run(DeskOptions options, TextWriter output, CancellationToken cancel = default)
    {
        await using var store = new Store(StoreAddress.Parse(options.Store), TimeProvider.System);
        await store.Open(cancel);
        var result = await new StoreVerifier(store).Run(finding => output.WriteLine($"{finding.Kind} at {finding.Place}: {finding.What}"), cancel);
        output.WriteLine($"{result.Tickets} tickets, {result.Events} events, {result.Findings} findings");
        return result.Findings == 0 ? 0 : 1;
    }
}
