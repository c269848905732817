namespace ServiceDesk.Storm;

/// <summary>How to try a desk.</summary>
/// <param name="Silos">0 for the embedded engine: one process.</param>
/// <param name="Program">The host's DLL.</param>
/// <param name="Other">Another build's, for the rolling upgrade; the same one for a rolling restart.</param>
/// <param name="Only">Names of the faults to strike with, in this order; empty for all.</param>
/// <param name="Logs">Where the processes' logs stay; null when nobody wants them.</param>
/// <param name="OnSqlite">An SQLite file instead of PostgreSQL; for the embedded engine.</param>
internal sealed record StormOptions(
    int Silos, int Gateways, int Clients, TimeSpan Time, int Seed, string Program, string Other, IReadOnlyList<string> Only,
        string? Logs, bool OnSqlite = false);
