namespace ServiceDesk.Benchmarks;

/// <summary>What a desk under load is made of.</summary>
/// <param name="Desks">How many that know nothing of each other; 1 for one cluster.</param>
/// <param name="Silos">Of each; 0 for the embedded engine.</param>
/// <param name="Gateways">Of each; 0 for silos that speak HTTP themselves.</param>
internal sealed record ClusterMake(int Desks, int Silos, int Gateways)
{
    /// <summary>Environment of its processes beside that of the bench.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Path of another build's host; null for the one beside the bench.</summary>
    public string? Program { get; init; }

    public string Name => (Desks == 1 ? One : $"apart: {Desks} of {One}") + string.Concat(Settings.Select(one => $" {one.Key}={one.Value}"))
        + (Program is null ? "" : " of another build");

    private string One => (Silos, Gateways) switch
    {
        (0, _) => "embedded, one process",
        (_, 0) => $"{Silos} × all",
        _ => $"{Silos} silo{(Silos == 1 ? "" : "s")}, {Gateways} gateway{(Gateways == 1 ? "" : "s")}",
    };
}
