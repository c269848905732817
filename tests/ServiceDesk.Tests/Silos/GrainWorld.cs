using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using ServiceDesk.Host.Engine;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Grains;

/// <summary>
/// The desk's grains on two real silos of this process, whose documents and reminders lie on PostgreSQL; the journal is the tests' own.
/// Time runs as it does, from the moment that the test says.
/// </summary>
internal sealed class GrainWorld(DateTimeOffset start, int seed = 4711) : IDisposable
{
    private const int Silos = 2;

    private readonly TimeProvider _time = new ShiftedTime(start - TimeProvider.System.GetUtcNow());
    private InProcessTestCluster? _cluster;
    private string? _database;

    /// <summary>Not used here: silos have many threads.</summary>
    public int Seed => seed;

    public TestJournal Journal { get; } = new();

    public TestAgents Agents => field ??= new(Journal);

    public T Grain<T>(string key) where T : IGrainWithStringKey => (_cluster ??= Wait(Boot)).Client.GetGrain<T>(key);

    public T Run<T>(Func<Task<T>> story)
    {
        _cluster ??= Wait(Boot);
        return Wait(story);
    }

    public void Wait(TimeSpan time) =>
        throw new NotSupportedException($"{time} cannot be skipped on real silos: the test needs [VirtualTimeFact] or [VirtualTimeTheory].");

    /// <summary>Not here, where time runs as it does.</summary>
    public Task Delay(TimeSpan time) => throw new NotSupportedException($"{time} passes in virtual time only: the test needs [VirtualTimeFact].");

    /// <summary>Every silo is killed, and new ones begin.</summary>
    public void Crash() => Wait(async () =>
    {
        foreach (var silo in _cluster!.Silos.ToArray()) await _cluster.KillSiloAsync(silo);
        return await Gone();
    });

    /// <summary>The silos end in order.</summary>
    public void Stop() => Wait(async () =>
    {
        await _cluster!.StopAllSilosAsync();
        return await Gone();
    });

    public void Dispose()
    {
        if (_cluster is not null) Crash();
    }

    private async Task<bool> Gone()
    {
        await _cluster!.DisposeAsync();
        _cluster = null;
        return true;
    }

    private async Task<InProcessTestCluster> Boot()
    {
        _database ??= await NewDatabase();
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.Options.ServiceId = "servicedesk";       // whose documents a later cluster finds again
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddDeskGrains(_database);
            silo.Services.AddSingleton(_time).AddMetrics().AddGrainServices(Journal, Agents);
            silo.Services.AddLogging(log => log.SetMinimumLevel(LogLevel.Error));
        });
        builder.ConfigureClient(client => client.Services.AddMessages());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static async Task<string> NewDatabase()
    {
        var database = await (await PostgresServer.Shared).NewDatabase();
        await using var store = new Store(new(StoreKind.Postgres, database), TimeProvider.System);
        await store.Open();
        return database + ";Connection Idle Lifetime=5;Connection Pruning Interval=5";       // many clusters come and go
    }

    /// <summary>Away from the test's own thread, which waits.</summary>
    private static T Wait<T>(Func<Task<T>> story) => Task.Run(story).GetAwaiter().GetResult();

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
