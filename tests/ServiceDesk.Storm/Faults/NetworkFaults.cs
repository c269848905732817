using ServiceDesk.Storm.Cluster;
using static ServiceDesk.Storm.Faults.Fault;

namespace ServiceDesk.Storm.Faults;

/// <summary>Silos that cannot reach each other, though they do reach the database and the gateways; a silo that reaches nobody.</summary>
internal static class NetworkFaults
{
    public static IEnumerable<Fault> Of(LocalCluster cluster, Random random)
    {
        var missing = cluster.Silos.Count < 2 ? "there is one process"
            : cluster.Networks is null ? SiloNetworks.Missing ?? "the silos have no networks of their own" : null;
        var (one, two) = (0, 0);
        return
        [
            // A third reaches both, so neither is evicted: calls between the two end without an answer until the network is whole again.
            new("cut-silos", Seconds(30), false, () => Done(() => Cut(back: true)), () => Done(Heal)) { Missing = missing },
            new("cut-silos-one-way", Seconds(30), false, () => Done(() => Cut(back: false)), () => Done(Heal)) { Missing = missing },
            new("unplug-silo", Seconds(30), true, () => cluster.Networks!.Unplug(one = random.Next(cluster.Silos.Count)),
                () => cluster.Networks!.Plug(one)) { Missing = missing },
        ];

        // What one silo sends to another is lost, whichever of them began the connection; with "back", the other direction, too.
        void Cut(bool back)
        {
            one = random.Next(cluster.Silos.Count);
            two = (one + 1 + random.Next(cluster.Silos.Count - 1)) % cluster.Silos.Count;
            foreach (var door in cluster.SiloDoors[two]) door.Cut(cluster.Networks!.Inside(one), inward: true, outward: back);
            foreach (var door in cluster.SiloDoors[one]) door.Cut(cluster.Networks!.Inside(two), inward: back, outward: true);
        }

        void Heal()
        {
            foreach (var door in cluster.SiloDoors.SelectMany(doors => doors)) door.Heal();
        }
    }
}
