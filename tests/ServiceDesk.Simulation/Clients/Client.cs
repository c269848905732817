using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Clients;

/// <summary>One ticket's people: who opens it and works on it, quickly, slowly, or not at all.</summary>
internal sealed class Client(World world, int number)
{
    private readonly Random _chance = new(Life.Mixed(world.Life.Seed, 100 + number));

    /// <summary>Set when the life ends: what is under way is finished, nothing new is begun.</summary>
    public bool IsDone { get; set; }

    public async Task Live()
    {
        var door = new Door(world, _chance, $"client{number}");
        var patience = _chance.Next(5) switch { 0 => 6.0, 1 or 2 => 20, 3 => 70, _ => 200 };
        var commands = new Commands(world, _chance);
        await Task.Delay(TimeSpan.FromMinutes(_chance.NextDouble() * world.Life.Length.TotalMinutes * 0.5), world.Scheduler.Time);
        if (IsDone || await Opened(door, commands) is not { } ticket) return;

        while (!IsDone)
        {
            await Task.Delay(TimeSpan.FromMinutes(-patience * Math.Log(1 - _chance.NextDouble())) + TimeSpan.FromMilliseconds(_chance.Next(1000)), world.Scheduler.Time);
            if (IsDone) return;
            ticket = await Act(door, commands, ticket) ?? ticket;
        }
    }

    private async Task<Ticket?> Opened(Door door, Commands commands)
    {
        var site = Site.All[number % Site.All.Count].Code;
        while (!IsDone)
        {
            var reply = await door.Open(site, world.Life.Agents > 0 ? commands.Classified(site, commands.Opening(number)) : commands.Opening(number), keyed: _chance.Next(3) > 0);
            if (reply is { Refusal: null, Ticket: { } ticket }) return ticket;
            await Task.Delay(TimeSpan.FromMinutes(_chance.Next(1, 10)), world.Scheduler.Time);
        }

        return null;
    }

    private async Task<Ticket?> Act(Door door, Commands commands, Ticket ticket)
    {
        if (ticket.MergedInto is { } into && _chance.Next(3) == 0) return await Part(door, ticket, into);
        // What is merged misses a publication: where there are some, more is merged.
        if (_chance.Next(world.Life.Publications > 0 ? 10 : 25) == 0 && ticket.Status is not TicketStatus.Closed && Other(ticket) is { } survivor) return await Join(door, ticket, survivor);
        int? seen = _chance.Next(6) == 0 ? ticket.Version : null;
        var command = world.Life.Agents > 0 ? commands.OfCustomer(ticket) : commands.Next(ticket);
        return (await door.Ask(ticket.Key, command, keyed: _chance.Next(2) == 0, seen))?.Ticket;
    }

    /// <summary>Merges: first the survivor takes over, then the ticket ends in it.</summary>
    private static async Task<Ticket?> Join(Door door, Ticket ticket, TicketKey survivor)
    {
        var taken = await door.Ask(survivor, new TakeOver(ticket.Number), keyed: true);
        if (taken is not { Refusal: null }) return null;
        var merged = await door.Ask(ticket.Key, new Merge(survivor.Number), keyed: true);
        if (merged is { Refusal: not null }) await door.Ask(survivor, new GiveBack(ticket.Number), keyed: true);
        return merged?.Ticket;
    }

    private static async Task<Ticket?> Part(Door door, Ticket ticket, string from)
    {
        var parted = await door.Ask(ticket.Key, new Unmerge(), keyed: true);
        if (parted is { Refusal: null }) await door.Ask(new(ticket.Site, from), new GiveBack(ticket.Number), keyed: true);
        return parted?.Ticket;
    }

    private TicketKey? Other(Ticket ticket)
    {
        var others = world.Disk.Keys.Where(key => key.StartsWith(ticket.Site + "/", StringComparison.Ordinal) && key != $"{ticket.Key}").ToArray();
        return others.Length == 0 ? null : TicketKey.Parse(others[_chance.Next(others.Length)]);
    }
}
