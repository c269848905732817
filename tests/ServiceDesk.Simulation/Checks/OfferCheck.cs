using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Disks;
using ServiceDesk.Simulation.Reference;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>
/// Who got what, held against the store's record in the order of the commits: the chosen were on duty, fitting and had room; nobody was
/// passed over; the first who claimed has it.
/// </summary>
internal sealed class OfferCheck
{
    /// <summary>How long an assignment may be under way, from the agent's word to the commit: agents keep a place for as long.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(60);

    /// <summary>How long the queue may go on with what it knew when its notes were lost: a look at the store each minute, and looks fail, too.</summary>
    private static readonly TimeSpan Unaware = TimeSpan.FromMinutes(4);

    /// <summary>How long a ticket is out of the line that was shown to somebody: held for 40 s, freed at the queue's next look, a minute later at most.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(40 + 60 + 1);

    /// <summary>How long after a commit the queue may not have heard of it, when no word is lost.</summary>
    private static readonly TimeSpan Heard = TimeSpan.FromSeconds(2);

    /// <summary>Offers of one look at the line are under way side by side, and commit in any order.</summary>
    private static readonly TimeSpan SideBySide = TimeSpan.FromSeconds(10);

    private readonly World _world;
    private readonly ILookup<TicketKey, DateTimeOffset> _offers;
    private readonly Dictionary<TicketKey, (Ticket Ticket, DateTimeOffset WrittenAt)> _now = [];

    /// <summary>When the desk gave a ticket to whom still has it; a ticket that was given by a person, or came back, is not the desk's gift.</summary>
    private readonly Dictionary<TicketKey, DateTimeOffset> _given = [];

    private OfferCheck(World world)
    {
        _world = world;
        _offers = world.Disk.Rows.SelectMany(row => row.Events.Where(e => e.Read().Event is Assigned { Choice: not null }).Select(e => (row.Key, e.WrittenAt)))
            .ToLookup(offer => offer.Key, offer => offer.WrittenAt);
    }

    public static IEnumerable<Violation> Of(World world)
    {
        var check = new OfferCheck(world);
        foreach (var (row, e) in world.Disk.Rows.SelectMany(row => row.Events.Select(e => (Row: row, Event: e))).OrderBy(x => x.Event.Position))
        {
            if (check.Wrong(row.Key, e) is { } wrong) yield return new(wrong.Rule, $"{row.Key}", $"v{e.Version}: {wrong.Text}", e.WrittenAt);
            check.Follow(row.Key, e, row.At(e.Version)!);
        }
    }

    private (string Rule, string Text)? Wrong(TicketKey key, EventRow e) => (e.Read().Event, e.By.Kind) switch
    {
        (Acknowledged a, _) => Claimed(key, e, a),
        (Withdrawn w, _) => Lost(key, e, w),
        (Assigned { Choice: null }, ActorKind.Desk) => ("every choice is on record", "the desk chose, and does not say why"),
        (Assigned { Choice.Rule: ChoiceRule.Supervisor }, _) => null,
        (Assigned { Choice: { } choice } a, ActorKind.Desk) => Chosen(key, e, a, choice) ?? Passed(key, e, a.Owner, choice),
        _ => null,
    };

    private (string Rule, string Text)? Claimed(TicketKey key, EventRow e, Acknowledged acknowledged)
    {
        var before = _now[key].Ticket.Assignment;
        if (before?.AcknowledgedAt is not null) return ("the first claim wins", $"{acknowledged.Owner} got what {before.Owner} had accepted");
        return e.Cause.Split('-')[0] is var who && _world.Asked.Find(asked => asked.Cause == e.Cause)?.ClaimedBy is { } claimant && claimant != acknowledged.Owner
            ? ("who claims gets it for themselves", $"{who} claimed, {acknowledged.Owner} has it")
            : null;
    }

    /// <summary>Off duty costs what was not accepted, and nothing else.</summary>
    private (string Rule, string Text)? Lost(TicketKey key, EventRow e, Withdrawn withdrawn)
    {
        AgentPast[] then = [.. _world.Disk.Agents.Between(withdrawn.Owner, e.WrittenAt - Unaware, e.WrittenAt)];
        if (then.Any(past => past.Profile.HasLeft || !past.Profile.Sites.Contains(key.Site))) return null;
        return _now[key].Ticket.Assignment?.AcknowledgedAt is null && then.Any(past => past.Presence.State is PresenceState.Off)
            ? null
            : ("off duty loses what was not accepted, and nothing else", $"{withdrawn.Owner} lost it, who is {then[0].Presence.State}");
    }

    private (string Rule, string Text)? Chosen(TicketKey key, EventRow e, Assigned assigned, DispatchChoice choice)
    {
        if (choice.Considered.Count == 0 || choice.Considered[0].Agent != assigned.Owner || choice.Candidates < choice.Considered.Count)
            return ("every choice is on record", $"{assigned.Owner} is not the first of {choice.Candidates}");
        var ticket = _now[key].Ticket;
        if (ticket.Assignment is not null || ticket.DeclinedBy?.Contains(assigned.Owner) is true)
            return ("the desk gives what nobody has, and not to whom declined it", $"to {assigned.Owner}, from {ticket.Owner}, declined by {string.Join('+', ticket.DeclinedBy ?? [])}");

        AgentPast[] then = [.. _world.Disk.Agents.Between(assigned.Owner, e.WrittenAt - UnderWay, e.WrittenAt)];
        if (!then.Any(past => past.TakesWorkAt(key.Site)) && !WasSplit(assigned.Owner, e.WrittenAt)) return ("the chosen is on duty", $"{assigned.Owner} was not");
        AgentPast[] known = [.. _world.Disk.Agents.Between(assigned.Owner, e.WrittenAt - Unaware, e.WrittenAt)];
        if (!known.Any(past => past.Profile.Roles.Contains(choice.Need.Role) && choice.Need.Skills.All(past.Profile.Skills.Contains)) && !IsDisturbed(e.WrittenAt))
            return ("the chosen fits", $"{assigned.Owner} has {string.Join('+', known[0].Profile.Roles.Concat(known[0].Profile.Skills))}, not {choice.Need.Key}");

        var held = _given.Where(given => _now[given.Key].Ticket.Owner == assigned.Owner).ToArray();
        bool MayBeForgotten(TicketKey ticket, DateTimeOffset givenAt) => WasForgotten(ticket, givenAt) || WasSplit(assigned.Owner, givenAt);
        var inFlight = held.Count(given => MayBeForgotten(given.Key, given.Value)) + (MayBeForgotten(key, e.WrittenAt) ? 1 : 0);
        var capacity = then.Max(past => past.Profile.Capacity);
        return held.Length + 1 > capacity + inFlight
            ? ("the desk gives nobody more than their capacity", $"{assigned.Owner} has {held.Length} of {capacity} already, {inFlight} of them in flight at a crash")
            : null;
    }

    /// <summary>Within a need the first in order is offered first: priority, then submit time, less the head start.</summary>
    private (string Rule, string Text)? Passed(TicketKey key, EventRow e, string owner, DispatchChoice choice)
    {
        if (IsDisturbed(e.WrittenAt)) return null;
        var rules = _world.Rules.Between(key.Site, e.WrittenAt - Unaware, e.WrittenAt).ToArray();
        if (rules.Length > 1) return null;
        var line = new PlainLine(rules[0]);
        var place = line.Place(_now[key].Ticket);
        foreach (var (other, since) in _now.Values)
            if (other.Site == key.Site && other.Number != key.Number && since < e.WrittenAt - Heard && !IsHeld(other.Key, e.WrittenAt) && line.Waits(other) && other.DeclinedBy?.Contains(owner) is not true
                && line.RoleOf(other) == choice.Need.Role && line.SkillsOf(other).All(choice.Need.Skills.Contains) && line.Place(other).CompareTo(place) < 0
                && !_offers[other.Key].Any(at => at >= e.WrittenAt && at < e.WrittenAt + SideBySide))
                return ("within a priority the first in order is offered first", $"{owner} gets it before {other.Number}");
        return null;
    }

    private bool IsHeld(TicketKey key, DateTimeOffset at) => _world.Shown.Any(shown => shown.Ticket == key && shown.At <= at && shown.At + Held > at);

    private void Follow(TicketKey key, EventRow e, Ticket now)
    {
        _now[key] = (now, e.WrittenAt);
        switch (e.Read().Event)
        {
            case Assigned { Choice: { Rule: not ChoiceRule.Supervisor } }:
                _given[key] = e.WrittenAt;
                break;
            case Assigned or Declined or Withdrawn or TransferBegun or Resolved or SecondHandlingStarted or Closed or Merged or Transferred:
                _given.Remove(key);
                break;
        }
    }

    /// <summary>
    /// A place kept is in memory only: when the agent's process died, or two activations of the ticket spoke for it, one more may be given
    /// until the commit is seen.
    /// </summary>
    private bool WasForgotten(TicketKey key, DateTimeOffset givenAt) =>
        _world.Mischief.EverSplit.Contains($"{key}")
        || _world.Mischief.Struck.Within(givenAt - UnderWay, givenAt).Any(struck => struck.Text == "crash");

    /// <summary>Of two activations of an agent each keeps places of its own, and knows only what it was told itself, until the queue's look has both read again.</summary>
    private bool WasSplit(string agent, DateTimeOffset at) =>
        _world.Mischief.Struck.Touching(agent, at - Unaware, at).Any(struck => struck.Text == "split brain");

    private bool IsDisturbed(DateTimeOffset at) => _world.Mischief.WorstSkew > TimeSpan.Zero || _world.Mischief.Struck.Within(at - Unaware, at).Any();
}
