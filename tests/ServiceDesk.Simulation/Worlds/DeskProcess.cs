using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Domain;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Simulation.Flaws;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>One process of the desk: an engine with the real grain classes, which can die and be started again.</summary>
internal sealed class DeskProcess(World world, int number)
{
    public string Name { get; } = $"process {number}";

    public SkewedTime Time { get; } = new(world.Scheduler.Time);

    /// <summary>The engine; the dead one while the process is down.</summary>
    public EngineHost? Host { get; private set; }

    public bool IsUp { get; private set; }

    public void Boot()
    {
        Host = Build();
        IsUp = true;
        world.Trace.Add(null, $"{Name} starts");
        _ = world.Scheduler.Start(() => Host.StartAsync(CancellationToken.None));
        if (world.Life.Flaw is not Flaw.NoSweeper) _ = world.Scheduler.Start(() => StartSweeper(Host));
    }

    public void Kill(string why)
    {
        if (!IsUp) return;
        IsUp = false;
        world.Trace.Add(null, $"{Name} dies: {why}");
        Host!.Kill();
    }

    /// <summary>As the host does at its start, again until it succeeds.</summary>
    private async Task StartSweeper(EngineHost host)
    {
        while (host == Host && IsUp)
        {
            try
            {
                await host.Grains.GetGrain<ISweeperGrain>(ISweeperGrain.Key).Start();
                return;
            }
            catch (Exception)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), world.Scheduler.Time);
            }
        }
    }

    private EngineHost Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ITurnScheduler>(world.Scheduler);
        services.AddSingleton<IPlacement>(world.Placement);
        services.AddSingleton<IMessageFilter>(new Post(world, this));
        services.AddSingleton<ITicketJournal>(world.Disk);
        services.AddSingleton<IOverdueTickets>(world.Disk);
        services.AddSingleton<IOpenTickets>(world.Disk);
        services.AddSingleton<IDocumentStore>(world.Disk.Documents);
        services.AddSingleton<IReminderTable>(world.Disk.Reminders);
        services.AddSingleton<IAgentRecords>(world.Disk.Agents);
        services.AddSingleton<IPendingTickets>(world.Disk.Agents);
        services.AddSingleton<SiteBook>().AddSingleton<AlarmPace>();
        services.AddSingleton<TransferRoad>();
        services.AddSingleton(new FlawedRules(world.Life.Flaw));
        services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(TicketGrain).Assembly);
            options.GrainAssemblies.Add(typeof(DeskProcess).Assembly);
            options.IsGrainClass = FlawedClasses.Serving(world.Life.Flaw);
            options.CopyMessages = world.Life.CopyMessages;
            options.Json = DeskJson.Stored;
            options.SweepPeriod = World.SweepPeriod;
            options.CallTimeout = World.CallTimeout;
            options.MaxRingsInFlight = 100_000;
            options.CollectionAge = world.Life.IdleFor;
        });
        return services.BuildServiceProvider().GetRequiredService<EngineHost>();
    }

    /// <summary>What leaves the process passes here.</summary>
    private sealed class Post(World world, DeskProcess process) : IMessageFilter
    {
        public Delivery Judge(in Envelope message)
        {
            if (message is { Kind: MessageKind.Tick, GrainType: "queue" } && world.Life.Flaw is Flaw.QueueNeverReconciles) return Delivery.Lost;
            if (message is { Kind: MessageKind.Call, GrainType: "ticket", Sender: "sweeper" }) world.SweepOrder.Asks(message.Key);
            return world.Mischief.Judge(process, message);
        }
    }
}
