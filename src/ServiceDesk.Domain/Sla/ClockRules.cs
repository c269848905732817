using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sla;

/// <summary>
/// When a ticket's clocks start, stop, pause and begin anew: one row of the flow table (spec §3) after the other. What happens when
/// they run out stands in <see cref="RingRules"/>.
/// </summary>
public static class ClockRules
{
    /// <summary>The clocks that an event touches, as they are after it; null when it touches none.</summary>
    internal static IReadOnlyList<Clock>? Follow(Ticket? before, TicketEvent happened, Ticket after, Call call)
    {
        var bench = new ClockBench(before?.Clocks ?? [], call);
        Touch(bench, before, happened, after, call);
        return bench.Changed();
    }

    /// <summary>Whether the rules in force move any deadline that still runs.</summary>
    internal static bool IsMovedBy(Ticket ticket, Call call)
    {
        var bench = new ClockBench(ticket.Clocks, call);
        Replan(bench, call.Rules.Policy, ticket);
        return bench.Changed() is not null;
    }

    private static void Touch(ClockBench bench, Ticket? before, TicketEvent happened, Ticket ticket, Call call)
    {
        var policy = call.Rules.Policy;
        switch (happened)
        {
            case Opened:
                bench.Start(ClockKind.Ack, policy.Ack, call.Now);
                bench.Start(ClockKind.Response, policy.Targets[ticket.Priority.Value].Response, ticket.SubmittedAt);
                bench.Start(ClockKind.Resolution, policy.Targets[ticket.Priority.Value].Resolution, ticket.SubmittedAt);
                break;
            case Acknowledged:
                bench.End(ClockKind.Ack, ClockState.Met);
                bench.End(ClockKind.SecondHandling, ClockState.Met);
                // A hand-over does not give the customer's update a new start: the former owner's clock goes on.
                if (!bench.Runs(ClockKind.Update)) bench.Start(ClockKind.Update, policy.Targets[ticket.Priority.Value].Update, call.Now);
                if (!bench.Runs(ClockKind.CustomerSync)) bench.Start(ClockKind.CustomerSync, policy.Targets[ticket.Priority.Value].CustomerSync, call.Now);
                break;
            case Assigned:
                bench.Start(ClockKind.Ack, policy.Ack, call.Now);
                bench.End(ClockKind.SecondHandling, ClockState.Met);
                break;
            case Declined or Withdrawn or TransferBegun:
                bench.Start(ClockKind.Ack, policy.Ack, call.Now);
                bench.Resume(ClockKind.Resolution);       // given back, it waits for nobody but us
                break;
            case Communicated:
                bench.End(ClockKind.Response, ClockState.Met);
                if (bench.Runs(ClockKind.CustomerSync)) bench.Start(ClockKind.CustomerSync, policy.Targets[ticket.Priority.Value].CustomerSync, call.Now);
                break;
            case Progressed:
                bench.Start(ClockKind.Update, policy.Targets[ticket.Priority.Value].Update, call.Now);
                break;
            case Waited e when policy.Waiting[e.Reason].Pauses:
                bench.Pause(ClockKind.Resolution);
                break;
            case Resumed:
                bench.Resume(ClockKind.Resolution);
                break;
            case Prioritized:
                Reprioritize(bench, policy.Targets[ticket.Priority.Value], ticket, call);
                break;
            case ClocksPlanned:
                Replan(bench, policy, ticket);
                break;
            case Breached or Reminded or Escalated { Clock: not null }:
                bench.Note(happened);
                break;
            default:
                TouchParts(bench, happened, ticket, policy, call.Now);
                TouchEnding(bench, before, happened, ticket, policy, call.Now);
                break;
        }
    }

    private static void TouchParts(ClockBench bench, TicketEvent happened, Ticket ticket, SitePolicy policy, DateTimeOffset now)
    {
        switch (happened)
        {
            case CollaborationRequested e:
                bench.Start(ClockKind.Collaboration, policy.Collaboration.Target, now, e.Id);
                break;
            case CollaborationMoved { To: not CollaborationState.Accepted } e:
                bench.End(ClockKind.Collaboration, ClockState.Met, e.Id);
                break;
            case VisitPlanned e:
                bench.StartUntil(ClockKind.Visit, e.Eta, now, e.Id);
                break;
            case VisitMoved { To: not VisitState.Departed } e:
                bench.End(ClockKind.Visit, e.To is VisitState.Failed ? ClockState.Cancelled : ClockState.Met, e.Id);
                break;
            case ChangeRequested e:
                bench.Start(ClockKind.Change, policy.Change.Unconfirmed, now, e.Id);
                break;
            case ChangeSettled e:
                bench.End(ClockKind.Change, ClockState.Met, e.Id);
                // What the customer wants now is promised from now on; the old deadline stays on record with its event.
                if (e.To is not ChangeState.Confirmed || ticket.ResolvedAt is not null) break;
                bench.Start(ClockKind.Resolution, policy.Targets[ticket.Priority.Value].Resolution, now);
                if (ticket.Waiting is { } waiting && policy.Waiting[waiting.Reason].Pauses) bench.Pause(ClockKind.Resolution);
                break;
        }
    }

    private static void TouchEnding(ClockBench bench, Ticket? before, TicketEvent happened, Ticket ticket, SitePolicy policy, DateTimeOffset now)
    {
        switch (happened)
        {
            case Resolved:
                foreach (var kind in (ClockKind[])
                    [ClockKind.Ack, ClockKind.Response, ClockKind.Resolution, ClockKind.Update, ClockKind.CustomerSync]) bench.End(kind, ClockState.Met);
                bench.Start(ClockKind.Survey, policy.Survey.Silent, now);
                break;
            case Rated e:
                // The customer was not silent. What the owner still owes is the summary, and it must not go quiet either.
                bench.End(ClockKind.Survey, ClockState.Met);
                if (e.Satisfied) bench.Start(ClockKind.Update, policy.Targets[ticket.Priority.Value].Update, now);
                break;
            case SecondHandlingStarted e:
                bench.Start(ClockKind.Resolution, policy.Targets[ticket.Priority.Value].Resolution, now);
                if (!e.ToDirector) bench.Start(ClockKind.SecondHandling, policy.SecondHandling.Supervisor, now);
                break;
            case Reopened:
                bench.End(ClockKind.Survey, ClockState.Cancelled);
                bench.Start(ClockKind.Ack, policy.Ack, now);
                bench.Start(ClockKind.Resolution, policy.Targets[ticket.Priority.Value].Resolution, now);
                break;
            case Closed or Transferred:
                bench.EndAll(ClockState.Cancelled);
                break;
            case Merged:
                bench.PauseAll();
                break;
            case Unmerged:
                // Closed, it met nothing that was published meanwhile: from now on it stands under the rules in force.
                Replan(bench, policy, ticket);
                bench.ResumeAll(except: before?.Waiting is { } w && policy.Waiting[w.Reason].Pauses ? ClockKind.Resolution : null);
                break;
        }
    }

    /// <summary>Another priority promises something else from the same start; the pauses stay.</summary>
    private static void Reprioritize(ClockBench bench, PriorityTargets targets, Ticket ticket, Call call)
    {
        bench.Restart(ClockKind.Resolution, targets.Resolution);
        if (ticket.FirstResponseAt is null) bench.Restart(ClockKind.Response, targets.Response);
        bench.Restart(ClockKind.Update, targets.Update);
        bench.Restart(ClockKind.CustomerSync, targets.CustomerSync);

        // A promise that the former priority did not make starts where it would have started.
        if (!bench.Knows(ClockKind.Resolution)) bench.Start(ClockKind.Resolution, targets.Resolution, ticket.SubmittedAt);
        if (ticket.FirstResponseAt is null && !bench.Knows(ClockKind.Response)) bench.Start(ClockKind.Response, targets.Response, ticket.SubmittedAt);
        if (ticket.Status is not TicketStatus.Pending && !bench.Knows(ClockKind.Update)) bench.Start(ClockKind.Update, targets.Update, call.Now);
        if (ticket.Status is not TicketStatus.Pending && !bench.Knows(ClockKind.CustomerSync)) bench.Start(ClockKind.CustomerSync, targets.CustomerSync, call.Now);
    }

    /// <summary>A newly published policy or calendar: every running promise is measured by it from its own start.</summary>
    private static void Replan(ClockBench bench, SitePolicy policy, Ticket ticket)
    {
        var targets = policy.Targets[ticket.Priority.Value];
        bench.Restart(ClockKind.Ack, policy.Ack);
        bench.Restart(ClockKind.Response, targets.Response);
        bench.Restart(ClockKind.Update, targets.Update);
        bench.Restart(ClockKind.CustomerSync, targets.CustomerSync);
        bench.Restart(ClockKind.Resolution, targets.Resolution);
        bench.Restart(ClockKind.SecondHandling, policy.SecondHandling.Supervisor);
        bench.Restart(ClockKind.Survey, policy.Survey.Silent);
        foreach (var item in ticket.Collaborations) bench.Restart(ClockKind.Collaboration, policy.Collaboration.Target, item.Id);
        foreach (var item in ticket.Changes) bench.Restart(ClockKind.Change, policy.Change.Unconfirmed, item.Id);
    }
}
