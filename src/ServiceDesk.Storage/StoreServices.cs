using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage;

public static class StoreServices
{
    /// <summary>Registers the store and all that it offers. It opens, and migrates, before any hosted service starts.</summary>
    /// <param name="files">Folder for the bytes of attached files; null to keep them in the database.</param>
    public static IServiceCollection AddDeskStore(this IServiceCollection services, StoreAddress address, string? files = null)
    {
        services.AddDeskTime(address);
        services.AddSingleton(provider => new Store(address, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<Store>>(), files: files));
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Journal);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Answers);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Queries);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Overdue);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().OpenTickets);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Pending);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Agents);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Loads);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Boards);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Feed);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Accounts);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().SignIns);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Sessions);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Materials);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Audit);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Notices);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().NoticeFeed);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().NoticePeople);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Inboxes);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Deliveries);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Webhooks);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().PersonContacts);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().ContactKeys);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Documents);
        services.AddSingleton(provider => provider.GetRequiredService<Store>().Reminders);
        services.AddHostedService<Opening>();
        return services;
    }

    /// <summary>On PostgreSQL its clock judges what is due; an SQLite file has no other clock than the machine's.</summary>
    private static void AddDeskTime(this IServiceCollection services, StoreAddress address)
    {
        if (services.Any(service => service.ServiceType == typeof(TimeProvider))) return;
        if (address.Kind is StoreKind.Sqlite)
        {
            services.AddSingleton(TimeProvider.System);
            return;
        }

        services.AddSingleton(_ => new DatabaseTime(address.Place));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseTime>());
        services.AddHostedService<LookingAtTheClock>();
    }

    /// <summary>The host calls <see cref="StartingAsync"/> of all before it starts any.</summary>
    private sealed class LookingAtTheClock(DatabaseTime time, ILogger<DatabaseTime> log) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => time.Start(log, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Opening(Store store) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => store.Open(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
