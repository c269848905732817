namespace ServiceDesk.Storm.Cluster;

/// <summary>What a desk on this machine is to be made of.</summary>
/// <param name="Silos">0 for the embedded engine: one process.</param>
/// <param name="Gateways">0 for silos that speak HTTP themselves.</param>
/// <param name="Program">Path of the host's DLL.</param>
/// <param name="Folder">Where logs are kept; null for a folder that goes with the cluster.</param>
/// <param name="FirstPort">Ports from here on; 0 for any that are free.</param>
internal sealed record ClusterPlan(int Silos, int Gateways, string Program, string? Folder = null, int FirstPort = 0)
{
    /// <summary>How long the processes may take until all are ready: on a machine that others keep busy, minutes.</summary>
    public TimeSpan StartsWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Environment of every process beside what the plan comes to.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>An SQLite file instead of PostgreSQL; for the embedded engine.</summary>
    public bool OnSqlite { get; init; }

    /// <summary>Whether the silos' ways to the database can be cut.</summary>
    public bool HasDoors { get; init; }

    /// <summary>Whether the database can fail over to another server: all processes know both places.</summary>
    public bool HasSpare { get; init; }

    /// <summary>Whether each silo has a network of its own, so that they can be cut from each other.</summary>
    public bool HasNetworks { get; init; }

    /// <summary>Whether the store is on a disk that can be filled.</summary>
    public bool HasSmallDisk { get; init; }

    /// <summary>Whether the clock of the first silo can jump.</summary>
    public bool HasFakeClock { get; init; }
}
