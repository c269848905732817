using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Feed;

namespace ServiceDesk.Storm.Checks;

/// <summary>Who was given what: by the events in the order of their commits, and by what is left once all is quiet.</summary>
/// <param name="shadows">When the desk was struck, from the fault to where it may have caught up.</param>
internal sealed class OwnerCheck(Staffing staffing, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> shadows)
{
    private readonly Dictionary<TicketKey, Ticket> _now = [];

    /// <summary>When the desk gave a ticket to whom still has it; what a person took or gave is not the desk's gift.</summary>
    private readonly Dictionary<TicketKey, DateTimeOffset> _given = [];

    /// <summary>Takes in the next event of the feed.</summary>
    public void Note(FeedItem item, Findings findings)
    {
        var key = new TicketKey(item.Site, item.Number);
        if (JsonSerializer.Deserialize<TicketEvent>(item.Body, DeskJson.Stored) is not { } happened) return;
        var before = _now.GetValueOrDefault(key);
        if (before is not null && Wrong(before, happened, item) is { } wrong) findings.AddMisplaced($"{key} v{item.Version}: {wrong}");
        _now[key] = TicketHistory.Evolve(key, before, new(item.Version, item.At, Actor.Staff(item.By), "", null, happened));
        if (happened is Assigned { Choice.Rule: not ChoiceRule.Supervisor }) _given[key] = item.At;
        else if (_now[key].Owner != before?.Owner || _now[key].Status is TicketStatus.Resolved or TicketStatus.Closed) _given.Remove(key);
    }

    private string? Wrong(Ticket before, TicketEvent happened, FeedItem item) => happened switch
    {
        Acknowledged accepted when before.Assignment?.AcknowledgedAt is not null => $"{accepted.Owner} got what {before.Owner} had accepted",
        Assigned { Choice: { Rule: not ChoiceRule.Supervisor } } given => GivenWrongly(before, given, item.At),
        _ => null,
    };

    private string? GivenWrongly(Ticket before, Assigned given, DateTimeOffset at)
    {
        if (before.Assignment is not null) return $"given to {given.Owner} though {before.Owner} had it";
        if (before.DeclinedBy?.Contains(given.Owner) is true) return $"given to {given.Owner}, who had declined it";
        if (!staffing.Engineers.TryGetValue(given.Owner, out var capacity)) return $"given to {given.Owner}, who has no account";

        // A place is kept in memory until the commit is seen: when the agent's process died in between, one more may be given.
        var held = _given.Where(entry => _now[entry.Key].Owner == given.Owner).Select(entry => entry.Value).ToArray();
        var inFlight = held.Append(at).Count(moment => shadows.Any(shadow => shadow.From <= moment && moment <= shadow.To));
        return held.Length + 1 > capacity + inFlight ? $"{given.Owner} has {held.Length} of {capacity} already, {inFlight} of them in flight in a fault" : null;
    }

    /// <summary>What must not be left when everybody has looked at the store again.</summary>
    /// <returns>Null when all is in its place.</returns>
    public static async Task<string?> Unsettled(Staffing staffing, Store store)
    {
        var free = (await store.Agents.OnDuty(staffing.Site)).Where(agent => agent.HasRoom && agent.Roles.Contains("engineer")).ToList();
        foreach (var ticket in (await store.Pending.Read(staffing.Site)).Where(ticket => ticket.IsForDispatch))
            if (free.Find(agent => !ticket.DeclinedBy.Contains(agent.Id)) is { } agent)
                return $"{staffing.Site}/{ticket.Number} waits, and {agent.Id} has room";

        foreach (var id in staffing.Everybody)
        {
            if (await store.Agents.Find(id) is not { } agent) continue;
            foreach (var ticket in await store.Agents.Work(id))
            {
                if (agent.Profile.HasLeft) return $"{id} has left and owns {ticket.Key}";
                if (agent.Presence.State is PresenceState.Off && ticket.Assignment!.AcknowledgedAt is null)
                    return $"{id} is off duty and is offered {ticket.Key}";
            }
        }

        return null;
    }
}
