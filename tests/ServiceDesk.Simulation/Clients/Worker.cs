using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Clients;

/// <summary>One agent: comes on duty and goes, by themselves or by their shifts, takes and declines, forgets, hands over; now and then their account is
/// changed or removed.</summary>
internal sealed class Worker(World world, int number)
{
    private readonly Random _chance = new(Life.Mixed(world.Life.Seed, 400 + number));
    private readonly HashSet<(TicketKey, DateTimeOffset)> _forgotten = [];

    /// <summary>Set when the life ends: what is under way is finished, nothing new is begun.</summary>
    public bool IsDone { get; set; }

    private string Id => Staff.IdOf(number);

    public async Task Live()
    {
        var door = new Door(world, _chance, Id);
        var patience = _chance.Next(3) switch { 0 => 3.0, 1 => 9, _ => 25 };
        await Task.Delay(TimeSpan.FromMinutes(40 * _chance.NextDouble()), world.Scheduler.Time);
        if (_chance.Next(3) == 0) await Follow(Staff.Hours(_chance));
        else await Become(PresenceState.On);
        _ = world.Scheduler.Start(() => Rush(door));
        while (!IsDone)
        {
            await Task.Delay(TimeSpan.FromMinutes(-patience * Math.Log(1 - _chance.NextDouble())) + TimeSpan.FromMilliseconds(_chance.Next(1000)), world.Scheduler.Time);
            if (!IsDone) await Act(door);
        }
    }

    /// <summary>On the hour everybody claims at the same moment.</summary>
    private async Task Rush(Door door)
    {
        while (!IsDone)
        {
            var now = world.Scheduler.Time.GetUtcNow();
            await Task.Delay(TimeSpan.FromHours(1) - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerHour), world.Scheduler.Time);
            if (!IsDone) await Claim(door);
        }
    }

    private Task Act(Door door) => _chance.Next(40) switch
    {
        < 5 => Become(_chance.Next(4) switch { 0 => PresenceState.Off, 1 => PresenceState.Away, _ => PresenceState.On }),
        5 => Change(),
        6 => Follow(_chance.Next(3) == 0 ? null : Staff.Hours(_chance)),
        < 11 => Claim(door),
        _ => Work(door),
    };

    private Task Become(PresenceState state) => Insist(async grains =>
    {
        await grains.GetGrain<IAgentGrain>(Id).SetPresence(state, Id);
    });

    /// <summary>From now on they come and go by these hours; by none when null.</summary>
    private Task Follow(WorkCalendar? shifts) => Insist(async grains =>
    {
        await grains.GetGrain<IAgentGrain>(Id).SetShifts(shifts);
    });

    /// <summary>An admin changes the account, removes it, or makes it anew, in the gateway's three steps.</summary>
    private Task Change()
    {
        var now = world.Disk.Agents.Account(Id)!;
        var next = _chance.Next(5) == 0 ? now with { HasLeft = !now.HasLeft } : Staff.Any(world, number, _chance);
        return Insist(async grains =>
        {
            var agent = grains.GetGrain<IAgentGrain>(Id);
            await agent.Watch();
            await world.Disk.Agents.PutAccount(next);
            await agent.Refresh();
        });
    }

    /// <summary>Tries until it is done, or until they give up not knowing whether it is.</summary>
    private async Task Insist(Func<IGrainFactory, Task> step)
    {
        while (!IsDone)
        {
            try
            {
                if (world.Door() is { } grains)
                {
                    await step(grains);
                    return;
                }
            }
            catch (Exception)
            {
                if (_chance.Next(3) == 0) return;
            }

            await Task.Delay(TimeSpan.FromSeconds(_chance.Next(1, 60)), world.Scheduler.Time);
        }
    }

    /// <summary>As the gateway claims: what the queue holds for the caller first, then whatever waits in the store.</summary>
    private async Task Claim(Door door)
    {
        var site = world.Sites[_chance.Next(world.Sites.Count)].Code;
        if (world.Disk.Agents.Account(Id) is not { HasLeft: false } me || !me.WorksAt(site)) return;
        for (var attempt = 0; attempt < 3 && await Held(site) is { } held; attempt++)
            if (await door.Claim(new(site, held.Number), held.Version) is { Refusal: null }) return;
        foreach (var seen in world.Disk.Rows.Select(row => row.At(row.Version)!).Where(ticket => ticket.Site == site).ToArray())
            if (seen is { Status: TicketStatus.Pending, Transfer: null } && (seen.Owner is null || seen.Owner == Id)
                && await door.Claim(seen.Key, seen.Version) is { Refusal: null })
                return;
    }

    private async Task<Held?> Held(string site)
    {
        try
        {
            if (world.Door() is not { } grains || await grains.GetGrain<IQueueGrain>(site).Next(new(Id)) is not { } held) return null;
            world.Shown.Add((new(site, held.Number), world.Scheduler.Time.GetUtcNow()));
            return held;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task Work(Door door)
    {
        var mine = world.Disk.Rows.Select(row => row.At(row.Version)!)
            .Where(ticket => ticket is { Assignment: { } a, Status: not (TicketStatus.Resolved or TicketStatus.Closed) }
                && a.Owner == Id && !_forgotten.Contains((ticket.Key, a.Since))).ToArray();
        if (mine.Length == 0) return;
        var ticket = mine[_chance.Next(mine.Length)];
        if (ticket.Assignment!.AcknowledgedAt is null && _chance.Next(5) == 0)
        {
            _forgotten.Add((ticket.Key, ticket.Assignment.Since));       // from now on they never look at it
            return;
        }

        await door.Ask(ticket.Key, ticket.Assignment.AcknowledgedAt is null ? Answer() : Next(ticket), keyed: _chance.Next(2) == 0, ticket.Version);
    }

    private TicketCommand Answer() => _chance.Next(8) switch { < 5 => new Acknowledge(), < 7 => new Decline("没有时间"), _ => HandOver() };

    private TicketCommand Next(Ticket ticket) => _chance.Next(12) switch
    {
        0 => HandOver(),
        1 => new TransferTo(world.Sites.First(site => site.Code != ticket.Site).Code, "客户在那边"),
        2 => ticket.Waiting is null ? new Wait((WaitingReason)_chance.Next(3), null) : new Resume(),
        < 6 => new LogCommunication(null, "phone", "说明了进展", null, null),
        _ => new Resolve("换了硬盘", null, "抱歉", "加强巡检"),
    };

    private Assign HandOver() => new(_chance.Next(6) == 0 ? Staff.Supervisor : Staff.IdOf(_chance.Next(world.Life.Agents)), "换人");
}
