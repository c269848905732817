using ServiceDesk.Storm.Cluster;

namespace ServiceDesk.Storm.Faults;

/// <summary>Something that strikes the desk, and how it passes.</summary>
/// <param name="Hold">How long it lasts at least.</param>
/// <param name="Survived">Whether the desk is to serve everybody while it lasts; else only afterwards.</param>
internal sealed record Fault(string Name, TimeSpan Hold, bool Survived, Func<Task> Strike, Func<Task> Pass)
{
    /// <summary>All faults that this desk can be struck with, in a good order to begin with.</summary>
    /// <param name="other">Another build's DLL, to go over to and back again; the same one for a mere rolling restart.</param>
    /// <param name="repeat">Sends many requests several times at once.</param>
    public static IReadOnlyList<Fault> All(LocalCluster cluster, string other, Func<Task> repeat, Random random)
    {
        var isCluster = cluster.Silos.Count > 1;
        DeskNode silo = cluster.Silos[0], gateway = cluster.Gateways[0];
        var first = silo.Program;
        Fault[] faults =
        [
            new("kill-silo", Seconds(10), isCluster, () => (silo = AnyOf(cluster.Silos)).Kill(), () => Done(silo.Start)),
            new("kill-gateway", Seconds(3), cluster.Gateways.Count > 1, () => (gateway = AnyOf(cluster.Gateways)).Kill(), () => Done(gateway.Start)),
            new("terminate-silo", Seconds(1), isCluster, () => (silo = AnyOf(cluster.Silos)).Terminate(Seconds(30)), () => Done(silo.Start)),
            new("freeze-silo", Seconds(30), isCluster, () => Done((silo = AnyOf(cluster.Silos)).Freeze), () => Done(silo.Thaw)),
            new("restart-database", Seconds(3), false, () => cluster.Database.Stop(crash: true), cluster.Database.Start),
            // Its grains cannot answer meanwhile, and say so; the silo itself lives, so nobody takes them over.
            new("cut-database", Seconds(20), false, () => Done(cluster.Door!.Cut), () => Done(cluster.Door!.Heal)),
            new("kill-all", Seconds(1), false, () => Task.WhenAll(cluster.Silos.Select(one => one.Kill())), () => Done(() => cluster.Silos.ForEach(one => one.Start()))),
            new("repeat-requests", Seconds(1), true, repeat, () => Task.CompletedTask),
            new("upgrade", Seconds(1), isCluster, () => Roll(cluster, gateway.Program == first ? other : first), () => Task.CompletedTask),
        ];
        return cluster.Silos[0] == cluster.Gateways[0] ? [.. faults.Where(fault => fault.Name != "kill-gateway")] : faults;

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

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
