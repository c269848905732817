using ServiceDesk.Grains.Sites;
using ServiceDesk.Simulation.Checks;
using ServiceDesk.Simulation.Clients;
using ServiceDesk.Simulation.Disks;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>A desk of several processes on one store, its clients and its misfortunes, lived on one thread in virtual time.</summary>
internal sealed class World
{
    /// <summary>How long a caller waits for a grain; looked at every <see cref="SweepPeriod"/>.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20), SweepPeriod = TimeSpan.FromSeconds(15);

    /// <summary>After the last fault and the last command: long enough for every promise that is due to be kept.</summary>
    public static readonly TimeSpan QuietTail = TimeSpan.FromMinutes(20);

    private World(Life life)
    {
        Life = life;
        Scheduler = new(Life.Mixed(life.Seed, 2), Beginning(life.Seed));
        Trace = new(Scheduler.Time);
        Processes = [.. Enumerable.Range(1, life.Processes).Select(number => new DeskProcess(this, number))];
        Placement = new(Processes, Scheduler.Random);
        Mischief = new(this);
        Disk = new(this);
        SweepOrder = new(this);
        Sites = [.. Site.All.Select(site => life.Agents > 0 ? site.Staffed() : site)];
    }

    public Life Life { get; }

    public SeededScheduler Scheduler { get; }

    public Trace Trace { get; }

    public IReadOnlyList<DeskProcess> Processes { get; }

    public Placement Placement { get; }

    public Mischief Mischief { get; }

    public Disk Disk { get; }

    public Rulebook Rules { get; } = new();

    /// <summary>The support centres as they are founded.</summary>
    public IReadOnlyList<Site> Sites { get; }

    public SweepOrder SweepOrder { get; }

    public List<Asked> Asked { get; } = [];

    /// <summary>Which request was sent to which ticket.</summary>
    public HashSet<(string Cause, Domain.Tickets.TicketKey Ticket)> Causes { get; } = [];

    /// <summary>Numbers handed out, in the order of the answers.</summary>
    public List<Allocated> Allocated { get; } = [];

    /// <summary>Tickets that a queue showed to somebody who takes one.</summary>
    public List<(Domain.Tickets.TicketKey Ticket, DateTimeOffset At)> Shown { get; } = [];

    public DateTimeOffset EndedAt { get; private set; }

    /// <summary>Violations that were seen while it lasted.</summary>
    public List<Violation> Seen { get; } = [];

    /// <summary>Lives a life from its first moment to the end of its quiet tail.</summary>
    public static World Live(Life life)
    {
        var world = new World(life);
        world.Run();
        return world;
    }

    /// <summary>A process that is up, for a client to call; null when none is.</summary>
    public IGrainFactory? Door()
    {
        var up = Processes.Where(process => process.IsUp).ToArray();
        return up.Length == 0 ? null : up[Scheduler.Random.Next(up.Length)].Host!.Grains;
    }

    private void Run()
    {
        foreach (var process in Processes) process.Boot();
        Scheduler.Run(Found, TimeSpan.FromMinutes(10));

        Mischief.BreakLoose();
        var clients = Enumerable.Range(0, Life.Tickets).Select(i => new Client(this, i)).ToArray();
        var stories = clients.Select(client => Scheduler.Start(client.Live)).ToArray();
        var staff = Enumerable.Range(0, Life.Agents).Select(i => new Worker(this, i)).ToArray();
        stories = [.. stories, .. staff.Select(worker => Scheduler.Start(worker.Live))];
        for (var i = 0; i < Life.Publications; i++) _ = Scheduler.Start(new Publisher(this, i).Publish);
        Scheduler.RunUntil(() => false, Life.Length);

        foreach (var client in clients) client.IsDone = true;
        foreach (var worker in staff) worker.IsDone = true;
        Mischief.Rest();
        // What is down comes up at its own time; from then on it is quiet.
        Scheduler.RunUntil(() => Processes.All(process => process.IsUp), TimeSpan.FromHours(12));
        Trace.Add(null, "the quiet tail begins");
        Mischief.Struck.Add(new(Scheduler.Time.GetUtcNow(), Scheduler.Time.GetUtcNow(), null, false, "everything is up"));
        Scheduler.RunUntil(() => false, QuietTail);
        EndedAt = Scheduler.Time.GetUtcNow();
        foreach (var story in stories)
            if (story.Exception is { } fault) throw fault;
        foreach (var asked in Asked)
            if (asked.Attempts.Find(attempt => attempt.EndedAt is null) is { } attempt)
                Seen.Add(new("no client waits for ever", $"{attempt.Key}", $"{asked.Cause} has waited since {attempt.SentAt:O}"));
        foreach (var process in Processes)
            foreach (var busy in process.Host!.BusyLongerThan(TimeSpan.FromSeconds(60)))
                Seen.Add(new("no grain is stuck", busy.Key, $"{busy.GrainType} {busy.Key}: {busy.Method} for {busy.For}"));
    }

    /// <summary>Makes the sites, and the accounts of those who work there.</summary>
    private async Task Found()
    {
        foreach (var profile in Staff.Of(this)) await Disk.Agents.PutAccount(profile);
        foreach (var site in Sites)
        {
            var grain = Processes[0].Host!.Grains.GetGrain<ISiteGrain>(site.Code);
            await grain.Put(new(site.Code, site.Calendar.TimeZone, "after-sales"), "founder");
            await grain.PublishPolicy(site.Policy, "founder", null);
            await grain.PublishCalendar(site.Calendar, "founder", null);
        }
    }

    /// <summary>Spread over a leap day, a month's end, weekends and a change of clocks.</summary>
    private static DateTimeOffset Beginning(int seed) =>
        new DateTimeOffset(2024, 2, 27, 0, 0, 0, TimeSpan.Zero) + TimeSpan.FromHours(new Random(Life.Mixed(seed, 3)).Next(0, 14 * 24));
}
