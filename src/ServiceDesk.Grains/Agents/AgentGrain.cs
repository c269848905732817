using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Routing;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Queues;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Grains.Agents;

/// <summary>
/// Counts the work of one agent, lets the desk give no more than their capacity, and gives back what they leave behind. What they own is
/// the tickets' truth, read again at each start; who they are is their account's.
/// </summary>
public sealed class AgentGrain(IAgentRecords records, TimeProvider time) : Grain, IAgentGrain, IRemindable
{
    private const string Watching = "watch";
    private const string Shift = "shift";

    /// <summary>The shortest period that Orleans takes.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How long an assignment may be under way: a place kept for longer, of which the store knows nothing, was kept in vain.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _told = [];
    private Dictionary<string, Slot> _work = [];
    private AgentRecord? _record;
    private DateTimeOffset _idleSince;

    /// <summary>Until when an assignment may be under way of which nothing is heard here: that of a place kept by an activation before this one, too.</summary>
    private DateTimeOffset _underWayUntil;

    private string Id => this.GetPrimaryKeyString();

    private DateTimeOffset Now => time.GetUtcNow().ToMilliseconds();

    /// <summary>The agent, as long as they work here.</summary>
    private AgentProfile? Profile => _record is { Profile: { HasLeft: false } profile } ? profile : null;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _underWayUntil = Now + UnderWay;
        return Read();
    }

    public Task<Reservation> Reserve(string ticket, bool byPerson)
    {
        var answer = Judge(TicketKey.Parse(ticket).Site, byPerson);
        if (answer is not Reservation.Granted) return Task.FromResult(answer);
        _underWayUntil = Now + UnderWay;
        if (_work.TryAdd(ticket, new(0, Now, Accepted: false, Reserved: true))) _idleSince = Now;
        return Task.FromResult(answer);
    }

    public Task Follow(WorkNote note)
    {
        var known = _work.GetValueOrDefault(note.Key);
        if (known?.Version > note.Version) return Task.CompletedTask;
        var mine = note.Owner == Id && note.IsOpen;
        if (mine) _work[note.Key] = new(note.Version, note.Since ?? Now, note.Accepted, Reserved: false);
        else _work.Remove(note.Key);
        if (mine && known is null) _idleSince = Now;
        if (mine && IsLost(note.Key, _work[note.Key]) is not null) return GiveBack();
        // What was read at the start may be what the note is of: then nothing has changed here, and no queue has heard of it.
        if (_told.Count == 0 || mine != known is not null || known is { Reserved: true }) Tell();
        return Task.CompletedTask;
    }

    public Task<AgentStanding?> Standing() => Task.FromResult(Profile is null ? null : Seen());

    public Task<Presence?> Presence() => Task.FromResult(Profile is null ? null : _record!.Presence);

    public async Task<Presence?> SetPresence(PresenceState state, string by)
    {
        await Read();       // another activation may have set another one
        if (Profile is null) return null;
        if (_record!.Presence.State != state) await Become(_record.Presence with { State = state, Since = Now, By = by });
        return _record!.Presence;
    }

    public async Task<Presence?> SetShifts(WorkCalendar? shifts)
    {
        await Read();
        if (Profile is null) return null;
        // Set before the shifts are on disk: whatever dies then, the first turn is awaited within a minute.
        await this.RegisterOrUpdateReminder(Shift, Period, Period);
        await Become(Shifts.Follow(_record!.Presence with { Shifts = shifts }, Now));
        await AwaitTurn();
        return _record!.Presence;
    }

    public Task Watch() => this.RegisterOrUpdateReminder(Watching, Period, Period);

    public async Task Refresh()
    {
        await Read();
        var mayComeOn = _record?.Presence is { State: not PresenceState.Off } or { Shifts: not null };
        if (mayComeOn && _record!.Profile.HasLeft)
            await Become(new Presence(PresenceState.Off, Now, _record.Presence.By));       // without their shifts: who comes back begins anew
        else await GiveBack();
        if (mayComeOn) await AwaitTurn();
    }

    /// <summary>
    /// The watch goes when nothing is left to give back, and nothing can come any more that was under way when it was set: a minute of
    /// silence after the last place that was kept.
    /// </summary>
    private async Task LookBack()
    {
        await Refresh();
        if (Now >= _underWayUntil && !Lost().Any() && await this.GetReminder(Watching) is { } reminder) await this.UnregisterReminder(reminder);
    }

    public async Task Look()
    {
        await Read();
        Tell();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName == Shift) await Turn();
        else await LookBack();
    }

    /// <summary>A shift may have begun or ended.</summary>
    private async Task Turn()
    {
        await Read();       // another activation may have set another presence, or other shifts
        if (Profile is not null && Shifts.Follow(_record!.Presence, Now) is var next && next != _record.Presence) await Become(next);
        await AwaitTurn();
    }

    private async Task AwaitTurn()
    {
        if (Profile is not null && _record!.Presence.Shifts is { } shifts && Shifts.NextTurn(shifts, Now) is { } turn)
            await this.RegisterOrUpdateReminder(Shift, turn - Now, Period);
        else if (await this.GetReminder(Shift) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private async Task Become(Presence next)
    {
        // Set before the presence is on disk: whatever dies then, what the agent leaves behind is given back within a minute. So is what is
        // on its way to them, from a queue that has not heard of it.
        if (next.State is PresenceState.Off) await Watch();
        try
        {
            await records.SetPresence(Id, next);
        }
        catch
        {
            DeactivateOnIdle();       // what is on disk is unknown: read again
            throw;
        }

        if (next.State is PresenceState.On && _record!.Presence.State is not PresenceState.On) _idleSince = Now;
        _record = _record! with { Presence = next };
        await GiveBack();
    }

    /// <summary>Asks the tickets that are nobody's work any more to go back to their queues, again every minute until they have gone.</summary>
    private async Task GiveBack()
    {
        Tell();
        var lost = Lost().ToList();
        if (lost.Count > 0) await Watch();
        foreach (var (ticket, why) in lost) _ = GrainFactory.GetGrain<ITicketGrain>(ticket).Recall(Id, why.Reason, why.Accepted);
    }

    private IEnumerable<(string Ticket, Loss Why)> Lost()
    {
        foreach (var (ticket, slot) in _work)
            if (IsLost(ticket, slot) is { } why) yield return (ticket, why);
    }

    /// <summary>Why the ticket cannot stay; null when it can. What a person gave to somebody off duty stays: they knew.</summary>
    private Loss? IsLost(string ticket, Slot slot) => _record switch
    {
        null => null,
        _ when slot.Reserved => null,
        { Profile.HasLeft: true } => new("the owner has left", Accepted: true),
        { Profile: var profile } when !profile.WorksAt(TicketKey.Parse(ticket).Site) => new("the owner has left the site", Accepted: true),
        { Presence: { State: PresenceState.Off } presence } when !slot.Accepted && slot.Since <= presence.Since => new("the owner has gone off duty", Accepted: false),
        _ => null,
    };

    private Reservation Judge(string site, bool byPerson) => _record switch
    {
        { Profile.HasLeft: true } => Reservation.Left,
        { Profile: var profile } when !profile.WorksAt(site) => Reservation.Elsewhere,
        _ when byPerson => Reservation.Granted,       // outside ids, too: whoever assigns knows whom they mean
        not null when Seen().HasRoom => Reservation.Granted,
        _ => Reservation.NotFree,
    };

    private AgentStanding Seen()
    {
        var (profile, presence) = _record!;
        // A shift that has ended is noted when its alarm rings, after an outage up to a minute late. What the desk gave meanwhile would stay
        // with somebody who had gone before they had it.
        var state = Shifts.Follow(presence, Now).State is PresenceState.Off ? PresenceState.Off : presence.State;
        return new(Id, profile.Roles, profile.Skills, profile.Capacity, _work.Count, state, _idleSince) { Work = [.. _work.Keys] };
    }

    /// <summary>Tells the queues of the agent's sites; those that they have left, too. A queue does not know who is off duty.</summary>
    private void Tell()
    {
        if (_record is null) return;
        var seen = Seen();
        var sites = Profile?.Sites ?? [];
        foreach (var gone in _told.Where(site => !seen.OnDuty || !sites.Contains(site)).ToList())
        {
            _ = GrainFactory.GetGrain<IQueueGrain>(gone).FollowAgent(seen with { Presence = PresenceState.Off });
            _told.Remove(gone);
        }

        if (!seen.OnDuty) return;
        foreach (var site in sites)
        {
            _ = GrainFactory.GetGrain<IQueueGrain>(site).FollowAgent(seen);
            _told.Add(site);
        }
    }

    private async Task Read()
    {
        var record = await records.Find(Id);
        var work = (await records.Work(Id)).ToDictionary(
            ticket => ticket.Key.ToString(),
            ticket => new Slot(ticket.Version, ticket.Assignment!.Since, ticket.Assignment.AcknowledgedAt is not null, Reserved: false));
        var young = Now - UnderWay;
        foreach (var (ticket, slot) in _work)
            if (slot.Reserved && slot.Since > young) work.TryAdd(ticket, slot);

        (_record, _work) = (record, work);
        _idleSince = work.Values.Select(slot => slot.Since).Append(record?.Presence.Since ?? DateTimeOffset.UnixEpoch).Append(_idleSince).Max();
    }

    /// <param name="Version">The ticket's version that is known; 0 for a place kept for one that is not theirs yet.</param>
    private sealed record Slot(int Version, DateTimeOffset Since, bool Accepted, bool Reserved);

    /// <param name="Accepted">Whether it goes although it was accepted.</param>
    private sealed record Loss(string Reason, bool Accepted);
}
