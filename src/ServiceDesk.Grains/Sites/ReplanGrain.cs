using Microsoft.Extensions.Logging;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Sites;

/// <summary>How far a plan has come; a crash goes on from here.</summary>
public sealed class ReplanDocument
{
    public ReplanReport? Report { get; set; }

    /// <summary>Number of the last ticket done.</summary>
    public string After { get; set; } = "";

    /// <summary>Times that all open tickets were gone through.</summary>
    public int Rounds { get; set; }

    /// <summary>Tickets of this round that could not be asked: another round goes through all.</summary>
    public int Missed { get; set; }
}

/// <summary>Asks one open ticket after the other to plan anew. Each decides by itself, so one asked twice moves once.</summary>
public sealed class ReplanGrain(
    [PersistentState("replan", "documents")] IPersistentState<ReplanDocument> document, IOpenTickets tickets, TimeProvider time, ILogger<ReplanGrain> log)
    : Grain, IReplanGrain, IRemindable
{
    private const string Name = "replan";
    private const int Batch = 64;

    /// <summary>After so many rounds, a minute apart, what still cannot be asked is left to whoever mends it.</summary>
    private const int MostRounds = 10;

    /// <summary>By then no silo decides by the rules before, so no ticket that is opened meanwhile is missed.</summary>
    private static readonly TimeSpan KnownEverywhere = 2 * SiteBook.MaxAge;

    private IGrainTimer? _steps;

    public async Task Begin(int policyVersion, int calendarVersion)
    {
        if (document.State.Report is { } known && known.PolicyVersion >= policyVersion && known.CalendarVersion >= calendarVersion)
        {
            if (known.FinishedAt is not null) await Tell(known);
            return;
        }

        await this.RegisterOrUpdateReminder(Name, KnownEverywhere, period: TimeSpan.FromMinutes(1));
        document.State.Report = new(policyVersion, calendarVersion, time.GetUtcNow().ToMilliseconds(), null, 0, 0, []);
        (document.State.After, document.State.Rounds, document.State.Missed) = ("", 0, 0);
        Stop();
        await Save();
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
        var batch = await Read();
        var moved = await Task.WhenAll(batch.Select(ticket => Plan(ticket, report)));
        var isFirst = document.State.Rounds == 0;
        document.State.Missed += moved.Count(list => list is null);
        document.State.Report = report = report with
        {
            Checked = report.Checked + (isFirst ? batch.Count : 0),
            MovedTickets = report.MovedTickets + moved.Count(list => list is { Count: > 0 }),
            Moved = [.. report.Moved.Concat(moved.SelectMany(list => list ?? [])).Take(ReplanReport.Listed)],
        };
        if (batch.Count > 0) document.State.After = batch[^1].Number;
        else EndRound(report);
        await Save();
        if (batch.Count > 0) return;
        Stop();
        if (document.State.Report is { FinishedAt: not null } finished) await Tell(finished);
    }

    private void EndRound(ReplanReport report)
    {
        var missed = document.State.Missed;
        (document.State.After, document.State.Rounds, document.State.Missed) = ("", document.State.Rounds + 1, 0);
        if (missed > 0 && document.State.Rounds < MostRounds) return;       // the next ring begins the next round
        if (missed > 0) log.LogError("{Site}: {Tickets} tickets could not be planned anew", this.GetPrimaryKeyString(), missed);
        document.State.Report = report with { FinishedAt = time.GetUtcNow().ToMilliseconds() };
    }

    private Task Tell(ReplanReport report) =>
        GrainFactory.GetGrain<ISiteGrain>(this.GetPrimaryKeyString()).Replanned(report.PolicyVersion, report.CalendarVersion);

    private async Task<IReadOnlyList<Ticket>> Read()
    {
        try
        {
            return await tickets.Read(this.GetPrimaryKeyString(), document.State.After, Batch);
        }
        catch
        {
            Stop();       // the next ring tries again
            throw;
        }
    }

    private async Task Save()
    {
        try
        {
            await document.WriteStateAsync();
        }
        catch
        {
            Stop();
            DeactivateOnIdle();       // what is on disk is unknown: read again
            throw;
        }
    }

    private void Stop()
    {
        _steps?.Dispose();
        _steps = null;
    }

    /// <returns>What moved; null when the ticket could not be asked.</returns>
    private async Task<IReadOnlyList<MovedDeadline>?> Plan(Ticket before, ReplanReport report)
    {
        try
        {
            var reply = await GrainFactory.GetGrain<ITicketGrain>(before.Key.ToString())
                .Handle(TicketRequest.Replan(report.PolicyVersion, report.CalendarVersion));
            if (reply.Ticket is not { } after) return [];
            return [.. PlanRules.Moved(before, after)
                .Select(moved => new MovedDeadline(before.Number, moved.New.Id, moved.Old.Due, moved.New.EndedAt is null ? moved.New.Due : null))];
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "{Ticket} could not be planned anew", before.Key);
            return null;
        }
    }
}
