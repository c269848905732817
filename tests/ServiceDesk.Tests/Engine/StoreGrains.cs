using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Domain;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;

namespace ServiceDesk.Tests.Grains;

/// <summary>Grains over a real store, on a real clock: here on the embedded engine, with many threads.</summary>
internal sealed class StoreGrains : IAsyncDisposable
{
    private readonly EngineHost _engine;
    private bool _isKilled;

    private StoreGrains(EngineHost engine) => _engine = engine;

    /// <param name="address">Where the store is kept.</param>
    /// <param name="give">What the grains need of the store.</param>
    public static async Task<StoreGrains> Start(StoreAddress address, Action<IServiceCollection> give)
    {
        ArgumentNullException.ThrowIfNull(address);
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IDocumentStore, InMemoryDocumentStore>();
        services.AddSingleton<IReminderTable, InMemoryReminderTable>();
        services.AddSingleton(NullLoggerFactory.Instance).AddLogging();
        give(services);
        services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(TicketGrain).Assembly);
            options.CopyMessages = true;
            options.Json = DeskJson.Stored;
        });
        var engine = services.BuildServiceProvider().GetRequiredService<EngineHost>();
        await engine.StartAsync(default);
        return new(engine);
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => _engine.Grains.GetGrain<T>(key);

    /// <summary>Nothing of it is left.</summary>
    public Task Kill()
    {
        _isKilled = true;
        _engine.Kill();
        return Task.CompletedTask;
    }

    /// <summary>It ends in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isKilled) await _engine.StopAsync(default);
    }
}
