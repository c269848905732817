using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Gateway.Outside;

namespace ServiceDesk.Gateway.Tickets;

/// <summary>Shows tickets.</summary>
public sealed class TicketViews(CustomerTokens links, ContactVault vault, Erasures erasures)
{
    /// <summary>The ticket as staff see it; one of before its customer was erased names nobody either.</summary>
    /// <param name="viewer">Who looks; null for somebody of whom nothing is known.</param>
    public TicketView Of(Ticket t, Caller? viewer = null) =>
        Shown(erasures.Has(t.Key) && t.Customer.ErasedAt is null ? t with { Customer = t.Customer.Erased(t.OpenedAt) } : t, viewer);

    private TicketView Shown(Ticket t, Caller? viewer) => new(
        t.Site, t.Number, t.Status, Display(t), t.OpenEscalation is { } e ? new(e.Level, e.Cause, e.Since) : null, t.Priority, t.Type, t.Subtype,
        t.Scope, t.ServiceType, t.Source, t.ExternalId, t.Owner, t.Assignment?.Since, t.Assignment?.AcknowledgedAt, t.Collaborators, t.Progress,
        Masked(t.Customer), t.Verbatim, t.Facts, t.Urgency, t.Impact, t.OrderNumber, t.Materials, t.SubmittedAt, t.OpenedAt, t.AcknowledgedAt,
        t.FirstResponseAt, t.ResolvedAt, t.ConfirmedAt, t.ClosedAt, t.ClosingReason, Sla(t),
        [.. t.Breaches.Select(b => new BreachView(b.Clock.Kind, b.Clock.Item, b.Clock.Epoch, b.Due, b.At))],
        [.. t.Escalations.Select(x => new EscalationRecord(x.Level, x.Cause, x.Reason, x.Since, x.AcknowledgedAt, x.AcknowledgedBy))],
        t.Waiting, t.Subtasks,
        [.. t.Collaborations.Select(c => new CollaborationView(c.Id, c.Department, c.State, c.By, c.Since, ClockOf(t, ClockKind.Collaboration, c.Id)))],
        [.. t.Visits.Select(v => new VisitView(v.Id, v.Technician, v.Address, v.Eta, v.State, ClockOf(t, ClockKind.Visit, v.Id)))],
        [.. t.Changes.Select(c => ChangeOf(t, c, May(viewer, Function.ChangeSettle, t)))],
        t.Communications, t.Links, t.MergedInto, t.MergedFrom, t.Resolution, t.Summary, Survey(t, May(viewer, Function.Rate, t)), t.Rounds, t.Version);

    private ChangeView ChangeOf(Ticket t, Change c, bool withLink) => new(
        c.Id, c.What, c.State, c.Since, withLink ? links.ConfirmLink(t, c) : null, c.LinkEndsAt, c.SettledAt, c.SignedBy, c.Scan, c.ResolveByBefore, c.ResolveByAfter,
        ClockOf(t, ClockKind.Change, c.Id));

    /// <summary>The ticket with phone and address whole.</summary>
    public async ValueTask<TicketView> Revealed(Ticket t, Caller? viewer, CancellationToken cancel)
    {
        var view = Of(t, viewer);
        return view with
        {
            Customer = view.Customer with
            {
                Phone = t.Customer.Phone is { } phone ? await vault.OpenContact(t.Site, phone, cancel) : null,
                Email = t.Customer.Email is { } email ? await vault.OpenContact(t.Site, email, cancel) : null,
            },
        };
    }

    private static DisplayStatus Display(Ticket t) =>
        t.OpenEscalation is not null && t.Status is not TicketStatus.Closed ? DisplayStatus.Escalated : (DisplayStatus)(int)t.Status;

    private static CustomerView Masked(Customer c) => new(c.Name, c.ContactPerson, c.Phone?.Masked, c.Email?.Masked, c.Industry, c.Tier, c.Tags);

    private static SlaView Sla(Ticket t) => new(
        ClockOf(t, ClockKind.Ack), ClockOf(t, ClockKind.Response), ClockOf(t, ClockKind.Resolution), ClockOf(t, ClockKind.Update),
        ClockOf(t, ClockKind.CustomerSync), ClockOf(t, ClockKind.SecondHandling), ClockOf(t, ClockKind.Survey));

    /// <summary>A clock whose question vanished shows like one that never was.</summary>
    private static ClockView? ClockOf(Ticket t, ClockKind kind, int item = 0) =>
        t.Clocks.FirstOrDefault(c => c.Id.Kind == kind && c.Id.Item == item && c.State is not ClockState.Cancelled) is { } clock
            ? new(clock.Due, (ClockFace)(int)clock.State, clock.BreachedAt, clock.Id.Epoch)
            : null;

    /// <summary>Who holds a customer's link can answer in the customer's name: it is shown to those only who may do that anyway.</summary>
    private static bool May(Caller? viewer, Function function, Ticket t) => viewer?.May(function, t.Site) is true;

    private SurveyView? Survey(Ticket t, bool withLink) => t is { Status: not TicketStatus.Resolved, Rating: null }
        ? null
        : new(t.ResolvedAt, t.Rating?.At, t.Rating?.Answers, t.Rating?.Comment, t.Rating?.Satisfied, withLink ? links.SurveyLink(t) : null);
}
