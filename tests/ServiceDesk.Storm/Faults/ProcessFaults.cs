using ServiceDesk.Storm.Cluster;
using static ServiceDesk.Storm.Faults.Fault;

namespace ServiceDesk.Storm.Faults;

/// <summary>Processes that die, end, stand still, or are replaced.</summary>
internal static class ProcessFaults
{
    public static IEnumerable<Fault> Of(LocalCluster cluster, string other, Random random)
    {
        var isCluster = cluster.Silos.Count > 1;
        DeskNode silo = cluster.Silos[0], gateway = cluster.Gateways[0];
        var first = silo.Program;
        return
        [
            new("kill-silo", Seconds(10), isCluster, () => (silo = AnyOf(cluster.Silos)).Kill(), () => Done(silo.Start)),
            new("kill-gateway", Seconds(3), cluster.Gateways.Count > 1, () => (gateway = AnyOf(cluster.Gateways)).Kill(), () => Done(gateway.Start))
            {
                Missing = cluster.Silos[0] == cluster.Gateways[0] ? "its gateway is its silo" : null,
            },
            new("terminate-silo", Seconds(1), isCluster, () => (silo = AnyOf(cluster.Silos)).Terminate(Seconds(30)), () => Done(silo.Start)),
            new("freeze-silo", Seconds(60), isCluster, () => Done((silo = AnyOf(cluster.Silos)).Freeze), () => Done(silo.Thaw)),
            new("kill-all", Seconds(1), false, cluster.KillSilos, () => Done(cluster.StartSilos)),
            new("upgrade", Seconds(1), isCluster, () => Roll(cluster, cluster.Gateways[0].Program == first ? other : first), () => Task.CompletedTask),
        ];

        DeskNode AnyOf(List<DeskNode> nodes) => nodes[random.Next(nodes.Count)];
    }

    /// <summary>One process after the other ends in order and comes back as the other build; the next waits until it is ready.</summary>
    private static async Task Roll(LocalCluster cluster, string program)
    {
        foreach (var node in cluster.Nodes)
        {
            await node.Terminate(Seconds(30));
            node.Program = program;
            node.Start();
            for (var waited = Seconds(0); !await node.IsReady() && waited < Seconds(60); waited += Seconds(0.2)) await Task.Delay(Seconds(0.2));
        }
    }
}
