using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Simulation.Clients;

namespace ServiceDesk.Simulation.Worlds;

/// <summary>How one access to the disk fares.</summary>
internal readonly record struct Fate(TimeSpan Before, TimeSpan After, bool Lost, bool Unconfirmed);

/// <summary>Draws the faults of a life from its seed, and keeps the book of what struck when.</summary>
internal sealed class Mischief(World world)
{
    private const int MostRingsAMinute = 20;

    private readonly Random _chance = world.Scheduler.Random;
    private readonly Dictionary<string, DateTimeOffset> _deaf = [];
    private readonly Dictionary<string, (long Minute, int Count)> _rings = [];
    private DateTimeOffset _slowUntil;

    /// <summary>While false nothing goes wrong: before the life begins and in its quiet tail.</summary>
    public bool IsLoose { get; set; }

    public Disturbances Struck { get; } = new();

    /// <summary>Keys of tickets, agents and queues that ever had two activations: what holds for one does not hold for two.</summary>
    public HashSet<string> EverSplit { get; } = [];

    /// <summary>The most that any process's clock was ever off.</summary>
    public TimeSpan WorstSkew { get; private set; }

    /// <summary>While the disk is slow, one alarm in three finds no room in the queue to it.</summary>
    public bool IsFull => IsLoose && Now < _slowUntil && _chance.Next(3) == 0;

    private DateTimeOffset Now => world.Scheduler.Time.GetUtcNow();

    /// <summary>What becomes of an access to the disk.</summary>
    /// <param name="key">The ticket; null for what concerns others too.</param>
    public Fate OfAccess(string what, string? key, bool writes)
    {
        var before = TimeSpan.FromMilliseconds(_chance.Next(1, 12));
        if (!IsLoose) return new(before, TimeSpan.Zero, false, false);

        var after = TimeSpan.FromMilliseconds(_chance.Next(0, 8));
        if (Now < _slowUntil) (before, after) = (before * 400, after * 400);
        if (Strikes(Faults.Crashes, 0.002) && world.Processes[_chance.Next(world.Processes.Count)] is { IsUp: true } victim)
            Crash(victim, before + after * _chance.NextDouble(), $"during {what} {key}");
        if (Strikes(Faults.LostWrites, 0.015)) return Note(new(before, after, Lost: true, false), what, key, "refused");
        if (writes && Strikes(Faults.LostAnswers, 0.02)) return Note(new(before, after, false, Unconfirmed: true), what, key, "written, reported as failed");
        return new(before, after, false, false);
    }

    /// <summary>What becomes of a message that leaves a process.</summary>
    public Delivery Judge(DeskProcess from, in Envelope message)
    {
        // Every process knows every reminder; it rings only those of the grains it has, as a silo does.
        if (message.Kind is MessageKind.Tick && world.Placement.Home(message.GrainType, message.Key, prefer: from) != from) return Delivery.Lost;
        var ticket = message.Key.Contains('/', StringComparison.Ordinal) ? message.Key : null;
        if (ticket is not null && message.Kind is MessageKind.OneWay) CountRing(ticket);
        if (!IsLoose) return Delivery.Normal;

        switch (message.Kind)
        {
            case MessageKind.Tick:
                return Tick(message.GrainType, ticket);
            case MessageKind.OneWay when Strikes(Faults.LostOneWays, 0.1):
                Struck.Add(new(Now, Now, ticket, IsLostTick: true, "one-way call lost"));
                world.Trace.Add(ticket, $"lost: {message.Method} to {message.GrainType}");
                return Delivery.Lost;
            case MessageKind.Call or MessageKind.Reply when Strikes(Faults.LostCalls, 0.004):
                // Whoever waits for it waits for the time-out, and so do those behind: perhaps the whole sweep.
                Struck.Add(new(Now, Now + World.CallTimeout + World.SweepPeriod, null, false, "call lost"));
                world.Trace.Add(ticket, $"lost: {message.Kind} of {message.Method} to {message.GrainType}");
                return Delivery.Lost;
            default:
                return Delivery.Normal;
        }
    }

    /// <summary>A process dies now or a little later, and is started again.</summary>
    public void Crash(DeskProcess victim, TimeSpan soon, string why, TimeSpan? downFor = null)
    {
        var down = downFor ?? TimeSpan.FromSeconds(_chance.Next(1, 120));
        _ = world.Scheduler.Start(async () =>
        {
            await Task.Delay(soon, world.Scheduler.Time);
            if (!victim.IsUp) return;
            victim.Kill(why);
            Struck.Add(new(Now, Now + down, null, false, "crash"));
            await Task.Delay(down, world.Scheduler.Time);
            victim.Boot();
        });
    }

    /// <summary>The faults that strike by themselves, until the life ends.</summary>
    public void BreakLoose()
    {
        IsLoose = true;
        Repeat(Faults.Crashes, TimeSpan.FromHours(4), () => Crash(world.Processes[_chance.Next(world.Processes.Count)], TimeSpan.Zero, "by chance"));
        Repeat(Faults.Outages, TimeSpan.FromHours(14), () => Outage(TimeSpan.FromMinutes(_chance.Next(20, 360))));
        if (world.Life.OutageAt is { } at) After(at, () => Outage(world.Life.OutageFor));
        Repeat(Faults.SlowStorage, TimeSpan.FromHours(5), Slow);
        Repeat(Faults.ClockJumps, TimeSpan.FromHours(3), Jump);
        Repeat(Faults.SplitBrains, TimeSpan.FromMinutes(40), Split);
        Repeat(Faults.OddTicks, TimeSpan.FromMinutes(30), RingEarly);
        Repeat(Faults.LostTicks, TimeSpan.FromHours(3), Deafen);
    }

    /// <summary>Nothing goes wrong any more, and everything is up, with the right time.</summary>
    public void Rest()
    {
        IsLoose = false;
        _slowUntil = default;
        _deaf.Clear();
        Struck.Add(new(Now, Now, null, false, "the quiet tail begins"));
        foreach (var key in EverSplit) world.Placement.Heal(TypeOf(key), key);
        foreach (var process in world.Processes) process.Time.Skew = TimeSpan.Zero;
    }

    /// <summary>An alarm rings once a minute; what rings much more often spins.</summary>
    private void CountRing(string ticket)
    {
        var (minute, count) = _rings.GetValueOrDefault(ticket);
        var now = Now.ToUnixTimeSeconds() / 60;
        _rings[ticket] = (now, count = minute == now ? count + 1 : 1);
        if (count == MostRingsAMinute) world.Seen.Add(new("no alarm spins", ticket, $"{count} rings within a minute, {Now:O}"));
    }

    private Delivery Tick(string grainType, string? ticket)
    {
        var deaf = ticket is not null && _deaf.TryGetValue(ticket, out var until) && Now < until;
        if (deaf || Strikes(Faults.LostTicks, 0.1))
        {
            // The sweeper's own tick is everybody's.
            Struck.Add(new(Now, Now, ticket, IsLostTick: ticket is not null, "tick lost"));
            if (ticket is null || !deaf) world.Trace.Add(ticket, $"lost: a tick of {grainType}");
            return Delivery.Lost;
        }

        if (!Strikes(Faults.OddTicks, 0.1)) return Delivery.Normal;
        var delay = TimeSpan.FromSeconds(_chance.Next(0, 20));
        Struck.Add(new(Now, Now + delay, ticket, false, "tick late or doubled"));
        world.Trace.Add(ticket, $"late or doubled: a tick of {grainType}");
        return new(_chance.Next(1, 4), delay);
    }

    private void Outage(TimeSpan down)
    {
        foreach (var process in world.Processes) Crash(process, TimeSpan.Zero, "outage", down);
    }

    private void Slow()
    {
        _slowUntil = Now + TimeSpan.FromMinutes(_chance.Next(1, 15));
        Struck.Add(new(Now, _slowUntil + TimeSpan.FromSeconds(60), null, false, "slow storage"));
        world.Trace.Add(null, "the disk becomes slow");
    }

    private void Jump()
    {
        var process = world.Processes[_chance.Next(world.Processes.Count)];
        process.Time.Skew = TimeSpan.FromSeconds(_chance.Next(-300, 301));
        if (process.Time.Skew.Duration() > WorstSkew) WorstSkew = process.Time.Skew.Duration();
        Struck.Add(new(Now, Now, null, false, "clock jump"));
        world.Trace.Add(null, $"the clock of {process.Name} is {process.Time.Skew.TotalSeconds} s off");
    }

    private void Split()
    {
        var someone = (world.Life.Agents == 0 ? 3 : _chance.Next(6)) switch
        {
            0 => world.Sites[_chance.Next(world.Sites.Count)].Code,
            1 or 2 => Staff.IdOf(_chance.Next(world.Life.Agents)),
            _ => Anyone(),
        };
        if (someone is not { } key) return;
        var type = TypeOf(key);
        world.Trace.Add(type == "ticket" ? key : null, $"split brain of {type} {key}");
        EverSplit.Add(key);
        Struck.Add(new(Now, Now + TimeSpan.FromMinutes(30), key, false, "split brain"));
        if (world.Processes is [{ IsUp: true } only])
        {
            _ = type switch
            {
                "queue" => only.Host!.SplitBrain<IQueueGrain>(key),
                "agent" => only.Host!.SplitBrain<IAgentGrain>(key),
                _ => only.Host!.SplitBrain<ITicketGrain>(key),
            };
            return;
        }

        world.Placement.Split(type, key);
        After(TimeSpan.FromMinutes(_chance.Next(1, 20)), () => world.Placement.Heal(type, key));
    }

    /// <summary>The type of the grain that has this key, as reminders are stored under it.</summary>
    private string TypeOf(string key) => key.Contains('/', StringComparison.Ordinal) ? "ticket"
        : world.Sites.Any(site => site.Code == key) ? "queue" : "agent";

    private void RingEarly()
    {
        if (Anyone() is not { } key || world.Processes.FirstOrDefault(p => p.IsUp) is not { } process) return;
        world.Trace.Add(key, "an early ring");
        _ = process.Host!.Grains.GetGrain<ITicketGrain>(key).Ring();
    }

    private void Deafen()
    {
        if (Anyone() is not { } key) return;
        _deaf[key] = Now + TimeSpan.FromHours(_chance.Next(1, 6));
        world.Trace.Add(key, "the alarm is deaf");
    }

    private string? Anyone() => world.Disk.Keys is { Count: > 0 } keys ? keys[_chance.Next(keys.Count)] : null;

    private bool Strikes(Faults kind, double probability) => world.Life.Has(kind) && _chance.NextDouble() < probability;

    private Fate Note(Fate fate, string what, string? key, string how)
    {
        var end = Now + fate.Before + fate.After;
        Struck.Add(new(Now, end, key, false, how));
        world.Trace.Add(key, $"{what} {how}");
        return fate;
    }

    private void Repeat(Faults kind, TimeSpan every, Action strike)
    {
        if (!world.Life.Has(kind)) return;
        _ = world.Scheduler.Start(async () =>
        {
            while (IsLoose)
            {
                await Task.Delay(every * (0.2 + 1.6 * _chance.NextDouble()), world.Scheduler.Time);
                if (IsLoose) strike();
            }
        });
    }

    private void After(TimeSpan delay, Action action) => _ = world.Scheduler.Start(async () =>
    {
        await Task.Delay(delay, world.Scheduler.Time);
        action();
    });
}
