using Microsoft.Extensions.Logging;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Agents;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Queues;

/// <summary>
/// Proposes on a board in memory, and carries many proposals at once, so that no decision waits for another's commit. The ticket says
/// whose it is, the agent says whether there is room; who is refused is looked at anew. What a lost message or a crash left behind is found
/// in the store within a minute.
/// </summary>
public sealed class QueueGrain(
    IPendingTickets pending, IAgentRecords records, ITicketJournal journal, SiteBook sites, TransferRoad road, TimeProvider time, ILogger<QueueGrain> log)
    : Grain, IQueueGrain, IRemindable
{
    private const string Name = "look";

    /// <summary>Proposals under way at the same time.</summary>
    private const int AtOnce = 64;

    /// <summary>Missing tickets beyond which all are read in one go.</summary>
    private const int ManyMissing = 256;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How long a ticket is held for whoever takes it: longer than a call can last.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(40);

    /// <summary>
    /// How long a place is kept for a ticket that comes from another site: its transfer takes four calls one after the other, of which each may
    /// last ten seconds. Given away before, the place would be promised to two.
    /// </summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(40);

    private readonly Dictionary<string, InHand> _inHand = [];
    private readonly HashSet<string> _ending = [];
    private readonly List<(string Need, DateTimeOffset Until)> _promised = [];
    private DispatchBoard? _board;
    private IGrainTimer? _timer;
    private DateTimeOffset _overflowAgainAt;
    private int _underWay;
    private bool _overflows;

    private string Site => this.GetPrimaryKeyString();

    private DateTimeOffset Now => time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await sites.Find(Site) is not { } rules) return;
        _board = new(rules);
        foreach (var agent in await records.OnDuty(Site)) _board.Put(agent);
        foreach (var ticket in await pending.Read(Site)) Note(ticket);
        await this.RegisterOrUpdateReminder(Name, Period, Period);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _board = null;       // what is still under way ends, and proposes nothing more
        return Task.CompletedTask;
    }

    public Task Wake() => Round();

    public async Task Follow(string number, int version, QueuedTicket? ticket)
    {
        if (_board is null) return;
        if (_inHand.TryGetValue(number, out var held) && (version <= held.Version || held.Carried && ticket is { TransferTo: not null })) return;
        _inHand.Remove(number);
        if (ticket is not null) Note(ticket);
        else _board.Remove(number);
        await Round();
    }

    public async Task FollowAgent(AgentStanding agent)
    {
        _board?.Put(agent);
        await Round();
    }

    public async Task<Held?> Next(Claim claim)
    {
        await Round();
        if (_board?.Take(claim.Caller, claim.Roles is null ? null : need => need.Fits(claim.Roles, claim.Skills ?? [])) is not { } ticket) return null;
        _inHand[ticket.Number] = new(ticket.Version, Now + Hold);
        return new(ticket.Number, ticket.Version);
    }

    public async Task<bool> HasRoom(string? type, string? subtype)
    {
        await Round();
        if (_board is not { Rules.Policy: { Dispatch.Enabled: true } policy } board) return false;
        var need = Need.Of(type, subtype, policy);
        _promised.RemoveAll(promise => promise.Until <= Now);
        if (board.RoomFor(need) <= _promised.Count(promise => promise.Need == need.Key)) return false;
        _promised.Add((need.Key, Now + Promise));
        return true;
    }

    public async Task<QueueLook> Look(int most)
    {
        await Round();
        return _board?.Look(most) ?? QueueLook.Empty;
    }

    /// <summary>Every minute the board is held against the store.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_board is null) await OnActivateAsync(CancellationToken.None);
        if (_board is not { } board) return;
        foreach (var number in _inHand.Where(entry => entry.Value.Until <= Now).Select(entry => entry.Key).ToList()) _inHand.Remove(number);
        await CompareTickets(board);
        await CompareAgents(board);
        await Round();
    }

    private async Task CompareTickets(DispatchBoard board)
    {
        var versions = await pending.Versions(Site);
        foreach (var gone in board.Numbers.Where(number => !versions.ContainsKey(number)).ToList()) board.Remove(gone);
        var missing = versions.Where(entry => !_inHand.ContainsKey(entry.Key) && !(board.Find(entry.Key)?.Version >= entry.Value)).Select(entry => entry.Key).ToList();
        if (missing.Count > ManyMissing)
        {
            foreach (var ticket in await pending.Read(Site)) Note(ticket);
            return;
        }

        foreach (var number in missing)
            if (await Find(number) is { } ticket) Note(ticket);
    }

    /// <returns>Null for one that cannot be read, too: the others are handed out all the same.</returns>
    private async Task<QueuedTicket?> Find(string number)
    {
        try
        {
            return QueuedTicket.Of((await journal.Load(new(Site, number)))?.Ticket);
        }
        catch (TicketUnreadableException)
        {
            return null;
        }
    }

    private async Task CompareAgents(DispatchBoard board)
    {
        var onDuty = await records.OnDuty(Site);
        foreach (var gone in board.Agents.Select(agent => agent.Id).Except(onDuty.Select(agent => agent.Id)).ToList()) board.RemoveAgent(gone);
        foreach (var agent in onDuty)
        {
            var known = board.Agent(agent.Id);
            if (known is null) board.Put(agent);
            if (known?.IsAs(agent) is not true) _ = Agent(agent.Id).Look();       // it knows what is under way, the store does not
        }
    }

    /// <summary>Notes a pending ticket, and does at once what does not wait for a free agent.</summary>
    private void Note(QueuedTicket ticket)
    {
        if (_inHand.TryGetValue(ticket.Number, out var held) && ticket.Version <= held.Version) return;
        _board!.Put(ticket, Now);
        if (ticket.TransferTo is not null) Begin(ticket, Carry);
        else if (ticket is { IsFree: true, Rounds: 0, IsForDispatch: false } && _board.Rules.Policy.Dispatch.Enabled && _ending.Add(ticket.Number))
            Begin(ticket, EndAtSupervisor);
    }

    /// <summary>Under the rules in force, hands out whatever can be handed out now.</summary>
    private async Task Round()
    {
        if (await sites.Find(Site) is not { } rules) return;
        if (_board is null) await OnActivateAsync(CancellationToken.None);
        if (_board is { Rules: var known } && (known.PolicyVersion, known.CalendarVersion) != (rules.PolicyVersion, rules.CalendarVersion))
            _board = _board.Under(rules, Now);
        HandOut();
    }

    private void HandOut()
    {
        if (_board is not { } board) return;
        board.Advance(Now);
        while (_underWay < AtOnce && board.NextExhausted() is { } ticket) Begin(ticket, EndAtSupervisor);
        while (_underWay < AtOnce && board.Next() is { } pairing) Begin(pairing.Ticket, _ => Offer(pairing));
        if (!_overflows && Now >= _overflowAgainAt && board.Overflowing.Any()) _ = Overflow(board);
        AwaitMoment(board);
    }

    /// <summary>
    /// Carries something out beside the turns: takers and notes do not wait for its commit. The ticket is in hand meanwhile; if its fate is
    /// unknown, the next look at the store tells.
    /// </summary>
    private void Begin(QueuedTicket ticket, Func<QueuedTicket, Task> carry)
    {
        _board!.Remove(ticket.Number);
        _inHand[ticket.Number] = new(ticket.Version, Now + Hold, Carried: ticket.TransferTo is not null);
        _underWay++;
        _ = CarryOut(ticket, carry);
    }

    private async Task CarryOut(QueuedTicket ticket, Func<QueuedTicket, Task> carry)
    {
        try
        {
            await carry(ticket);
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "{Site}/{Number} could not be handed out; it is looked at again", Site, ticket.Number);
        }

        _underWay--;
        HandOut();
    }

    private async Task Offer(Pairing pairing)
    {
        var (ticket, agent, choice) = pairing;
        TicketReply reply;
        try
        {
            reply = await Ask(ticket, new Offer(agent, choice), ticket.Version);
        }
        finally
        {
            _board?.End(pairing);
        }

        if (reply.Refusal is null) return;
        // What the agent's place in the board was is a guess now: they say how they stand. Who cannot own it at all, having left the site,
        // is left out until the next look at the store: offered again at once, it would be refused again, for ever.
        var standing = reply.Refusal.Kind is RefusalKind.Invalid ? null : await Agent(agent).Standing();
        if (standing is not null) _board?.Put(standing);
        else _board?.RemoveAgent(agent);
        PutBack(ticket, QueuedTicket.Of(reply.Ticket));
    }

    /// <summary>Three have declined it, or all who could take it: the supervisor is told, and of the last who declined, gets it.</summary>
    private async Task EndAtSupervisor(QueuedTicket ticket)
    {
        try
        {
            if (!ticket.Called && await Ask(ticket, new CallSupervisor()) is { Refusal: not null } refused) PutBack(ticket, QueuedTicket.Of(refused.Ticket));
            else if (await SupervisorOf(ticket) is not { } supervisor) PutBack(ticket, ticket);
            else
            {
                var need = Need.Of(ticket.Type, ticket.Subtype, (await sites.Find(Site))!.Policy);
                var choice = new DispatchChoice(need, Relaxed: false, Candidates: 0, [], ChoiceRule.Supervisor);
                if (await Ask(ticket, new Offer(supervisor, choice)) is { Refusal: not null } taken) PutBack(ticket, QueuedTicket.Of(taken.Ticket));
            }
        }
        finally
        {
            _ending.Remove(ticket.Number);
        }
    }

    /// <summary>The supervisor of who declined last; null when there is none, or they have declined it themselves.</summary>
    private async Task<string?> SupervisorOf(QueuedTicket ticket) =>
        (await records.Find(ticket.DeclinedBy[^1]))?.Profile.Supervisor is { } supervisor && !ticket.DeclinedBy.Contains(supervisor)
            && await records.Find(supervisor) is { Profile.HasLeft: false } ? supervisor : null;

    private Task Carry(QueuedTicket ticket) => road.Carry(new(Site, ticket.Number));

    /// <summary>Nobody has it in hand any more, unless something newer was heard of it; another may have put it on its way to a site meanwhile.</summary>
    private void PutBack(QueuedTicket ticket, QueuedTicket? now)
    {
        if (_inHand.GetValueOrDefault(ticket.Number)?.Version != ticket.Version) return;
        _inHand.Remove(ticket.Number);
        if (now is not null && _board is not null) Note(now);
    }

    /// <summary>Asks the partner sites for those that have waited long enough; who finds no room anywhere goes on waiting.</summary>
    private async Task Overflow(DispatchBoard board)
    {
        _overflows = true;
        try
        {
            var full = new HashSet<string>();
            foreach (var waiting in board.Overflowing.Take(AtOnce).ToList())
                if (!full.Contains(waiting.Need.Key) && !await SendOn(waiting, board.Rules.Policy.Dispatch.Overflow!)) full.Add(waiting.Need.Key);
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "{Site} could not ask its partners", Site);
        }

        _overflows = false;
        _overflowAgainAt = Now + Period;
    }

    private async Task<bool> SendOn(WaitingTicket waiting, OverflowPolicy overflow)
    {
        foreach (var partner in overflow.Sites.Where(site => site != Site))
        {
            if (await sites.Find(partner) is not { } there) continue;
            var (type, subtype) = TransferRoad.ClassAt(there.Policy, waiting.Ticket.Type, waiting.Ticket.Subtype);
            if (!await GrainFactory.GetGrain<IQueueGrain>(partner).HasRoom(type, subtype)) continue;
            await Ask(waiting.Ticket, new TransferTo(partner, $"nobody was free at {Site} for {overflow.After}"), waiting.Ticket.Version);
            return true;
        }

        return false;
    }

    private void AwaitMoment(DispatchBoard board)
    {
        if (board.NextMoment is not { } next) return;
        var wait = next - Now;
        if (wait < TimeSpan.FromMilliseconds(1)) wait = TimeSpan.FromMilliseconds(1);
        if (wait > Period) return;       // the next look comes before
        if (_timer is null) _timer = this.RegisterGrainTimer(_ => Round(), wait, Timeout.InfiniteTimeSpan);
        else _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private IAgentGrain Agent(string id) => GrainFactory.GetGrain<IAgentGrain>(id);

    private Task<TicketReply> Ask(QueuedTicket ticket, TicketCommand command, int? ifVersion = null) => GrainFactory.GetGrain<ITicketGrain>(new TicketKey(Site, ticket.Number).ToString())
        .Handle(new(command, Actor.Desk, $"dispatch:{ticket.Version}", IfVersion: ifVersion));

    /// <param name="Until">When it is looked at again, if nothing was heard of it.</param>
    /// <param name="Carried">Whether it is on its way to another site.</param>
    private sealed record InHand(int Version, DateTimeOffset Until, bool Carried = false);
}
