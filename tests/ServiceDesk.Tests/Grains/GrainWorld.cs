using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Domain;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>The desk's grains on an engine of one seeded thread, over stores that outlive it.</summary>
internal sealed class GrainWorld(DateTimeOffset start, int seed = 4711) : IDisposable
{
    private readonly InMemoryDocumentStore _documents = new();
    private readonly InMemoryReminderTable _reminders = new();
    private EngineHost? _host;

    public SeededScheduler Clock { get; } = new(seed, start);

    public TestJournal Journal { get; } = new();

    public TestAgents Agents => field ??= new(Journal);

    /// <summary>Between two grains; what a test loses on the way.</summary>
    public Func<Envelope, Delivery> Post { get; set; } = _ => Delivery.Normal;

    public EngineHost Host => _host ??= Boot();

    public T Grain<T>(string key) where T : IGrainWithStringKey => Host.Grains.GetGrain<T>(key);

    public T Run<T>(Func<Task<T>> story)
    {
        T? result = default;
        Clock.Run(async () => result = await story(), TimeSpan.FromHours(1));
        return result!;
    }

    public void Wait(TimeSpan time) => Clock.RunUntil(() => false, time);

    /// <summary>Ends when so much of the world's time has passed.</summary>
    public Task Delay(TimeSpan time) => Task.Delay(time, Clock.Time);

    /// <summary>Nothing of the process is left, and a new one begins.</summary>
    public void Crash()
    {
        _host?.Kill();
        _host = null;
    }

    /// <summary>The process ends in order.</summary>
    public void Stop()
    {
        Clock.Run(() => Host.StopAsync(CancellationToken.None), TimeSpan.FromMinutes(1));
        _host = null;
    }

    /// <summary>One thread and memory: nothing is left to give back.</summary>
    public void Dispose() => Crash();

    private EngineHost Boot()
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleton(Clock.Time);
        services.AddSingleton<ITurnScheduler>(Clock);
        services.AddSingleton<IDocumentStore>(_documents);
        services.AddSingleton<IReminderTable>(_reminders);
        services.AddGrainServices(Journal, Agents);
        services.AddSingleton<IMessageFilter>(new Filter(this));
        services.AddSingleton(NullLoggerFactory.Instance);
        services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(TicketGrain).Assembly);
            options.CopyMessages = true;
            options.Json = DeskJson.Stored;
        });
        var host = services.BuildServiceProvider().GetRequiredService<EngineHost>();
        Clock.Run(() => host.StartAsync(CancellationToken.None), TimeSpan.FromSeconds(1));
        return host;
    }

    private sealed class Filter(GrainWorld world) : IMessageFilter
    {
        public Delivery Judge(in Envelope message) => world.Post(message);
    }
}
