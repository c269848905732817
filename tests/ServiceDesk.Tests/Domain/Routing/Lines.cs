using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Routing;

/// <summary>Short words for tickets that wait and agents on duty.</summary>
internal static class Lines
{
    public static DateTimeOffset Nine => TicketStory.Nine;

    public static SiteRules Rules(Func<DispatchPolicy, DispatchPolicy>? change = null) => TicketStory.AfterSales with
    {
        Policy = TicketStory.AfterSales.Policy with
        {
            Dispatch = change?.Invoke(DispatchPolicy.Standard) ?? DispatchPolicy.Standard,
            Types = [.. TicketStory.AfterSales.Policy.Types.Select(type => type.Code != "problem" ? type : type with
            {
                Subtypes = [.. type.Subtypes, new("robot", new("机器人", "Robot"), Skills: ["robots"])],
            })],
        },
    };

    public static QueuedTicket Ticket(
        string number, Priority priority = Priority.Medium, int minute = 0, string? type = "problem", string? subtype = null, Tier tier = Tier.Regular,
        params string[] declinedBy) => new(
        number, 1, null, type, subtype, priority, Urgency.Medium, tier, Nine.AddMinutes(minute), Nine.AddMinutes(minute), declinedBy, 0, false, null);

    public static AgentStanding Agent(string id, int open = 0, int capacity = 10, int idle = 0, string role = "engineer", params string[] skills) =>
        new(id, [role], skills, capacity, open, PresenceState.On, Nine.AddMinutes(idle));
}
