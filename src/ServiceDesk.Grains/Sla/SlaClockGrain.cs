using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Sla;

/// <summary>Only wakes: what is due, the ticket decides. A lost ring comes again by the sweeper or a minute later, a needless one is ignored.</summary>
public sealed class SlaClockGrain(TimeProvider time, AlarmPace pace) : Grain, ISlaClockGrain, IRemindable
{
    private const string Name = "ring";

    /// <summary>Between two rings; also the shortest period that Orleans takes.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>What the reminder is known to be set to; null when this activation has not set it.</summary>
    private DateTimeOffset? _moment;

    public async Task WakeAt(DateTimeOffset moment)
    {
        // Set to this moment, it rings from then on by itself. Setting it again once the moment has passed would ring at once, and
        // again and again for as long as the ticket's clock is behind this one's.
        if (_moment == moment) return;
        _moment = null;       // a write that fails may have moved it
        var wait = moment - time.GetUtcNow();
        await this.RegisterOrUpdateReminder(Name, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Period);
        _moment = moment;
    }

    public async Task Rest()
    {
        _moment = null;
        if (await this.GetReminder(Name) is { } reminder) await this.UnregisterReminder(reminder);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => pace.Passes()
        ? GrainFactory.GetGrain<ITicketGrain>(this.GetPrimaryKeyString()).Ring()
        : Task.CompletedTask;
}
