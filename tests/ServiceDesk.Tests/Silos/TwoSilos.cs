using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.TestingHost;
using ServiceDesk.Host.Engine;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>Two real silos of this process and a client, over one database.</summary>
internal static class TwoSilos
{
    private static int _lastPort = 20_000;

    /// <param name="database">Connection string; holds the documents and the reminders.</param>
    /// <param name="give">What the grains are given, on either silo.</param>
    public static async Task<InProcessTestCluster> Start(string database, Traffic traffic, Action<IServiceCollection> give)
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ServiceId = "servicedesk";       // whose documents a later cluster finds again
        builder.ConfigureSilo((_, silo) =>
        {
            // Many clusters come and go, and on a machine that other tests keep busy a connection may take its time.
            silo.AddDeskGrains(database + ";Connection Idle Lifetime=5;Connection Pruning Interval=5;Timeout=60;Command Timeout=60");

            // Messages stay in memory: a port is only part of a silo's name. Left alone, free ones are sought, with locks of the whole machine.
            silo.Services.PostConfigure<EndpointOptions>(ends => (ends.SiloPort, ends.GatewayPort) = (Interlocked.Increment(ref _lastPort), Interlocked.Increment(ref _lastPort)));
            silo.AddOutgoingGrainCallFilter(traffic);
            silo.AddIncomingGrainCallFilter(traffic);
            silo.Services.AddMetrics().AddLogging(log => log.SetMinimumLevel(LogLevel.Error));
            give(silo.Services);
            TestedEngine.Adjust(silo.Services);
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddMessages();
            client.AddOutgoingGrainCallFilter(traffic);
        });

        var cluster = new InProcessTestCluster(builder.Options, new NoPorts());
        await cluster.DeployAsync();
        return cluster;
    }

    public static async Task Kill(InProcessTestCluster cluster)
    {
        foreach (var silo in cluster.Silos.ToArray()) await cluster.KillSiloAsync(silo);
        await cluster.DisposeAsync();
    }

    public static async Task Stop(InProcessTestCluster cluster)
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }

    private sealed class NoPorts : ITestClusterPortAllocator
    {
        public (int, int) AllocateConsecutivePortPairs(int numPorts) => (1, 1 + numPorts);

        public void Dispose()
        {
        }
    }
}
