using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using ServiceDesk.Storage;

namespace ServiceDesk.Tests.Grains;

/// <summary>Grains over a real store, on a real clock: here on two silos of this process.</summary>
internal sealed class StoreGrains : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private bool _isKilled;

    private StoreGrains(InProcessTestCluster cluster) => _cluster = cluster;

    /// <param name="address">Where the store is kept: on PostgreSQL.</param>
    /// <param name="give">What the grains need of the store.</param>
    public static async Task<StoreGrains> Start(StoreAddress address, Action<IServiceCollection> give) => new(await TwoSilos.Start(address.Place, new(), services =>
    {
        services.AddSingleton(TimeProvider.System);
        give(services);
    }));

    public T Grain<T>(string key) where T : IGrainWithStringKey => _cluster.Client.GetGrain<T>(key);

    /// <summary>Nothing of it is left.</summary>
    public Task Kill()
    {
        _isKilled = true;
        return TwoSilos.Kill(_cluster);
    }

    /// <summary>It ends in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isKilled) await TwoSilos.Stop(_cluster);
    }
}
