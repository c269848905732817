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
            // A third reaches both, so Orleans keeps both; the desk has one of them go. Of two alone nobody can tell which.
            new("cut-silos", Seconds(30), cluster.Silos.Count > 2, () => cluster.Networks!.Part(one = Any(), two = AnyBut(one)),
                () => cluster.Networks!.Join(one, two)) { Missing = missing },

            // Connections still open, so neither goes: calls end without an answer until the network is whole again.
            new("cut-silos-one-way", Seconds(30), false, () => Done(CutOneWay), () => Done(Heal)) { Missing = missing },
            new("unplug-silo", Seconds(30), true, () => cluster.Networks!.Unplug(one = Any()),
                () => cluster.Networks!.Plug(one)) { Missing = missing },
        ];

        int Any() => random.Next(cluster.Silos.Count);

        int AnyBut(int silo) => (silo + 1 + random.Next(cluster.Silos.Count - 1)) % cluster.Silos.Count;

        // What one silo sends to another is lost, whichever of them began the connection.
        void CutOneWay()
        {
            one = Any();
            two = AnyBut(one);
            foreach (var door in cluster.SiloDoors[two]) door.Cut(cluster.Networks!.Inside(one), inward: true, outward: false);
            foreach (var door in cluster.SiloDoors[one]) door.Cut(cluster.Networks!.Inside(two), inward: false, outward: true);
        }

        void Heal()
        {
            foreach (var door in cluster.SiloDoors.SelectMany(doors => doors)) door.Heal();
        }
    }
}
