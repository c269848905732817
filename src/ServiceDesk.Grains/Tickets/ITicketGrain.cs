using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Grains.Tickets;

/// <summary>One ticket, by its key <c>SH/202405-0013</c>: every command to it passes here, one after the other.</summary>
[Alias("desk.ticket")]
public interface ITicketGrain : IGrainWithStringKey
{
    /// <summary>Carries out a command, or says why not. When the reply has no refusal, it is on disk.</summary>
    [Alias("Handle")]
    Task<TicketReply> Handle(TicketRequest request);

    /// <summary>The alarm: some moment that the ticket waits for may have come. One way, since an alarm waits for nobody.</summary>
    [OneWay]
    [Alias("Ring")]
    Task Ring();

    /// <summary>The owner is gone, and leaves it behind: it waits for somebody again. One way, since an agent waits for no ticket.</summary>
    /// <param name="accepted">Whether it goes although the owner has accepted it.</param>
    [OneWay]
    [Alias("Recall")]
    Task Recall(string owner, string reason, bool accepted);

    /// <summary>Rules were published that it may not have met: it plans anew. One way, for a ticket that tells itself.</summary>
    /// <param name="policyVersion">At least this version of the policy is known to be published.</param>
    /// <param name="calendarVersion">And this one of the calendar.</param>
    [OneWay]
    [Alias("Meet")]
    Task Meet(int policyVersion, int calendarVersion);
}

/// <summary>A command with what the gateway knows about who sent it.</summary>
/// <param name="Cause">Id of the request, written beside the events it brings about.</param>
/// <param name="Via">The client's address.</param>
/// <param name="IfVersion">The version that the sender saw; null when any will do.</param>
/// <param name="Mark">Set when the request carries an idempotency key.</param>
/// <param name="Powers">What the sender may do, as the gateway has just looked it up; null for the desk itself and for customers, whose
/// links carry no more than they are for. Staff without powers may do nothing.</param>
public sealed record TicketRequest(
    TicketCommand Command, Actor By, string Cause, string? Via = null, int? IfVersion = null, RequestMark? Mark = null, Powers? Powers = null)
{
    /// <summary>To plan anew by at least these versions, which are published.</summary>
    public static TicketRequest Replan(int policyVersion, int calendarVersion) =>
        new(new Replan(policyVersion, calendarVersion), Actor.Clock, $"replan:{policyVersion}:{calendarVersion}");
}

/// <param name="Refusal">Why nothing was changed; null when the command was carried out.</param>
/// <param name="Ticket">The ticket after it; null when there is none.</param>
/// <param name="Repeated">True when the answer is an earlier one, to the same request.</param>
public sealed record TicketReply(Refusal? Refusal, Ticket? Ticket, bool Repeated = false);
