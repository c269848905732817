using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
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
public sealed class SweeperGrain(IOverdueTickets overdue, TimeProvider time, ILogger<SweeperGrain> log, IMeterFactory meters) : Grain, ISweeperGrain, IRemindable
{
    /// <summary>By this a ticket knows that the store has it as overdue.</summary>
    internal const string Cause = "sweep";

    /// <summary>How long an alarm may take by itself before the sweeper rings too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tickets rung at the same time.</summary>
    private const int AtOnce = 64;

    private readonly Gauge<long> _unanswered = meters.Create("ServiceDesk").CreateGauge<long>(
        "servicedesk.clocks.unanswered", "{ticket}", "Tickets whose moment has passed and that have not looked at it");

    public Task Start() => this.RegisterOrUpdateReminder("sweep", dueTime: TimeSpan.Zero, period: TimeSpan.FromMinutes(1));

    public Task ReceiveReminder(string reminderName, TickStatus status) => Sweep();

    private async Task Sweep()
    {
        var before = time.GetUtcNow() - Patience;
        _unanswered.Record(await overdue.Count(before));
        for (OverdueTicket? last = null; ;)
        {
            var batch = await overdue.Read(before, last, AtOnce);
            if (batch.Count == 0) return;
            await Task.WhenAll(batch.Select(ticket => Ring(ticket.Key)));
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
