using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Disks;
using ServiceDesk.Simulation.Reference;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>When all faults are over and everybody has looked at the store again: nothing is with nobody, and nothing with whom it must not be.</summary>
internal static class SettledCheck
{
    /// <summary>A look at the store each minute, the offer, and what follows from a refusal.</summary>
    private static readonly TimeSpan Reconciled = TimeSpan.FromMinutes(4);

    public static IEnumerable<Violation> Of(World world)
    {
        foreach (var row in world.Disk.Rows)
            if (Misplaced(world, row, row.At(row.Version)!) is { } wrong) yield return wrong;
        foreach (var agent in world.Disk.Agents.Ids)
            if (Overlooked(world, agent) is { } turn) yield return turn;
    }

    /// <summary>Whose shift has begun or ended is on duty or off, unless somebody has said otherwise since.</summary>
    private static Violation? Overlooked(World world, string agent)
    {
        var presence = world.Disk.Agents.PresenceOf(agent);
        if (world.Disk.Agents.Account(agent)!.HasLeft || presence.Shifts is not { } shifts) return null;
        var ought = Shifts.Follow(presence, world.EndedAt - Reconciled);
        return ought == presence ? null : new("presence follows the shifts", null, $"{agent} is {presence.State} since {Instant.Text(presence.Since)}, not {ought.State} since {Instant.Text(ought.Since)}: {shifts}");
    }

    private static Violation? Misplaced(World world, TicketRow row, Ticket ticket)
    {
        Violation Wrong(string rule, string text) => new(rule, $"{row.Key}", text);

        var settled = row.Events[^1].WrittenAt < world.EndedAt - Reconciled;
        if (!settled || ticket.Status is TicketStatus.Resolved or TicketStatus.Closed) return null;
        if (ticket.Transfer is { } way) return Wrong("who is on the way arrives", $"on its way to {way.Site} since {Instant.Text(row.Events[^1].At)}");
        if (ticket.Owner is { } owner) return Held(world, row, ticket.Assignment!, owner) is { } wrong ? Wrong(wrong.Rule, wrong.Text) : null;
        return Free(world, row.Key.Site, ticket) is { } agent ? Wrong("nothing waits while somebody who fits is free", $"waits, and {agent} has room") : null;
    }

    private static (string Rule, string Text)? Held(World world, TicketRow row, Assignment assignment, string owner)
    {
        if (world.Disk.Agents.Account(owner) is not { } profile) return null;
        if (profile.HasLeft) return ("nobody who has left owns anything", $"{owner} has left");
        if (!profile.Sites.Contains(row.Key.Site)) return ("nobody owns anything at a site they have left", $"{owner} has left {row.Key.Site}");
        if (assignment.AcknowledgedAt is not null) return null;
        if (!world.Disk.Agents.Between(owner, world.EndedAt - Reconciled, world.EndedAt).All(past => past.Presence.State is PresenceState.Off)) return null;
        // Who never came on duty works without presence. What a person gave to somebody off duty stays: they knew.
        var presence = world.Disk.Agents.PresenceOf(owner);
        if (presence == Presence.Never) return null;
        var last = row.Events.Last(e => e.Read().Event is Assigned or Reopened);
        return last.Read().Event is not Assigned { Choice: null or { Rule: ChoiceRule.Supervisor } } || last.At <= presence.Since - 2 * world.Mischief.WorstSkew
            ? ("off duty keeps only what was accepted", $"{owner} is off duty since {Instant.Text(presence.Since)}, and has it since {Instant.Text(assignment.Since)}")
            : null;
    }

    /// <summary>Somebody on duty who could take it, by the store's record; null when there is nobody.</summary>
    private static string? Free(World world, string site, Ticket ticket)
    {
        var line = new PlainLine(world.Rules.Latest(site));
        if (!line.Waits(ticket)) return null;
        var (role, skills) = (line.RoleOf(ticket), line.SkillsOf(ticket, world.EndedAt - Reconciled).ToArray());
        var declined = ticket.DeclinedBy ?? [];
        return world.Disk.Agents.Ids.FirstOrDefault(id =>
            !declined.Contains(id) && world.Disk.Agents.Between(id, world.EndedAt - Reconciled, world.EndedAt).All(past =>
                past.TakesWorkAt(site) && past.Profile.Roles.Contains(role) && skills.All(past.Profile.Skills.Contains) && Work(world, id) < past.Profile.Capacity));
    }

    private static int Work(World world, string owner) => world.Disk.Rows.Select(row => row.At(row.Version)!)
        .Count(ticket => ticket.Owner == owner && ticket.Status is not (TicketStatus.Resolved or TicketStatus.Closed));
}
