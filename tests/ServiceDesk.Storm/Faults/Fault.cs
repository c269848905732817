using ServiceDesk.Storm.Cluster;
using ServiceDesk.Storm.Load;

namespace ServiceDesk.Storm.Faults;

/// <summary>Something that strikes the desk, and how it passes.</summary>
/// <param name="Hold">How long it lasts at least.</param>
/// <param name="Survived">Whether the desk is to serve everybody while it lasts; else only afterwards.</param>
internal sealed record Fault(string Name, TimeSpan Hold, bool Survived, Func<Task> Strike, Func<Task> Pass)
{
    /// <summary>Why this desk cannot be struck with it here; null when it can.</summary>
    public string? Missing { get; init; }

    /// <summary>All faults there are, in a good order to begin with.</summary>
    /// <param name="other">Another build's DLL, to go over to and back again; the same one for a mere rolling restart.</param>
    public static IReadOnlyList<Fault> All(LocalCluster cluster, Clients clients, string other, Random random) =>
        [.. ProcessFaults.Of(cluster, other, random), .. LoadFaults.Of(cluster, clients), .. DatabaseFaults.Of(cluster, clients, random),
            .. NetworkFaults.Of(cluster, random), .. MachineFaults.Of(cluster)];

    internal static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);

    internal static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
