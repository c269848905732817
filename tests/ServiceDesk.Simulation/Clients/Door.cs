using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Numbers;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Clients;

/// <summary>How one client sends: it notes everything, repeats what has a key until it knows the answer, and never what has none.</summary>
internal sealed class Door(World world, Random chance, string name)
{
    private const int Repetitions = 12;

    private int _requests;

    private TimeProvider Time => world.Scheduler.Time;

    /// <summary>Opens a ticket as the gateway does: a number first, then the ticket of that number.</summary>
    public async Task<TicketReply?> Open(string site, Open command, bool keyed)
    {
        var cause = NextCause();
        var mark = keyed ? new RequestMark(cause, $"open {site}") : null;
        Asked? asked = null;
        var since = Time.GetUtcNow();
        for (var attempt = 0; attempt < (keyed ? Repetitions : 1); attempt++)
        {
            if (attempt > 0) await Pause();
            if (await Allocate(site, cause, since) is not { } number) continue;
            if (asked is null) world.Asked.Add(asked = new(cause, new(site, number), command, mark, null));
            if (await Send(asked, new(site, number)) is { } reply) return reply;
        }

        return null;
    }

    /// <summary>Sends a command.</summary>
    /// <returns>The answer; null when the client gave up without knowing.</returns>
    public Task<TicketReply?> Ask(TicketKey key, TicketCommand command, bool keyed, int? ifVersion = null)
    {
        var cause = NextCause();
        return Ask(new Asked(cause, key, command, keyed ? new RequestMark(cause, $"{command.GetType().Name} {key}") : null, ifVersion));
    }

    /// <summary>Takes a waiting ticket as it was seen: whoever is faster has it.</summary>
    public Task<TicketReply?> Claim(TicketKey key, int seen) => Ask(new Asked(NextCause(), key, new Acknowledge(), null, seen) { ClaimedBy = name });

    private async Task<TicketReply?> Ask(Asked asked)
    {
        var key = asked.Ticket;
        world.Asked.Add(asked);
        if (asked.Mark is null) return await Send(asked, key);

        if (chance.Next(8) == 0) _ = Send(asked, key);        // an impatient client sends it twice at once
        for (var attempt = 0; attempt < Repetitions; attempt++)
        {
            if (attempt > 0) await Pause();
            if (await Send(asked, key) is { } reply)
            {
                if (chance.Next(15) == 0) Again(asked, key);
                return reply;
            }
        }

        return null;
    }

    private string NextCause() => $"{name}-{++_requests}";

    private Task Pause() => Task.Delay(TimeSpan.FromSeconds(chance.Next(1, 90)), Time);

    /// <summary>Hours later the same request comes once more.</summary>
    private void Again(Asked asked, TicketKey key) => _ = world.Scheduler.Start(async () =>
    {
        await Task.Delay(TimeSpan.FromMinutes(chance.Next(1, 300)), Time);
        if (world.Mischief.IsLoose) await Send(asked, key);
    });

    private async Task<string?> Allocate(string site, string request, DateTimeOffset askedAt)
    {
        try
        {
            if (world.Door() is not { } grains) return null;
            var number = await grains.GetGrain<ITicketNumbersGrain>(site).Allocate(request);
            if (number is not null) world.Allocated.Add(new(site, request, number, askedAt, Time.GetUtcNow()));
            return number;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task<TicketReply?> Send(Asked asked, TicketKey key)
    {
        var attempt = new Attempt(key, Time.GetUtcNow(), world.Disk.Row(key)?.Version ?? 0);
        asked.Attempts.Add(attempt);
        world.Causes.Add((asked.Cause, key));
        var what = $"{asked.Cause}: {asked.Command.GetType().Name}{(asked.Mark is null ? "" : " with key")}";
        try
        {
            if (world.Door() is not { } grains) throw new InvalidOperationException("no process is up");
            var request = new TicketRequest(asked.Command, Actor.Staff(name), asked.Cause, "10.0.0.1", asked.IfVersion, asked.Mark,
                new Powers([key.Site], [Roles.ServiceAgent]));
            attempt.Reply = await grains.GetGrain<ITicketGrain>($"{key}").Handle(request);
        }
        catch (Exception fault)
        {
            attempt.Failure = $"{fault.GetType().Name}: {fault.Message}";
        }

        attempt.EndedAt = Time.GetUtcNow();
        world.Trace.Add($"{key}", $"{what} sent at {Instant.Text(attempt.SentAt)} -> {Told(attempt)}", Voice.Client);
        return attempt.Reply;
    }

    private static string Told(Attempt attempt) => attempt switch
    {
        { Failure: { } failure } => failure,
        { Reply.Refusal: { } refusal } => $"refused, {refusal.Code}{(attempt.Reply.Repeated ? " (repeated)" : "")}",
        { Reply: { } reply } => $"ok, {reply.Ticket?.Number} v{reply.Ticket?.Version} {reply.Ticket?.Status}{(reply.Repeated ? " (repeated)" : "")}",
        _ => "?",
    };
}
