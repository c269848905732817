using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Domain;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>Where the grains of a test run: here on the embedded engine, one seeded thread in virtual time, over stores that outlive it.</summary>
internal sealed class GrainWorld(DateTimeOffset start, int seed = 4711) : IDisposable
{
    private readonly InMemoryDocumentStore _documents = new();
    private readonly InMemoryReminderTable _reminders = new();
    private readonly SeededScheduler _clock = new(seed, start);
    private EngineHost? _host;
    private string[] _lost = [];

    /// <summary>How late an alarm may be in <see cref="Wait"/>.</summary>
    public static TimeSpan Lateness => TimeSpan.FromSeconds(2);

    public TestJournal Journal { get; } = new();

    public TestAgents Agents => field ??= new(Journal);

    public T Grain<T>(string key) where T : IGrainWithStringKey
    {
        Start();
        return _host!.Grains.GetGrain<T>(key);
    }

    public T Run<T>(Func<Task<T>> story)
    {
        T? result = default;
        _clock.Run(async () => result = await story(), TimeSpan.FromHours(1));
        return result!;
    }

    /// <summary>Begins something that may never come to its end.</summary>
    public void Begin(Func<Task> story) => _ = _clock.Start(story);

    /// <summary>Lets that time pass, with every alarm that is due in it.</summary>
    public void Wait(TimeSpan time) => _clock.RunUntil(() => false, time);

    /// <summary>Ends when so much of the world's time has passed.</summary>
    public Task Delay(TimeSpan time) => Task.Delay(time, _clock.Time);

    /// <summary>Lets five seconds pass, and everything come to its end that is under way.</summary>
    public void Settle() => Wait(TimeSpan.FromSeconds(5));

    /// <summary>From now on loses one-way messages of these methods on their way, and no others.</summary>
    public void Lose(params string[] methods) => _lost = methods;

    /// <summary>A new process over the same stores, unless one runs.</summary>
    public void Start() => _host ??= Boot();

    /// <summary>Nothing of the process is left.</summary>
    public void Crash()
    {
        _host?.Kill();
        _host = null;
    }

    /// <summary>The process ends in order.</summary>
    public void Stop()
    {
        _clock.Run(() => _host!.StopAsync(CancellationToken.None), TimeSpan.FromMinutes(1));
        _host = null;
    }

    /// <summary>One thread and memory: nothing is left to give back.</summary>
    public void Dispose() => Crash();

    private EngineHost Boot()
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleton(_clock.Time);
        services.AddSingleton<ITurnScheduler>(_clock);
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
        _clock.Run(() => host.StartAsync(CancellationToken.None), TimeSpan.FromSeconds(1));
        return host;
    }

    private sealed class Filter(GrainWorld world) : IMessageFilter
    {
        public Delivery Judge(in Envelope message) => world._lost.Contains(message.Method) ? Delivery.Lost : Delivery.Normal;
    }
}
