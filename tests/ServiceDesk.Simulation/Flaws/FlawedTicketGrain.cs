using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Simulation.Flaws;

/// <summary>A copy of <see cref="TicketGrain"/> into which bugs can be planted. It never runs outside the tests of the checkers.</summary>
[GrainType("ticket")]
internal sealed class FlawedTicketGrain(ITicketJournal journal, SiteBook sites, TimeProvider time, FlawedRules rules) : Grain, ITicketGrain
{
    private TicketHead? _head;

    private TicketKey Key => TicketKey.Parse(this.GetPrimaryKeyString());

    private ISlaClockGrain Alarm => GrainFactory.GetGrain<ISlaClockGrain>(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _head = await journal.Load(Key);
        if (rules.Flaw is Flaw.LevelRaisedAgainAfterRestart && _head is { } head) _head = head with { Ticket = Forgetful(head.Ticket) };
    }

    public async Task<TicketReply> Handle(TicketRequest request)
    {
        var reply = await Carry(request);
        if (request.Command is Domain.Tickets.Ring) await Release();
        return reply;
    }

    public async Task Ring()
    {
        try
        {
            await Carry(new TicketRequest(new Ring(), Actor.Clock, "clock"));
        }
        catch (StoreBusyException)
        {
            return;
        }

        await Release();
    }

    public Task Recall(string owner, string reason, bool accepted) =>
        rules.Flaw is Flaw.OffDutyKeepsOffers && !accepted
            ? Task.CompletedTask
            : Carry(new TicketRequest(new Withdraw(owner, reason, accepted), Actor.Desk, $"recall:{owner}"));

    public Task Meet(int policyVersion, int calendarVersion) => Carry(TicketRequest.Replan(policyVersion, calendarVersion));

    private async Task<TicketReply> Carry(TicketRequest request)
    {
        var replan = request.Command as Replan;
        if (await sites.Find(Key.Site, replan?.PolicyVersion ?? 0, replan?.CalendarVersion ?? 0) is not { } site) return new(Refusal.NotFound, null);
        if (TicketPermissions.Refuse(_head?.Ticket, request.Command, request.By, request.Powers ?? Powers.None, Key.Site) is { } forbidden)
        {
            if (_head is null) DeactivateOnIdle();
            return new(forbidden, null);
        }


        for (var attempt = 1; ; attempt++)
        {
            var decision = Decide(request, site);
            if (decision.Happenings.Count == 0)
            {
                if (attempt > 1 || request is not { Command: Domain.Tickets.Ring, Cause: "sweep" }) return await Unchanged(request, decision.Refusal);
                _head = await journal.Load(Key);
                continue;
            }

            var before = _head?.Ticket;
            (decision, var full) = await ReservePlace(decision, request, site);
            if (full is not null) return await Unchanged(request, full);
            if (rules.Flaw is not Flaw.AlarmAfterCommit) await Reserve(before, decision.Next!);
            if (rules.Flaw is Flaw.AnswersBeforeCommit && decision.Refusal is null && before is not null)
            {
                _ = Commit(request, decision);
                return new(null, decision.Next);
            }

            var commit = await Commit(request, decision);
            if (rules.Flaw is Flaw.AlarmAfterCommit) await Reserve(before, decision.Next!);
            if (commit.Outcome is not CommitOutcome.Committed) News.GiveUp(GrainFactory, before, decision);
            switch (commit.Outcome)
            {
                case CommitOutcome.Committed:
                    _head = new(decision.Next!, commit.Hash);
                    Tell(before, decision.Next!);
                    if (before is null or { Status: TicketStatus.Closed }) await MeetLater(site);
                    return decision.Refusal is null ? new(null, _head.Ticket) : await Unchanged(request, decision.Refusal);
                case CommitOutcome.RequestRepeated or CommitOutcome.ExternalIdTaken:
                    return await Earlier(request, commit.Earlier!);
                default:
                    _head = await journal.Load(Key);
                    if (attempt == 3) throw new StoreBusyException($"{Key} is being changed from elsewhere.");
                    break;
            }
        }
    }

    private async Task MeetLater(SiteRules decidedBy)
    {
        if (await sites.Find(Key.Site) is { } now && (now.PolicyVersion, now.CalendarVersion) != (decidedBy.PolicyVersion, decidedBy.CalendarVersion))
            await GrainFactory.GetGrain<ITicketGrain>(this.GetPrimaryKeyString()).Meet(now.PolicyVersion, now.CalendarVersion);
    }

    private Task Release() =>
        _head?.Ticket.WakeAt is { } next && rules.Flaw is not Flaw.RestsTooEarly ? Alarm.WakeAt(next) : Alarm.Rest();

    private Decision Decide(TicketRequest request, SiteRules site) => request.IfVersion is { } seen && rules.Flaw is not Flaw.ClaimNotChecked && _head is { } head && seen != head.Ticket.Version
        ? new([], head.Ticket, Refusal.Stale)
        : rules.Decide(_head?.Ticket, request.Command, CallOf(request, site));

    private Call CallOf(TicketRequest request, SiteRules site) =>
        new(Key, site, request.By, time.GetUtcNow().ToMilliseconds(), request.Cause, request.Via);

    private async Task Reserve(Ticket? before, Ticket next)
    {
        if (next.WakeAt is { } wake && !(wake >= before?.WakeAt)) await Alarm.WakeAt(wake);
    }

    private async Task<(Decision Decision, Refusal? Full)> ReservePlace(Decision decision, TicketRequest request, SiteRules site)
    {
        if (News.Taker(_head?.Ticket, decision) is not { } owner) return (decision, null);
        var agent = GrainFactory.GetGrain<IAgentGrain>(owner);
        if (request.Command is Reopen or Unmerge)
        {
            if (rules.Flaw is Flaw.ComesBackToNobody) return (decision, null);
            var call = CallOf(request, site) with { By = Actor.Desk, Via = null };
            var why = await WhyGone(agent, decision.Next!.Assignment!);
            return (why is null ? decision : TicketRules.GoOn(decision, new Withdraw(owner, why, Accepted: true), call), null);
        }

        if (rules.Flaw is Flaw.PlaceNotReserved) return (decision, null);
        var byPerson = request.Command is not Offer { Choice.Rule: not ChoiceRule.Supervisor };
        return (decision, await agent.Reserve(this.GetPrimaryKeyString(), byPerson) switch
        {
            Reservation.Granted => null,
            Reservation.Left => Refusal.Invalid("/owner", "has left"),
            Reservation.Elsewhere => Refusal.Invalid("/owner", "does not work for the site"),
            _ => Refusal.AgentNotFree,
        });
    }

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

    private async Task<Commit> Commit(TicketRequest request, Decision decision)
    {
        try
        {
            return await journal.Append(new(
                Key, _head?.Ticket.Version ?? 0, _head?.Hash ?? HashChain.Start, decision.Happenings, decision.Next!,
                decision.Refusal is null ? request.Mark : null, IsAlarm: request.Command is Domain.Tickets.Ring));
        }
        catch (Exception fault) when (fault is not StoreBusyException)
        {
            if (rules.Flaw is not Flaw.UnknownOutcomeNotReread) DeactivateOnIdle();
            throw;
        }
    }

    private async Task<TicketReply> Unchanged(TicketRequest request, Refusal? refusal)
    {
        if (request.Mark is { } mark)
        {
            if (await journal.FindAnswer(mark.Id) is { } earlier) return await Earlier(request, earlier);
            if (refusal is not null)
            {
                await journal.KeepRefusal(mark, Key, refusal);
                if (await journal.FindAnswer(mark.Id) is { } stands && stands.Refusal != refusal) return await Earlier(request, stands);
            }
        }

        if (_head is null) DeactivateOnIdle();
        return new(refusal, _head?.Ticket);
    }

    private async Task<TicketReply> Earlier(TicketRequest request, Answered earlier)
    {
        if (request.Mark is { } mark && earlier.Fingerprint != mark.Fingerprint) return new(Refusal.KeyReused, null);
        return earlier.Refusal is { } refusal
            ? new(refusal, _head?.Ticket, Repeated: true)
            : new(null, await journal.LoadAt(new(Key.Site, earlier.Number), earlier.Version), Repeated: true);
    }

    private void Tell(Ticket? before, Ticket now)
    {
        News.Tell(GrainFactory, before, now);
        if (rules.Flaw is Flaw.NewestOfferedFirst && QueuedTicket.Of(now) is { IsFree: true } queued)
            _ = GrainFactory.GetGrain<IQueueGrain>(now.Site).Follow(now.Number, now.Version, queued with { SubmittedAt = DateTimeOffset.UnixEpoch + (DateTimeOffset.MaxValue - now.SubmittedAt) });
    }

    private static Ticket Forgetful(Ticket ticket) => ticket with
    {
        Clocks = [.. ticket.Clocks.Select(clock => clock is { EndedAt: null, BreachedAt: not null } and not { Pauses: [.., { To: null }] }
            ? clock with { Done = [], Next = new("breach", clock.Due) }
            : clock)],
    };
}
