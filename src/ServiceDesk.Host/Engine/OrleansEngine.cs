using System.Data.Common;
using System.Net;
using System.Text.Json;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Storage;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Health;
using ServiceDesk.Storage;

namespace ServiceDesk.Host.Engine;

/// <summary>Grains on the silos of an Orleans cluster over PostgreSQL. Why each setting is as it is, stands in docs/engines.md.</summary>
public static class OrleansEngine
{
    /// <summary>Whose documents and reminders they are in Orleans' tables: the same for every cluster on a store.</summary>
    internal const string ServiceId = "servicedesk";

    private const string Invariant = "Npgsql";

    /// <summary>Orleans' own provider; the grains' "documents" lie before it.</summary>
    internal const string DocumentTable = "document table";

    /// <summary>How long a caller waits for a grain before it is told that the desk is busy.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    public static void AddDeskEngine(this WebApplicationBuilder builder, StoreAddress store, DeskOptions desk)
    {
        if (store.Kind is not StoreKind.Postgres) throw new InvalidOperationException("A cluster keeps its store on PostgreSQL: DESK_STORE=postgres:…");

        // A line for each message that came too late, two for each attempt to place one: whoever waited says so already, and many come at once.
        builder.Logging.AddFilter("Orleans.Messaging", LogLevel.Error).AddFilter("Orleans.Runtime.CallbackData", LogLevel.Error).AddFilter("Polly", LogLevel.Critical);
        if (desk.Role is DeskRole.Gateway) builder.AddGateway(store.Place, desk);
        else builder.AddSilo(store.Place, desk);
    }

    /// <summary>What the grains need of a silo, wherever it runs.</summary>
    internal static ISiloBuilder AddDeskGrains(this ISiloBuilder silo, string database)
    {
        silo.AddAdoNetGrainStorage(DocumentTable, options =>
            (options.Invariant, options.ConnectionString, options.GrainStorageSerializer) = (Invariant, Pool(database, 16), new StoredJson()));
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            "documents", (services, _) => new OrleansDocuments(services.GetRequiredKeyedService<IGrainStorage>(DocumentTable)));

        // A reminder only wakes, and the sweeper rings for one that a crash of the database undid: none waits for the disk.
        silo.UseAdoNetReminderService(options =>
            (options.Invariant, options.ConnectionString) = (Invariant, Pool(database, 8, "-c synchronous_commit=off")));
        silo.Configure<SiloMessagingOptions>(options =>
        {
            (options.ResponseTimeout, options.SystemResponseTimeout) = (CallTimeout, CallTimeout);
            options.MaxEnqueuedRequestsHardLimit = 5_000;

            // A silo keeps its answers to a gateway that has hung up for when it comes back, though the gateway is connected to others: for up
            // to twice this long whatever it asks of grains there is not answered.
            options.ClientDropTimeout = TimeSpan.FromSeconds(3);
            options.GrainWorkloadAnalysisPeriod = TimeSpan.Zero;       // a report on each message that waits, to each sender: load upon overload
        });
        silo.Configure<GrainCollectionOptions>(options =>
        {
            (options.CollectionAge, options.CollectionQuantum) = (TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30));
            options.DeactivationTimeout = TimeSpan.FromSeconds(5);
        });
        silo.AddIncomingGrainCallFilter<StoreOutage>();
        silo.Services.AddMessages();

        // Orleans mixes the time that it is given with the machine's: only if both are the machine's do they fit together.
        silo.Services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        return silo;
    }

    /// <summary>
    /// Between processes messages are JSON by the rules of the store: what an older build does not know it skips, what is missing is null.
    /// Within one they are not copied.
    /// </summary>
    internal static void AddMessages(this IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddJsonSerializer(
            IsMessage, isCopyable: null, options => options.Configure(json => json.SerializerOptions = DeskJson.Stored)));
        services.AddSingleton<IGeneralizedCopier, UnchangedMessages>();

        // A failure that cannot be sent would hide what it was: so the driver's may travel too, as what lies below another.
        services.Configure<ExceptionSerializationOptions>(options =>
            options.SupportedExceptionTypeFilter = type => IsOurs(type) || type.IsAssignableTo(typeof(DbException)));
    }

    /// <summary>A silo; with <see cref="DeskRole.All"/> the gateway in the same process calls it without a wire.</summary>
    private static void AddSilo(this WebApplicationBuilder builder, string database, DeskOptions desk)
    {
        builder.Services.AddSingleton<IEngineHealth, SiloHealth>();
        builder.Services.AddHostedService(services => new OrleansCrashedSilos(
            Pool(database, 1), desk.Cluster, services.GetRequiredService<IEngineHealth>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<OrleansCrashedSilos>>()));
        builder.Services.AddHostedService<OrleansCutSilos>();
        builder.Services.AddHostedService(_ => new OrleansMachineClock(TimeProvider.System, Environment.FailFast));
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => Name(options, desk));
            silo.AddActivityPropagation();
            silo.ConfigureEndpoints(
                advertisedIP: IPAddress.Parse(desk.Advertise ?? "127.0.0.1"), siloPort: desk.SiloPort, gatewayPort: desk.GatewayPort,
                listenOnAnyHostAddress: desk.Advertise is not null);
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, Pool(database, 4)));
            silo.Configure<ClusterMembershipOptions>(Watch);
            silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(2));
            silo.AddDeskGrains(database);
        });
    }

    /// <summary>A client of the silos, which waits for them as long as it takes: at the start, and whenever they are gone.</summary>
    private static void AddGateway(this WebApplicationBuilder builder, string database, DeskOptions desk)
    {
        var health = new GatewayHealth();
        var lost = new OrleansLostSilo(TimeProvider.System);
        builder.Services.AddSingleton<IEngineHealth>(health).AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(health);

        // HTTP answers while the client still looks for a silo, so that whoever asks for /health hears "live" and "not ready".
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => Name(options, desk));
            client.AddActivityPropagation();
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, Pool(database, 4)));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = CallTimeout);
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            client.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(2));
            client.UseConnectionRetryFilter(async (_, cancel) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
                return true;
            });
            client.AddOutgoingGrainCallFilter(lost);
            client.AddGatewayCountChangedHandler((_, change) =>
            {
                health.Silos = change.NumberOfConnectedGateways;
                if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways) _ = lost.Lost();
            });
            client.Services.AddMessages();
        });
    }

    private static void Name(ClusterOptions options, DeskOptions desk) => (options.ClusterId, options.ServiceId) = (desk.Cluster, ServiceId);

    /// <summary>A killed silo is evicted in a few seconds; shorter probes evict busy ones too.</summary>
    private static void Watch(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(10);

        // A frozen process still holds its connections: only its silence tells.
        options.EnableConnectionLivenessCheck = false;

        // A row that has not been renewed for three of these belongs to a crash, and whoever starts does not wait for it.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        (options.DefunctSiloCleanupPeriod, options.DefunctSiloExpiration) = (TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));
    }

    private static bool IsMessage(Type type) => IsOurs(type) && !type.IsAssignableTo(typeof(Exception));

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("ServiceDesk", StringComparison.Ordinal) is true;

    /// <summary>A pool of its own, so that no work of one kind takes the connections of another.</summary>
    private static string Pool(string database, int size, string? options = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = size };
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 50;
        if (!StoreAddress.Sets(settings, "Timeout")) settings.Timeout = 5;
        if (!StoreAddress.Sets(settings, "Command Timeout")) settings.CommandTimeout = 8;
        if (options is not null) settings.Options = $"{settings.Options} {options}".Trim();
        return settings.ConnectionString;
    }

    /// <summary>
    /// Whether somewhere below a failure lies one of Orleans' own: a silo gone, a call refused, a document changed elsewhere; a call
    /// that it broke off itself, while it looked for a silo or woke the grain; or one of the database on a silo, which arrives without its
    /// code: an activation that could not read.
    /// </summary>
    private static bool IsOrleans(Exception? fault) =>
        fault is not null && (fault is OrleansException or OperationCanceledException or PostgresException { SqlState: null } || IsOrleans(fault.InnerException));

    /// <summary>Documents in the same JSON on either engine.</summary>
    private sealed class StoredJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(input, DeskJson.Stored));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, DeskJson.Stored)!;
    }

    /// <summary>Nobody can change a message, so both sides may hold the same one.</summary>
    private sealed class UnchangedMessages : IGeneralizedCopier, IOptionalDeepCopier
    {
        public bool IsSupportedType(Type type) => IsMessage(type);

        public bool IsShallowCopyable() => true;

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    /// <summary>The caller hears that the store did not answer, and not what its driver makes of that.</summary>
    private sealed class StoreOutage : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            try
            {
                await context.Invoke();
            }
            catch (Exception fault) when (fault is not StoreUnavailableException && StoreUnavailableException.IsBehind(fault))
            {
                throw new StoreUnavailableException("The store did not answer.", fault);
            }
        }
    }

    /// <summary>Orleans watches its own silos and evicts those that hang; here it tells whether this one takes part.</summary>
    private sealed class SiloHealth(ISiloStatusOracle silo) : IEngineHealth
    {
        public string? Fault() => silo.CurrentStatus is SiloStatus.Active ? null : "the silo is not active";

        public bool IsPassing(Exception fault) => IsOrleans(fault);
    }

    private sealed class GatewayHealth : IEngineHealth, ILifecycleParticipant<IClusterClientLifecycle>
    {
        private volatile int _silos;
        private volatile bool _knowsGrains;

        /// <summary>Silos that this gateway has a connection to.</summary>
        public int Silos
        {
            set => _silos = value;
        }

        /// <summary>A connection comes before the list of the grains that the silos have; until then no grain can be called.</summary>
        public string? Fault() => _silos > 0 && _knowsGrains ? null : "no silo answers";

        public bool IsPassing(Exception fault) => IsOrleans(fault) || Fault() is not null;

        public void Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(nameof(GatewayHealth), ServiceLifecycleStage.Active, _ =>
        {
            _knowsGrains = true;
            return Task.CompletedTask;
        });
    }
}
