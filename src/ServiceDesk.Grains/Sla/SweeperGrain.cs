using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Telemetry;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Sla;

/// <summary>Rings for every alarm that was lost. One for the whole desk, under <see cref="Key"/>.</summary>
[Alias("desk.sweeper")]
public interface ISweeperGrain : IGrainWithStringKey
{
    const string Key = "all";

    /// <summary>Begins to look round; called at each start of the desk.</summary>
    [Alias("Start")]
    Task Start();
}

/// <summary>
/// Reminders are skipped while nobody is there to receive them, and refused when more ring at once than the disk takes; so it is this
/// sweep that rings then: longest overdue first, high priority before low where two were due together, <see cref="AtOnce"/> at a time,
/// the next only when these have answered, until none is left. A ticket that cannot answer does not hold up the others.
/// </summary>
public sealed class SweeperGrain(IOverdueTickets overdue, TimeProvider time, ILogger<SweeperGrain> log) : Grain, ISweeperGrain, IRemindable
{
    /// <summary>By this a ticket knows that the store has it as overdue.</summary>
    internal const string Cause = "sweep";

    /// <summary>Tickets rung at the same time.</summary>
    private const int AtOnce = 128;

    /// <summary>How long an alarm may take by itself before the sweeper rings too; also the time from one round to the next.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Who was rung in vain is rung again only after this, as by an alarm.</summary>
    private static readonly TimeSpan InVain = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan GoOn = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<TicketKey, long> _inVain = [];

    private IGrainTimer? _steps;
    private DateTimeOffset _before;
    private OverdueTicket? _last;

    public async Task Start()
    {
        await this.RegisterOrUpdateReminder("sweep", Period, Period);
        LookRound();       // the first ring is a minute away: Orleans passes over one that is due at once
    }

    /// <summary>Only sees to it that somebody looks: after a crash, somewhere else.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        LookRound();
        return Task.CompletedTask;
    }

    private void LookRound() => _steps ??= this.RegisterGrainTimer(Step, new GrainTimerCreationOptions(TimeSpan.Zero, Patience) { KeepAlive = true });

    /// <summary>A process that sweeps no more must not go on reporting what it last saw.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        GrainTelemetry.ClocksUnanswered.Record(0);
        return Task.CompletedTask;
    }

    /// <summary>One batch is one turn, so that a long backlog is many short turns.</summary>
    private async Task Step(CancellationToken cancel)
    {
        var pause = Patience;
        var begunAt = Stopwatch.GetTimestamp();
        try
        {
            if (await Sweep()) pause = GoOn;
            GrainTelemetry.SweepDuration.Record(Stopwatch.GetElapsedTime(begunAt).TotalSeconds);
        }
        finally
        {
            _steps!.Change(pause, pause);
        }
    }

    /// <returns>Whether to go on at once.</returns>
    private async Task<bool> Sweep()
    {
        if (_last is null) _before = time.GetUtcNow() - Patience;
        var batch = await overdue.Read(_before, _last, AtOnce);
        if (_last is null) await Begin(batch);
        var hadRoom = await Task.WhenAll(batch.Where(ticket => !_inVain.ContainsKey(ticket.Key)).Select(ticket => Ring(ticket.Key)));
        GrainTelemetry.SweeperRings.Add(hadRoom.Count(had => had));
        // Those that the disk had no room for come first again: at once while others get in, else after a pause.
        var isFull = hadRoom.Length > 0 && !hadRoom.Contains(true);
        if (batch.Count == 0 || isFull) _last = null;
        else if (!hadRoom.Contains(false)) _last = batch[^1];
        return batch.Count > 0 && !isFull;
    }

    private async Task Begin(IReadOnlyList<OverdueTicket> first)
    {
        GrainTelemetry.ClocksUnanswered.Record(first.Count < AtOnce ? first.Count : await overdue.Count(_before));
        foreach (var (ticket, rungAt) in _inVain)
            if (time.GetElapsedTime(rungAt) > InVain) _inVain.Remove(ticket);
    }

    /// <returns>False when the disk had no room for it.</returns>
    private async Task<bool> Ring(TicketKey key)
    {
        try
        {
            var reply = await GrainFactory.GetGrain<ITicketGrain>(key.ToString()).Handle(new TicketRequest(new Ring(), Actor.Clock, Cause));
            if (reply.Refusal == Refusal.Unreadable) log.LogError("{Ticket} cannot be read, and something is due at it", key);
            if (reply.Refusal == Refusal.Unreadable || reply.Ticket?.WakeAt < _before) _inVain[key] = time.GetTimestamp();
        }
        catch (StoreBusyException)
        {
            return false;
        }
        catch (Exception fault)
        {
            _inVain[key] = time.GetTimestamp();
            log.LogError(fault, "{Ticket} did not answer its alarm", key);
        }

        return true;
    }
}
