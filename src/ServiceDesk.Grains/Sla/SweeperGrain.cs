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

    /// <summary>Begins to look round every minute; called at each start of the desk.</summary>
    [Alias("Start")]
    Task Start();
}

/// <summary>
/// Reminders are skipped while nobody is there to receive them, so after an outage it is this sweep that rings: longest overdue
/// first, as fast as tickets answer and no faster, until none is left. A ticket that cannot answer does not hold up the others.
/// </summary>
public sealed class SweeperGrain(IOverdueTickets overdue, TimeProvider time, ILogger<SweeperGrain> log) : Grain, ISweeperGrain, IRemindable
{
    /// <summary>By this a ticket knows that the store has it as overdue.</summary>
    internal const string Cause = "sweep";

    /// <summary>How long an alarm may take by itself before the sweeper rings too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tickets rung at the same time.</summary>
    private const int AtOnce = 64;

    public Task Start() => this.RegisterOrUpdateReminder("sweep", dueTime: TimeSpan.Zero, period: TimeSpan.FromMinutes(1));

    public Task ReceiveReminder(string reminderName, TickStatus status) => Sweep();

    /// <summary>A process that sweeps no more must not go on reporting what it last saw.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        GrainTelemetry.ClocksUnanswered.Record(0);
        return Task.CompletedTask;
    }

    private async Task Sweep()
    {
        var begunAt = Stopwatch.GetTimestamp();
        await RingAll(time.GetUtcNow() - Patience);
        GrainTelemetry.SweepDuration.Record(Stopwatch.GetElapsedTime(begunAt).TotalSeconds);
    }

    private async Task RingAll(DateTimeOffset before)
    {
        GrainTelemetry.ClocksUnanswered.Record(await overdue.Count(before));
        for (OverdueTicket? last = null; ;)
        {
            var batch = await overdue.Read(before, last, AtOnce);
            if (batch.Count == 0) return;
            await Task.WhenAll(batch.Select(ticket => Ring(ticket.Key)));
            GrainTelemetry.SweeperRings.Add(batch.Count);
            last = batch[^1];
        }
    }

    private async Task Ring(TicketKey key)
    {
        try
        {
            await GrainFactory.GetGrain<ITicketGrain>(key.ToString()).Handle(new TicketRequest(new Ring(), Actor.Clock, Cause));
        }
        catch (Exception fault)
        {
            log.LogError(fault, "{Ticket} did not answer its alarm", key);
        }
    }
}
