using ServiceDesk.Simulation;
using ServiceDesk.Storage;

namespace ServiceDesk.Benchmarks;

/// <summary>What is different to measure on each engine; this is the embedded one.</summary>
internal static class ThisEngine
{
    public const bool IsCluster = false;

    public static int Simulate(string[] world) => SimProgram.Run(world);

    public static Task Calls(TextWriter report, TimeSpan time) => EngineBench.Run(report, time);

    public static Task Memory(TextWriter report, string address, string folder, int tickets) => MemoryBench.Run(report, address, folder, tickets);

    /// <summary>Sets the alarm of every ticket of the store that waits for a moment.</summary>
    public static async Task Arm(Store store)
    {
        await BulkFill.Execute(
            store, "INSERT INTO reminder SELECT 'slaclock', site || '/' || number, 'ring', wake_ms, 60000 FROM ticket WHERE wake_ms IS NOT NULL");
        await BulkFill.Execute(store, "ANALYZE reminder");
    }
}
