using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ServiceDesk.Embedded;

/// <summary>Sets the engine up.</summary>
public static class EngineServices
{
    /// <summary>
    /// Adds the engine, its <see cref="IGrainFactory"/> and its <see cref="EngineHost"/>. It wants from the others an
    /// <see cref="IDocumentStore"/> (one per store name, or one without a key) if grains have states, and an
    /// <see cref="IReminderTable"/> if they have reminders. <see cref="TimeProvider"/>, <see cref="ITurnScheduler"/> and
    /// <see cref="IMessageFilter"/> may be registered to take over the clock, the threads and the messages.
    /// </summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EngineOptions();
        configure(options);
        services.AddLogging();
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITurnScheduler, ThreadPoolTurns>();
        services.AddSingleton<EngineHost>();
        services.AddSingleton(provider => provider.GetRequiredService<EngineHost>().Grains);
        services.AddHostedService(provider => provider.GetRequiredService<EngineHost>());
        return services;
    }
}
