using System.Reflection;
using System.Text.Json;
using Orleans.Metadata;
using Orleans.Storage;
using ServiceDesk.Domain;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Documents;
using ServiceDesk.Storage.Engines;

namespace ServiceDesk.Host.Engine;

/// <summary>
/// Documents and reminders as Orleans keeps them, read and written by its own providers, without a silo. Documents pass as the JSON that they
/// are, so nothing is lost that this build does not know; each is also read as what its grain takes it for.
/// </summary>
internal sealed class OrleansCarrier : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly IReminderTable _reminders;
    private readonly Dictionary<string, Kind> _kinds = [];
    private readonly HashSet<string> _grains = [];

    private OrleansCarrier(WebApplication host)
    {
        (_host, _reminders) = (host, host.Services.GetRequiredService<IReminderTable>());
        var names = host.Services.GetRequiredService<GrainTypeResolver>();
        foreach (var grain in typeof(SiteGrain).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Grain))))
        {
            var name = names.GetGrainType(grain);
            _grains.Add(name.ToString()!);
            foreach (var state in grain.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
                if (state.GetCustomAttribute<PersistentStateAttribute>() is { } place)
                    _kinds.Add($"{name}/{place.StateName}", new(name, place.StateName, place.StorageName!, state.ParameterType.GenericTypeArguments[0]));
        }
    }

    public static async Task<OrleansCarrier> Open(string database, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(serviceId: OrleansEngine.ServiceId);
            silo.AddDeskGrains(database);
        });
        var host = builder.Build();
        var steps = new Steps();
        ((ILifecycleParticipant<ISiloLifecycle>)host.Services.GetRequiredKeyedService<IGrainStorage>(OrleansEngine.DocumentTable)).Participate(steps);
        await steps.Start(cancel);
        var carrier = new OrleansCarrier(host);
        await carrier._reminders.StartAsync(cancel);
        return carrier;
    }

    /// <exception cref="StoreRefusedException">There is a document or a reminder that this build knows no grain for.</exception>
    public void Check(IEnumerable<CarriedDocument> documents)
    {
        foreach (var document in documents) _ = Read(document);
    }

    /// <summary>Writes a document that is not there yet, and reads it back.</summary>
    /// <exception cref="StoreRefusedException">It is not what was written.</exception>
    public async Task Write(CarriedDocument document)
    {
        var (kind, body) = (_kinds[document.Kind], Read(document));
        await Storage(kind).WriteStateAsync(kind.State, kind.Of(document.Key), new GrainState<JsonElement> { State = body });
        if (await Read(kind, document.Key) is not { } kept || !JsonElement.DeepEquals(kept, body))
            throw new StoreRefusedException($"{document.Kind} of {document.Key} was written, and is not what stands there now.");
    }

    public async Task Write(StoredReminder reminder)
    {
        if (!_grains.Contains(reminder.GrainType))
            throw new StoreRefusedException($"This build knows no grain '{reminder.GrainType}', which has a reminder. Run a newer one.");
        await _reminders.UpsertRow(new ReminderEntry
        {
            GrainId = GrainId.Create(reminder.GrainType, reminder.Key),
            ReminderName = reminder.Name,
            StartAt = DateTimeOffset.FromUnixTimeMilliseconds(reminder.StartAtUnixMs).UtcDateTime,
            Period = TimeSpan.FromMilliseconds(reminder.PeriodMs),
        });
    }

    /// <summary>All documents that Orleans has under these keys, and under those of the sites that its list of sites names.</summary>
    public async Task<IReadOnlyList<CarriedDocument>> Documents(IEnumerable<string> keys)
    {
        var list = _kinds.Values.Single(kind => kind.Document == typeof(SiteListDocument));
        var sites = (await Read(list, ISiteListGrain.Key))?.Deserialize<SiteListDocument>(DeskJson.Stored)?.Sites ?? [];
        var documents = new List<CarriedDocument>();
        foreach (var (name, kind) in _kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal))
            foreach (var key in keys.Select(OrleansDocuments.KeyOf).Concat(sites).Append(ISiteListGrain.Key).Distinct().Order(StringComparer.Ordinal))
                if (await Read(kind, key) is { } body) documents.Add(new(name, key, body.GetRawText()));
        return documents;
    }

    public async Task<IReadOnlyList<StoredReminder>> Reminders() =>
    [
        .. (await _reminders.ReadRows(0, 0)).Reminders.Select(row => new StoredReminder(
            row.GrainId.Type.ToString()!, row.GrainId.Key.ToString()!, row.ReminderName, new DateTimeOffset(row.StartAt).ToUnixTimeMilliseconds(),
            (long)row.Period.TotalMilliseconds)),
    ];

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private JsonElement Read(CarriedDocument document)
    {
        if (!_kinds.TryGetValue(document.Kind, out var kind))
            throw new StoreRefusedException($"This build knows no document '{document.Kind}'. Run a newer one.");
        try
        {
            _ = JsonSerializer.Deserialize(document.Body, kind.Document, DeskJson.Stored) ?? throw new JsonException("It is null.");
            return JsonSerializer.Deserialize<JsonElement>(document.Body);
        }
        catch (JsonException fault)
        {
            throw new StoreRefusedException($"{document.Kind} of {document.Key} cannot be read: {fault.Message}");
        }
    }

    private async Task<JsonElement?> Read(Kind kind, string key)
    {
        var state = new GrainState<JsonElement>();
        await Storage(kind).ReadStateAsync(kind.State, kind.Of(key), state);
        return state.RecordExists ? state.State : null;
    }

    private IGrainStorage Storage(Kind kind) => _host.Services.GetRequiredKeyedService<IGrainStorage>(kind.Storage);

    /// <param name="Document">The type that the grain reads it as.</param>
    private sealed record Kind(GrainType Grain, string State, string Storage, Type Document)
    {
        public GrainId Of(string key) => GrainId.Create(Grain, IdSpan.Create(key));
    }

    /// <summary>Starts what takes part in a silo's life, without a silo.</summary>
    private sealed class Steps : ISiloLifecycle
    {
        private readonly List<(int Stage, ILifecycleObserver Observer)> _steps = [];

        public int HighestCompletedStage => int.MinValue;

        public int LowestStoppedStage => int.MaxValue;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            _steps.Add((stage, observer));
            return new MemoryStream();
        }

        public async Task Start(CancellationToken cancel)
        {
            foreach (var (_, observer) in _steps.OrderBy(step => step.Stage)) await observer.OnStart(cancel);
        }
    }
}
