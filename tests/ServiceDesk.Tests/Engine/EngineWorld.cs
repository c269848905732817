using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceDesk.Tests.Engine;

/// <summary>Engines, one after the other or side by side, over stores that outlive them, on one seeded thread.</summary>
internal sealed class EngineWorld(int seed = 4711, Action<EngineOptions>? configure = null, IMessageFilter? filter = null)
{
    public static readonly DateTimeOffset Nine = new(2024, 5, 6, 9, 0, 0, TimeSpan.Zero);

    private readonly Action<EngineOptions>? _configure = configure;
    private EngineHost? _host;

    public SeededScheduler Clock { get; } = new(seed, Nine);

    public IDocumentStore Documents { get; init; } = new InMemoryDocumentStore();

    public IReminderTable Reminders { get; init; } = new InMemoryReminderTable();

    /// <summary>What the grains said, in order.</summary>
    public Notebook Notebook { get; } = new();

    public List<string> Errors { get; } = [];

    public EngineHost Host => _host ??= Boot();

    public IGrainFactory Grains => Host.Grains;

    public TimeProvider Time => Clock.Time;

    /// <summary>Another process over the same stores; <see cref="Host"/> is the latest.</summary>
    public EngineHost Boot()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Notebook);
        services.AddSingleton(Time);
        services.AddSingleton<ITurnScheduler>(Clock);
        services.AddSingleton(Documents);
        services.AddSingleton(Reminders);
        if (filter is not null) services.AddSingleton(filter);
        services.AddLogging(log => log.AddProvider(new ErrorList(Errors)));
        services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(EngineWorld).Assembly);
            options.CopyMessages = true;
            _configure?.Invoke(options);
        });
        _host = services.BuildServiceProvider().GetRequiredService<EngineHost>();
        Clock.Run(() => _host.StartAsync(CancellationToken.None), TimeSpan.FromSeconds(1));
        return _host;
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public void Run(Func<Task> story) => Clock.Run(story, TimeSpan.FromHours(1));

    public void Wait(TimeSpan time) => Clock.RunUntil(() => false, time);

    private sealed class ErrorList(List<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) =>
            errors.Add($"{format(state, error)} {error?.Message}");

        public void Dispose() { }
    }
}

internal sealed class Notebook
{
    public List<string> Lines { get; } = [];

    public void Add(string line) => Lines.Add(line);
}
