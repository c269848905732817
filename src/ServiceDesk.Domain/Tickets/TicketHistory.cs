using ServiceDesk.Domain.Sla;
using static ServiceDesk.Domain.Tickets.TicketStatus;

namespace ServiceDesk.Domain.Tickets;

/// <summary>From events to the ticket: the only way its state comes about.</summary>
public static class TicketHistory
{
    /// <summary>The ticket that these events make, oldest first; null for none.</summary>
    public static Ticket? Replay(TicketKey key, IEnumerable<Happening> happenings) =>
        happenings.Aggregate((Ticket?)null, (ticket, happening) => Evolve(key, ticket, happening));

    /// <summary>The ticket after one more event.</summary>
    /// <exception cref="InvalidOperationException">The history has a gap, or does not start with opening.</exception>
    public static Ticket Evolve(TicketKey key, Ticket? ticket, Happening happening)
    {
        if (happening.Version != (ticket?.Version ?? 0) + 1)
            throw new InvalidOperationException($"{key}: event {happening.Version} after version {ticket?.Version ?? 0}.");
        var next = ticket is null
            ? Begin(key, happening.Event as Opened ?? throw new InvalidOperationException($"{key}: the history does not begin with opening."), happening.At)
            : Apply(ticket, happening) with { Version = happening.Version };
        return happening.Event.Clocks is { Count: > 0 } clocks ? next with { Clocks = Merge(next.Clocks, clocks) } : next;
    }

    private static Ticket Begin(TicketKey key, Opened e, DateTimeOffset at) => new(key.Site, key.Number, 1, e.SubmittedAt, at)
    {
        Source = e.Source,
        ExternalId = e.ExternalId,
        Customer = e.Customer,
        ServiceType = e.ServiceType,
        Type = e.Type,
        Subtype = e.Subtype,
        Verbatim = e.Verbatim,
        Facts = e.Facts,
        Urgency = e.Urgency,
        Impact = e.Impact,
        Priority = e.Priority,
        OrderNumber = e.OrderNumber,
        Materials = e.Materials,
        Links = e.Link is null ? [] : [e.Link],
    };

    private static Ticket Apply(Ticket t, Happening h) => h.Event switch
    {
        Acknowledged e => t with
        {
            Status = t.Status is Pending ? Processing : t.Status,
            Assignment = new(e.Owner, e.FirstOwner ? h.At : t.Assignment!.Since, h.At),
            AcknowledgedAt = t.AcknowledgedAt ?? h.At,
            DeclinedBy = null,
        },
        Declined e => t with { Assignment = null, Status = Pending, Waiting = null, DeclinedBy = [.. t.DeclinedBy ?? [], e.Owner] },
        Withdrawn => t with { Assignment = null, Status = Pending, Waiting = null },
        Assigned e => t with { Assignment = new(e.Owner, h.At, null), Collaborators = e.Collaborators ?? t.Collaborators },
        TransferBegun e => t with { Assignment = null, Status = Pending, Waiting = null, Transfer = new(e.Site, e.Reason, h.Version) },
        CollaboratorAdded e => t with { Collaborators = [.. t.Collaborators.Where(c => c.Agent != e.Agent), new(e.Agent, e.Part)] },
        Classified e => t with
        {
            Type = e.Type,
            Subtype = e.Subtype,
            Scope = e.Scope,
            DeclinedBy = (e.Type, e.Subtype) == (t.Type, t.Subtype) ? t.DeclinedBy : null,       // other work, for other people
        },
        Prioritized e => t with { Priority = e.Priority },
        Progressed e => t with { Progress = [.. t.Progress, new(e.Node, e.Note, h.At, h.By.Id)] },
        Communicated e => t with
        {
            Communications = t.Communications + 1,
            FirstResponseAt = t.FirstResponseAt ?? (e.ContactAt < t.SubmittedAt ? t.SubmittedAt : e.ContactAt),
        },
        Waited e => t with { Status = AwaitingFeedback, Waiting = new(e.Reason, h.At) },
        Resumed => t with { Status = Processing, Waiting = null },
        Escalated e => t with { Escalations = [.. t.Escalations, new(e.Level, e.Cause, e.Reason, e.Clock, h.At, null, null)] },
        EscalationAcknowledged e => t with
        {
            Escalations = [.. t.Escalations.Select(x => x.IsOpen && x.Level == e.Level ? x with { AcknowledgedAt = h.At, AcknowledgedBy = h.By.Id } : x)],
        },
        Breached e => t with { Breaches = [.. t.Breaches, new(e.Clock, e.Due, h.At)] },
        Linked e => t with { Links = [.. t.Links, e.Link] },
        MaterialAdded e => t with { Materials = [.. t.Materials, e.Material] },
        CustomerErased => t with { Customer = t.Customer.Erased(h.At) },
        Reminded or ClocksPlanned or ContactRevealed => t,
        _ => Parts(t, h) ?? Ending(t, h),
    };

    private static Ticket? Parts(Ticket t, Happening h) => h.Event switch
    {
        SubtaskAdded e => t with { Subtasks = [.. t.Subtasks, new(e.Id, e.Title, e.Assignee, e.DependsOn, SubtaskState.Open, null)] },
        SubtaskMoved e => t with { Subtasks = [.. t.Subtasks.Select(s => s.Id == e.Id ? s with { State = e.To, Reason = e.Reason } : s)] },
        CollaborationRequested e => t with
        {
            Collaborations = [.. t.Collaborations, new(e.Id, e.Department, CollaborationState.Requested, h.By.Id, h.At)],
        },
        CollaborationMoved e => t with { Collaborations = [.. t.Collaborations.Select(c => c.Id == e.Id ? c with { State = e.To } : c)] },
        VisitPlanned e => t with { Visits = [.. t.Visits, new(e.Id, e.Technician, e.Address, e.Eta, VisitState.Planned)] },
        VisitMoved e => t with { Visits = [.. t.Visits.Select(v => v.Id == e.Id ? v with { State = e.To } : v)] },
        ChangeRequested e => t with { Changes = [.. t.Changes, new(e.Id, e.What, ChangeState.Unconfirmed, h.At) { LinkEndsAt = e.LinkEndsAt }] },
        ChangeSettled e => t with { Changes = [.. t.Changes.Select(c => c.Id == e.Id ? Settled(c, e, h.At) : c)] },
        _ => null,
    };

    private static Change Settled(Change change, ChangeSettled e, DateTimeOffset at) => change with
    {
        State = e.To,
        SettledAt = at,
        SignedBy = e.Signature?.Name,
        Scan = e.Scan,
        ResolveByBefore = e.ResolveByBefore,
        ResolveByAfter = e.Clocks?.FirstOrDefault(clock => clock.Id.Kind is ClockKind.Resolution)?.Due,
    };

    private static Ticket Ending(Ticket t, Happening h) => h.Event switch
    {
        Resolved e => t with
        {
            Status = TicketStatus.Resolved,
            Waiting = null,
            ResolvedAt = h.At,
            Resolution = new(e.Solution, e.WarrantyUntil, e.Apology, e.Improvement),
            Rating = null,
        },
        Rated e => t with { Rating = new(e.Answers, e.Comment, e.Satisfied, h.At), ConfirmedAt = e.Satisfied ? h.At : null },
        SecondHandlingStarted e => t with { Status = Pending, Assignment = null, ResolvedAt = null, Summary = null, Rounds = e.Round, DeclinedBy = null },
        Summarized e => t with { Summary = new(e.Cause, e.Solution, e.Lesson, e.Common) },
        Closed e => t with { Status = TicketStatus.Closed, Waiting = null, ClosedAt = h.At, ClosingReason = e.Reason },
        Transferred e => GoneTo(t, new(e.Site, e.Number), h.At),
        Reopened => t with
        {
            // The former owner is offered it anew and has to accept again: work that came back must not go quiet.
            Status = t.Assignment is null ? Pending : Processing,
            Assignment = t.Assignment is { } a ? new(a.Owner, h.At, null) : null,
            ResolvedAt = null,
            ConfirmedAt = null,
            ClosedAt = null,
            ClosingReason = null,
            Rating = null,
            DeclinedBy = null,
        },
        Merged e => t with
        {
            Status = TicketStatus.Closed,
            ClosedAt = h.At,
            ClosingReason = Tickets.ClosingReason.Duplicate,
            MergedInto = e.Into,
            StatusBeforeMerge = e.Before,
        },
        Unmerged => t with
        {
            Status = t.StatusBeforeMerge ?? Pending,
            ClosedAt = null,
            ClosingReason = null,
            MergedInto = null,
            StatusBeforeMerge = null,
        },
        TookOver e => t with { MergedFrom = [.. t.MergedFrom, e.From] },
        GaveBack e => t with { MergedFrom = [.. t.MergedFrom.Where(from => from != e.From)] },
        Opened => throw new InvalidOperationException($"{t.Key}: opened twice."),
        _ => throw new InvalidOperationException($"{t.Key}: no rule for {h.Event.GetType().Name}."),
    };

    private static Ticket GoneTo(Ticket t, TicketKey there, DateTimeOffset at) => t with
    {
        Status = TicketStatus.Closed,
        ClosedAt = at,
        ClosingReason = Tickets.ClosingReason.Transferred,
        Transfer = null,
        Links = [.. t.Links, new($"{there}", LinkKind.TransferredTo)],
    };

    /// <summary>The latest epoch of each clock stays, in a stable order.</summary>
    private static IReadOnlyList<Clock> Merge(IReadOnlyList<Clock> old, IReadOnlyList<Clock> changed) =>
        [.. old.Where(clock => !changed.Any(c => Same(c, clock))).Concat(changed).OrderBy(c => c.Id.Kind).ThenBy(c => c.Id.Item)];

    private static bool Same(Clock a, Clock b) => a.Id.Kind == b.Id.Kind && a.Id.Item == b.Id.Item;
}
