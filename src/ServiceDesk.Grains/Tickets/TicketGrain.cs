using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Telemetry;

namespace ServiceDesk.Grains.Tickets;

/// <summary>Decides, reserves, commits, adopts, releases. What a ticket may do stands in <see cref="TicketRules"/>; how it is kept, in the journal.</summary>
public sealed class TicketGrain(ITicketJournal journal, SiteBook sites, TimeProvider time) : Grain, ITicketGrain
{
    /// <summary>How often a lost race against another activation is decided anew before the caller is told to come again.</summary>
    private const int Attempts = 3;

    private TicketHead? _head;
    private bool _isUnreadable;

    private TicketKey Key => TicketKey.Parse(this.GetPrimaryKeyString());

    /// <summary>A ticket that cannot be read answers so: an activation that fails would look like trouble that passes.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            _head = await journal.Load(Key);
        }
        catch (TicketUnreadableException)
        {
            _isUnreadable = true;
        }
    }

    public async Task<TicketReply> Handle(TicketRequest request)
    {
        using var turn = CommandTurn.Begin(Key, request.Command);
        var reply = turn.Answered(await Carry(request));
        if (request.Command is Domain.Tickets.Ring) await Release();       // the sweeper rings because the alarm did not: it is set anew
        return reply;
    }

    public async Task Ring()
    {
        using var turn = CommandTurn.Begin(Key, new Ring());
        try
        {
            turn.Answered(await Carry(new TicketRequest(new Ring(), Actor.Clock, "clock")));
        }
        catch (StoreBusyException)
        {
            return;       // more rings at once than the disk takes: those left over are the sweeper's, in order and as fast as it goes
        }

        await Release();
    }

    public Task Recall(string owner, string reason, bool accepted) =>
        Carry(new TicketRequest(new Withdraw(owner, reason, accepted), Actor.Desk, $"recall:{owner}"));

    public Task Meet(int policyVersion, int calendarVersion) => Carry(TicketRequest.Replan(policyVersion, calendarVersion));

    private async Task<TicketReply> Carry(TicketRequest request)
    {
        if (_isUnreadable)
        {
            DeactivateOnIdle();       // it may have been mended by the next command
            return new(Refusal.Unreadable, null);
        }

        var replan = request.Command as Replan;
        if (await sites.Find(Key.Site, replan?.PolicyVersion ?? 0, replan?.CalendarVersion ?? 0) is not { } rules) return new(Refusal.NotFound, null);
        if (TicketPermissions.Refuse(_head?.Ticket, request.Command, request.By, request.Powers ?? Powers.None, Key.Site) is { } forbidden)
        {
            if (_head is null) DeactivateOnIdle();
            return new(forbidden, null);       // not kept under the request's key: tomorrow they may be allowed to
        }

        for (var attempt = 1; ; attempt++)
        {
            var decision = Decide(request, rules);
            if (decision.Happenings.Count == 0)
            {
                if (attempt > 1 || !IsSweep(request)) return await Unchanged(request, decision.Refusal);
                // The store says that something is due, and here nothing is: somebody else wrote since this activation read.
                _head = await journal.Load(Key);
                continue;
            }

            (decision, var full) = await ReservePlace(decision, request, rules);
            if (full is not null) return await Unchanged(request, full);
            await Reserve(decision.Next!);
            var commit = await Commit(request, decision, rules.Policy.Numbering.Pattern);
            var before = _head?.Ticket;
            if (commit.Outcome is not CommitOutcome.Committed) News.GiveUp(GrainFactory, before, decision);
            switch (commit.Outcome)
            {
                case CommitOutcome.Committed:
                    if (request.Command is Domain.Tickets.Ring) CommandTurn.Rang(_head?.Ticket.WakeAt, time.GetUtcNow());
                    _head = new(decision.Next!, commit.Hash);
                    News.Tell(GrainFactory, before, decision.Next!);
                    if (before is null or { Status: TicketStatus.Closed }) await MeetLater(rules);
                    return decision.Refusal is null ? new(null, _head.Ticket) : await Unchanged(request, decision.Refusal);
                case CommitOutcome.RequestRepeated:
                    return await Earlier(request, commit.Earlier!);
                case CommitOutcome.ExternalIdTaken:
                    return await Earlier(request with { Mark = null }, commit.Earlier!);       // another request's answer: its fingerprint is not ours
                default:
                    // Another activation was faster: what it wrote is the truth to decide upon.
                    _head = await journal.Load(Key);
                    if (attempt == Attempts) throw new StoreBusyException($"{Key} is being changed from elsewhere.");
                    break;
            }
        }
    }

    /// <summary>
    /// Between a decision that opens a ticket and a commit that took long, rules may have been published, and the walk over all open tickets
    /// may have passed by: then nobody else has this one plan anew.
    /// </summary>
    private async Task MeetLater(SiteRules decidedBy)
    {
        if (await sites.Find(Key.Site) is { } rules && (rules.PolicyVersion, rules.CalendarVersion) != (decidedBy.PolicyVersion, decidedBy.CalendarVersion))
            await GrainFactory.GetGrain<ITicketGrain>(this.GetPrimaryKeyString()).Meet(rules.PolicyVersion, rules.CalendarVersion);
    }

    /// <summary>Only after the commit: until the ticket has moved on, the alarm goes on ringing.</summary>
    private Task Release() => _head?.Ticket.WakeAt is { } next ? Alarm.WakeAt(next) : Alarm.Rest();

    private ISlaClockGrain Alarm => GrainFactory.GetGrain<ISlaClockGrain>(this.GetPrimaryKeyString());

    private static bool IsSweep(TicketRequest request) => request is { Command: Domain.Tickets.Ring, Cause: SweeperGrain.Cause };

    private Decision Decide(TicketRequest request, SiteRules rules) => request.IfVersion is { } seen && _head is { } head && seen != head.Ticket.Version
        ? new([], head.Ticket, Refusal.Stale)
        : TicketRules.Decide(_head?.Ticket, request.Command, CallOf(request, rules));

    private Call CallOf(TicketRequest request, SiteRules rules) =>
        new(Key, rules, request.By, time.GetUtcNow().ToMilliseconds(), request.Cause, request.Via);

    /// <summary>
    /// An alarm that must ring sooner is set before the commit, one that may ring later stays: a crash in between leaves an early
    /// ring, which the ticket ignores, never a missed one.
    /// </summary>
    private async Task Reserve(Ticket next)
    {
        if (next.WakeAt is { } wake && !(wake >= _head?.Ticket.WakeAt)) await Alarm.WakeAt(wake);
    }

    /// <summary>
    /// A place is kept before the commit with whoever gets the ticket: a crash in between leaves one kept in vain, which the store gives
    /// away. To whom nobody chose, and who is not there, it does not come back: it waits for somebody else by the same commit.
    /// </summary>
    /// <returns>The decision, and why the agent cannot get it; null when they can, or nobody gets it.</returns>
    private async Task<(Decision Decision, Refusal? Full)> ReservePlace(Decision decision, TicketRequest request, SiteRules rules)
    {
        if (News.Taker(_head?.Ticket, decision) is not { } owner) return (decision, null);
        var agent = GrainFactory.GetGrain<IAgentGrain>(owner);
        if (request.Command is Reopen or Unmerge)
        {
            var call = CallOf(request, rules) with { By = Actor.Desk, Via = null };
            var why = await WhyGone(agent, decision.Next!.Assignment!);
            return (why is null ? decision : TicketRules.GoOn(decision, new Withdraw(owner, why, Accepted: true), call), null);
        }

        var byPerson = request.Command is not Offer { Choice.Rule: not ChoiceRule.Supervisor };
        return (decision, await agent.Reserve(this.GetPrimaryKeyString(), byPerson) switch
        {
            Reservation.Granted => null,
            Reservation.Left => Refusal.Invalid("/owner", "has left"),
            Reservation.Elsewhere => Refusal.Invalid("/owner", "does not work for the site"),
            _ => Refusal.AgentNotFree,
        });
    }

    /// <summary>
    /// Why a ticket cannot come back to its owner; null when it can, and then the place is kept. Who never came on duty works without
    /// presence, and has not gone.
    /// </summary>
    private async Task<string?> WhyGone(IAgentGrain agent, Assignment assignment)
    {
        if (assignment.AcknowledgedAt is null && await agent.Presence() is { State: PresenceState.Off } presence && presence != Presence.Never)
            return "the owner is off duty";
        return await agent.Reserve(this.GetPrimaryKeyString(), byPerson: true) switch
        {
            Reservation.Left => "the owner has left",
            Reservation.Elsewhere => "the owner has left the site",
            _ => null,
        };
    }

    private async Task<Commit> Commit(TicketRequest request, Decision decision, string pattern)
    {
        try
        {
            return await journal.Append(new(
                Key, _head?.Ticket.Version ?? 0, _head?.Hash ?? HashChain.Start, decision.Happenings, decision.Next!,
                decision.Refusal is null ? request.Mark : null, pattern, IsAlarm: request.Command is Domain.Tickets.Ring));
        }
        catch (Exception fault) when (fault is not StoreBusyException)
        {
            DeactivateOnIdle();       // what was stored is unknown: read again before the next command
            throw;
        }
    }

    /// <summary>The command changes nothing: but a request that was carried out before gets the answer it got then.</summary>
    private async Task<TicketReply> Unchanged(TicketRequest request, Refusal? refusal)
    {
        if (request.Mark is { } mark)
        {
            if (await journal.FindAnswer(mark.Id) is { } earlier) return await Earlier(request, earlier);
            // A number that turned out to be taken is not the end of an opening: it goes on to another number.
            if (refusal is not null && mark.KeepRefusal && refusal != Refusal.AlreadyExists)
            {
                await journal.KeepRefusal(mark, Key, refusal);
                // Another activation may have carried it out meanwhile: everybody is told what stands.
                if (await journal.FindAnswer(mark.Id) is { } stands && stands.Refusal != refusal) return await Earlier(request, stands);
            }
        }

        if (_head is null) DeactivateOnIdle();       // a number that nobody opened needs no place in memory
        return new(refusal, _head?.Ticket);
    }

    private async Task<TicketReply> Earlier(TicketRequest request, Answered earlier)
    {
        if (request.Mark is { } mark && earlier.Fingerprint != mark.Fingerprint) return new(Refusal.KeyReused, null);
        return earlier.Refusal is { } refusal
            ? new(refusal, _head?.Ticket, Repeated: true)
            : new(null, await journal.LoadAt(new(Key.Site, earlier.Number), earlier.Version), Repeated: true);
    }
}
