using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Notices;

/// <summary>Who has to be told of an event, and what. Pure; tests/ServiceDesk.Tests/Domain/Notices holds a row for every kind.</summary>
public static class NoticeRules
{
    private const string ByHand = "manual";

    private static readonly HashSet<Type> Known =
    [
        typeof(Assigned), typeof(Withdrawn), typeof(TransferBegun), typeof(CollaboratorAdded), typeof(SubtaskAdded), typeof(CollaborationRequested), typeof(CollaborationMoved),
        typeof(VisitPlanned), typeof(ChangeRequested), typeof(ChangeSettled), typeof(Communicated), typeof(Prioritized), typeof(Breached),
        typeof(Reminded), typeof(Escalated), typeof(Resolved), typeof(Rated), typeof(SecondHandlingStarted), typeof(Reopened),
    ];

    /// <summary>Code words of the events that may concern somebody: all others are passed over unread.</summary>
    public static IReadOnlySet<string> Kinds { get; } = EventKinds.All.Where(kind => Known.Contains(kind.Value)).Select(kind => kind.Key).ToHashSet();

    /// <summary>The notices of one event, at most one for each person; a person is not told what they did themselves.</summary>
    /// <param name="ticket">As it is now: who has it now is who is told.</param>
    /// <param name="customer">How the customer can be reached.</param>
    public static IReadOnlyList<Notice> Of(Happening happening, Ticket ticket, Staff staff, CustomerReach customer)
    {
        var notices = Tell(happening, ticket, staff, customer).DistinctBy(notice => notice.Person).ToList();
        var doer = happening.By.Kind is ActorKind.Staff ? happening.By.Id : null;
        if (notices.Count > 1) notices.RemoveAll(notice => notice.Person is not null && notice.Person == doer);
        return notices is [{ Person: { } only, Kind: not (NoticeKind.Escalated or NoticeKind.SecondHandling or NoticeKind.CustomerUnreachable) }] && only == doer
            ? []
            : notices;
    }

    private static IEnumerable<Notice> Tell(Happening h, Ticket ticket, Staff staff, CustomerReach customer)
    {
        var by = h.By.Kind is ActorKind.Staff ? h.By.Id : null;
        return h.Event switch
        {
            Assigned e =>
            [
                .. Each(staff.Or(e.Owner, by), NoticeKind.Offered, new() { By = by, Clock = ClockKind.Ack, Due = DueOf(e, ClockKind.Ack) }),
                .. Each([.. (e.Collaborators ?? []).SelectMany(c => staff.Or(c.Agent, by))], NoticeKind.Joined, new() { By = by }),
            ],
            Withdrawn e => Each(Those(staff, e.Owner), NoticeKind.Withdrawn, new() { By = by }),
            TransferBegun e => Transfer(h, e, by, ticket, staff),
            CollaboratorAdded e => Each(staff.Or(e.Agent, by), NoticeKind.Joined, new() { By = by }),
            SubtaskAdded { Assignee: { } assignee } e => Each(staff.Or(assignee, by), NoticeKind.SubtaskAssigned, new() { By = by, Item = e.Id }),
            CollaborationRequested e => Each(
                staff.DepartmentHeads(e.Department, by), NoticeKind.HelpAsked,
                new() { By = by, Item = e.Id, Department = e.Department, Clock = ClockKind.Collaboration, Due = DueOf(e, ClockKind.Collaboration) }),
            CollaborationMoved e => Each(
                Requester(ticket, staff, e.Id), NoticeKind.HelpAnswered, new() { By = by, Item = e.Id, State = DeskJson.Word(e.To), Department = DepartmentOf(ticket, e.Id) }),
            VisitPlanned e =>
            [
                .. Each(staff.Or(e.Technician, by), NoticeKind.VisitAssigned, new() { By = by, Item = e.Id, Due = e.Eta }),
                .. ToCustomer(NoticeKind.VisitPlanned, new() { Item = e.Id, Due = e.Eta }, ticket, staff, customer),
            ],
            ChangeRequested e => ToCustomer(NoticeKind.AskConfirmation, new() { Item = e.Id }, ticket, staff, customer),
            Resolved => ToCustomer(NoticeKind.AskRating, new() { Item = ticket.Rounds }, ticket, staff, customer),
            Prioritized e => Each(Owner(ticket, staff), NoticeKind.Reprioritized, new() { By = by, State = DeskJson.Word(e.Priority.Value) }),
            Reopened => Each(Owner(ticket, staff), NoticeKind.Reopened, new() { By = by }),
            ChangeSettled e => Each(Owner(ticket, staff), NoticeKind.Replied, new() { By = by, Item = e.Id, State = DeskJson.Word(e.To) }),
            Communicated { CustomerSaid: not null } => Each(Owner(ticket, staff), NoticeKind.Replied, new() { By = by }),
            Rated { Satisfied: var satisfied } => Each(Owner(ticket, staff), NoticeKind.Replied, new() { By = by, State = satisfied ? "satisfied" : "dissatisfied" }),
            SecondHandlingStarted { ToDirector: false } e => Each(
                staff.Supervisors(ticket.Owner, by), NoticeKind.SecondHandling,
                new() { By = by, Clock = ClockKind.SecondHandling, Due = DueOf(e, ClockKind.SecondHandling) }),
            _ => OfClocks(h, by, ticket, staff, customer),
        };
    }

    private static IEnumerable<Notice> OfClocks(Happening h, string? by, Ticket ticket, Staff staff, CustomerReach customer) => h.Event switch
    {
        // Nobody took it: whoever leads the last one who was asked has to.
        Escalated { Level: 1, Cause: Assignments.DeclinedCause } e =>
            Each(staff.Supervisors(ticket.DeclinedBy is [.., var last] ? last : ticket.Owner, by), NoticeKind.Escalated, Raised(e, by)),
        Escalated { Level: 1 } e => Each(staff.Supervisors(ticket.Owner, by), NoticeKind.Escalated, Raised(e, by)),
        Escalated e => Each(staff.Directors(by), NoticeKind.Escalated, Raised(e, by), urgent: true),

        // Every other breach comes with a reminder that says whom to tell; these come with an escalation to those above the owner.
        Breached { Clock.Kind: ClockKind.Ack or ClockKind.Response or ClockKind.Resolution or ClockKind.SecondHandling } e =>
            staff.Find(ticket.Owner) is { } owner ? Each([owner.Id], NoticeKind.Overdue, new() { Clock = e.Clock.Kind, Due = e.Due }) : [],
        Reminded e => e.To.SelectMany(part => Remind(part, e, ticket, staff, customer)),
        _ => [],
    };

    /// <summary>Those who worked on it need do so no more; who leads the site learns that its queue overflows.</summary>
    private static IEnumerable<Notice> Transfer(Happening h, TransferBegun e, string? by, Ticket ticket, Staff staff) =>
    [
        .. Each(Those(staff, [e.From, .. ticket.Collaborators.Select(c => c.Agent)]), NoticeKind.Transferred, new() { By = by, Subject = e.Site }),
        .. h.By.Kind is ActorKind.Desk ? Each(staff.Supervisors(agent: null), NoticeKind.Overflowed, new() { Subject = e.Site }) : [],
    ];

    private static IEnumerable<Notice> Remind(string part, Reminded e, Ticket ticket, Staff staff, CustomerReach customer)
    {
        var kind = e.Stage == Stages.Warning ? NoticeKind.Warned : NoticeKind.Overdue;
        var data = new NoticeData
        {
            Clock = e.Clock.Kind,
            Due = DueOf(e, e.Clock.Kind, e.Clock.Item) ?? ticket.Clocks.FirstOrDefault(c => c.Id == e.Clock)?.Due,
            Item = e.Clock.Item == 0 ? null : e.Clock.Item,
            Department = e.Clock.Kind is ClockKind.Collaboration ? DepartmentOf(ticket, e.Clock.Item) : null,
        };
        return part switch
        {
            Recipients.Owner => Each(Owner(ticket, staff), kind, data),
            Recipients.Requester => Each(Requester(ticket, staff, e.Clock.Item), kind, data),
            Recipients.DepartmentHead => Each(staff.DepartmentHeads(data.Department ?? ""), kind, data),
            Recipients.Customer => ToCustomer(NoticeKind.VisitLate, data, ticket, staff, customer),
            Recipients.Director => Each(staff.Directors(except: null), kind, data),
            _ => Each(staff.Supervisors(ticket.Owner), kind, data),       // a part that a later version names is not lost
        };
    }

    /// <summary>The customer; when nothing leads to them, whoever has the ticket is told to tell them.</summary>
    private static IEnumerable<Notice> ToCustomer(NoticeKind kind, NoticeData data, Ticket ticket, Staff staff, CustomerReach customer) =>
        customer.Channel(ticket.Customer) is not null
            ? [new(null, kind, Urgent: kind is NoticeKind.VisitLate, data)]
            : Each(Owner(ticket, staff), NoticeKind.CustomerUnreachable, data with { Of = kind });

    /// <summary>As far as they still have an account: who is gone needs no word, and nobody stands in.</summary>
    private static IReadOnlyList<string> Those(Staff staff, params string?[] ids) => [.. ids.Select(staff.Find).OfType<Person>().Select(person => person.Id)];

    private static IReadOnlyList<string> Owner(Ticket ticket, Staff staff) => staff.Or(ticket.Owner);

    private static IReadOnlyList<string> Requester(Ticket ticket, Staff staff, int item) =>
        staff.Or(ticket.Collaborations.FirstOrDefault(c => c.Id == item)?.By ?? ticket.Owner);

    private static string? DepartmentOf(Ticket ticket, int item) => ticket.Collaborations.FirstOrDefault(c => c.Id == item)?.Department;

    private static NoticeData Raised(Escalated e, string? by) =>
        new() { By = by, Level = e.Level, Clock = e.Clock?.Kind, State = e.Clock is null && e.Cause != ByHand ? e.Cause : null };

    private static DateTimeOffset? DueOf(TicketEvent e, ClockKind kind, int? item = null) =>
        e.Clocks?.FirstOrDefault(c => c.Id.Kind == kind && (item is null || c.Id.Item == item))?.Due;

    private static IEnumerable<Notice> Each(IReadOnlyList<string> people, NoticeKind kind, NoticeData data, bool urgent = false) =>
        people.Select(person => new Notice(person, kind, urgent, data));
}

/// <summary>Which ways out the desk has been given, for its customers.</summary>
public sealed record CustomerReach(bool Sms, bool Email)
{
    /// <summary>How this customer is told: a text message before a mail; null when neither is possible.</summary>
    public Channel? Channel(Customer customer) =>
        Sms && customer.Phone is not null ? Notices.Channel.Sms : Email && customer.Email is not null ? Notices.Channel.Email : null;
}
