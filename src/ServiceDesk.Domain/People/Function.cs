namespace ServiceDesk.Domain.People;

/// <summary>
/// What can be allowed to somebody: each has a row in <see cref="Permissions"/>. Keys name them in their scopes, on disk for ever: add,
/// never rename.
/// </summary>
public enum Function
{
    /// <summary>Asking who one is.</summary>
    Self,

    /// <summary>A person's own sign-in: password, one-time codes, sessions. Keys have none.</summary>
    Account,

    /// <summary>Tickets with their timelines and files, lists, sites, policies, calendars, agents. Contacts are masked.</summary>
    Read,

    /// <summary>The events of the sites, to fetch or to follow.</summary>
    Events,

    Open, Acknowledge, Decline, Assign, Collaborators, Classify, Prioritize, Progress, Communications, Wait, Resume, Escalate,
    EscalationAcknowledge, Resolve, Summary, Close, Reopen, Merge, Unmerge, Split, Link, Materials,

    /// <summary>Taking the next ticket of the queue.</summary>
    Claim,
    Subtasks, Collaborations,
    /// <summary>The department's side: accepting, answering, declining.</summary>
    CollaborationAnswer,
    /// <summary>Sending a technician.</summary>
    Visits,
    /// <summary>The technician's side: departed, arrived, done, failed.</summary>
    VisitMove,
    Changes,
    /// <summary>Confirming or rejecting a change in the customer's name.</summary>
    ChangeSettle,
    /// <summary>The customer's verdict, as they gave it to staff.</summary>
    Rate,
    /// <summary>Phone number and mail address whole.</summary>
    ContactReveal,
    /// <summary>Making sites, and changing their name and zone.</summary>
    Sites,
    /// <summary>Publishing a site's policy or calendar.</summary>
    Policy, Calendar,
    Agents,
    /// <summary>Setting the passwords of others, ending their sessions, blocking their sign-in.</summary>
    Credentials,
    ApiKeys,
    /// <summary>One's own notices, and how one is told of them.</summary>
    Notices,
    /// <summary>Coming on duty and leaving: oneself, or for those who lead others, them.</summary>
    Presence,
    Shifts,
    Transfer, CustomerErase,
    /// <summary>Many tickets at once, as a file.</summary>
    Export,
    /// <summary>Reading who signed in, was refused, looked at contacts.</summary>
    Audit,
    Webhooks, Deliveries, Keys,
    /// <summary>How a site stands right now: load, waiting lines, what is late.</summary>
    Board,
}
