using Microsoft.Extensions.Logging;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Sites;

/// <summary>How far a plan has come; a crash goes on from here.</summary>
public sealed class ReplanDocument
{
    public ReplanReport? Report { get; set; }

    /// <summary>Number of the last ticket done.</summary>
    public string After { get; set; } = "";
}

/// <summary>Asks one open ticket after the other to plan anew. Each decides by itself, so one asked twice moves once.</summary>
public sealed class ReplanGrain(
    [PersistentState("replan", "documents")] IPersistentState<ReplanDocument> document, IOpenTickets tickets, TimeProvider time, ILogger<ReplanGrain> log)
    : Grain, IReplanGrain, IRemindable
{
    private const string Name = "replan";
    private const int Batch = 64;

    private IGrainTimer? _steps;

    public async Task Begin(int policyVersion, int calendarVersion)
    {
        if (document.State.Report is { } known && known.PolicyVersion >= policyVersion && known.CalendarVersion >= calendarVersion) return;
        document.State.Report = new(policyVersion, calendarVersion, time.GetUtcNow().ToMilliseconds(), null, 0, 0, []);
        document.State.After = "";
        await document.WriteStateAsync();
        await this.RegisterOrUpdateReminder(Name, dueTime: TimeSpan.Zero, period: TimeSpan.FromMinutes(1));
    }

    public Task<ReplanReport?> Report() => Task.FromResult(document.State.Report);

    /// <summary>Only begins: a batch is one turn of a timer, so that calls get in between; the next ring goes on after a crash.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (document.State.Report is { FinishedAt: null }) _steps ??= this.RegisterGrainTimer(Step, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        else if (await this.GetReminder(Name) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private async Task Step(CancellationToken cancel)
    {
        if (document.State.Report is not { FinishedAt: null } report) return;
        var batch = await tickets.Read(this.GetPrimaryKeyString(), document.State.After, Batch);
        var moved = (await Task.WhenAll(batch.Select(ticket => Plan(ticket, report)))).Where(list => list.Count > 0).ToArray();

        var finished = batch.Count == 0;
        document.State.Report = report with
        {
            FinishedAt = finished ? time.GetUtcNow().ToMilliseconds() : null,
            Checked = report.Checked + batch.Count,
            MovedTickets = report.MovedTickets + moved.Length,
            Moved = [.. report.Moved.Concat(moved.SelectMany(list => list)).Take(ReplanReport.Listed)],
        };
        document.State.After = finished ? document.State.After : batch[^1].Number;
        await document.WriteStateAsync(cancel);
        if (!finished) return;
        _steps?.Dispose();
        _steps = null;
    }

    private async Task<IReadOnlyList<MovedDeadline>> Plan(Ticket before, ReplanReport report)
    {
        try
        {
            var reply = await GrainFactory.GetGrain<ITicketGrain>(before.Key.ToString()).Handle(new(
                new Replan(report.PolicyVersion, report.CalendarVersion), Actor.Clock, $"replan:{report.PolicyVersion}:{report.CalendarVersion}"));
            if (reply.Ticket is not { } after) return [];
            return [.. before.Clocks.Where(clock => clock.EndedAt is null)
                .Select(old => (Old: old, New: after.Clocks.Single(c => c.Id.Kind == old.Id.Kind && c.Id.Item == old.Id.Item)))
                .Where(pair => pair.New.Id != pair.Old.Id || pair.New.EndedAt is not null)
                .Select(pair => new MovedDeadline(before.Number, pair.New.Id, pair.Old.Due, pair.New.EndedAt is null ? pair.New.Due : null))];
        }
        catch (Exception fault)
        {
            log.LogError(fault, "{Ticket} could not be planned anew", before.Key);
            return [];
        }
    }
}
