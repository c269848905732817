using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Simulation.Flaws;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Disks;

/// <summary>
/// The one durable thing of the world: it outlives every process, judges appends as the real journal does, and has what
/// was sent to it even when the sender is dead by then.
/// </summary>
internal sealed class Disk : ITicketJournal, IOverdueTickets, IOpenTickets
{
    private readonly World _world;
    private readonly Dictionary<TicketKey, TicketRow> _rows = [];
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, Answered> _answers = [];
    private readonly Dictionary<(string Site, Source Source, string ExternalId), TicketKey> _external = [];
    private readonly SortedSet<OverdueTicket> _waking = new(Comparer<OverdueTicket>.Create(ByUrgency));
    private readonly Dictionary<string, List<(TicketRow Row, EventRow Event)>> _caused = [];
    private long _position;

    public Disk(World world)
    {
        _world = world;
        Documents = new(this, world.Rules);
        Reminders = new(this);
        Agents = new(this);
    }

    public DiskDocuments Documents { get; }

    public DiskReminders Reminders { get; }

    public DiskAgents Agents { get; }

    /// <summary>Keys of all tickets, in the order of opening.</summary>
    public IReadOnlyList<string> Keys => _keys;

    public IEnumerable<TicketRow> Rows => _keys.Select(key => _rows[TicketKey.Parse(key)]);

    public TicketRow? Row(TicketKey key) => _rows.GetValueOrDefault(key);

    /// <summary>What a request brought about.</summary>
    public IReadOnlyList<(TicketRow Row, EventRow Event)> Caused(string cause) => _caused.GetValueOrDefault(cause) ?? [];

    public Answered? Answer(string requestId) => _answers.GetValueOrDefault(requestId);

    public IEnumerable<OverdueTicket> Waking => _waking;

    public DateTimeOffset Now => _world.Scheduler.Time.GetUtcNow();

    /// <summary>Planted: who has resolved something keeps its place.</summary>
    public bool KeepsSlots => _world.Life.Flaw is Flaw.SlotNeverReleased;

    public void Tell(string text) => _world.Trace.Add(null, text, Voice.Disk);

    /// <summary>One access: it takes time, may fail before or after it has taken effect, and goes on when its caller has died.</summary>
    public Task<T> Access<T>(string what, string? key, bool writes, Func<T> effect) =>
        Task.Factory.StartNew(async () =>
        {
            var fate = _world.Mischief.OfAccess(what, key, writes);
            await Task.Delay(fate.Before, _world.Scheduler.Time);
            if (fate.Lost) throw new DiskFault($"{what} {key}: refused");
            var result = effect();
            if (fate.After > TimeSpan.Zero) await Task.Delay(fate.After, _world.Scheduler.Time);
            return fate.Unconfirmed ? throw new DiskFault($"{what} {key}: no answer") : result;
        }, CancellationToken.None, TaskCreationOptions.None, _world.Scheduler).Unwrap();

    public Task<TicketHead?> Load(TicketKey key) => Access("load", $"{key}", writes: false, () =>
        Row(key) is { } row ? new TicketHead(JsonSerializer.Deserialize<Ticket>(row.State, DeskJson.Stored)!, row.Hash) : null);

    public Task<Ticket?> LoadAt(TicketKey key, int version) => Access("load version", $"{key}", writes: false, () =>
        Row(key)?.At(version));

    public Task<Commit> Append(Append append) => append.IsAlarm && _world.Mischief.IsFull
        ? throw new StoreBusyException("The disk is slow, and much is waiting for it.")
        : Access("append", $"{append.Key}", writes: true, () => Write(append));

    public Task<Answered?> FindAnswer(string requestId) => Access("find answer", null, writes: false, () => Answer(requestId));

    public Task KeepRefusal(RequestMark request, TicketKey key, Refusal refusal) => Access("keep refusal", $"{key}", writes: true, () =>
        _answers.TryAdd(request.Id, new(request.Fingerprint, key.Number, 0, refusal)));

    public Task<IReadOnlyList<OverdueTicket>> Read(DateTimeOffset before, OverdueTicket? after, int limit) =>
        Access<IReadOnlyList<OverdueTicket>>("read overdue", null, writes: false, () =>
        {
            OverdueTicket[] page = [.. _waking.Where(t => t.WakeAt < before && (after is null || ByUrgency(t, after) > 0)).Take(limit)];
            if (_world.Life.Flaw is Flaw.SweepsNewestFirst) Array.Reverse(page);
            if (after is null) _world.SweepOrder.Begin();
            return page;
        });

    public Task<IReadOnlyList<Ticket>> Read(string site, string after, int limit) =>
        Access<IReadOnlyList<Ticket>>("read open", null, writes: false, () =>
            [.. _rows.Values.Where(row => row.Key.Site == site && string.CompareOrdinal(row.Key.Number, after) > 0)
                .OrderBy(row => row.Key.Number, StringComparer.Ordinal).Select(row => row.At(row.Version)!)
                .Where(ticket => ticket.Status is not TicketStatus.Closed).Take(limit)]);

    public Task<long> Count(DateTimeOffset before) =>
        Access("count overdue", null, writes: false, () => (long)_waking.TakeWhile(t => t.WakeAt < before).Count());

    private Commit Write(Append append)
    {
        if (Refused(append) is { } refused) return refused;

        if (!_rows.TryGetValue(append.Key, out var row))
        {
            _rows[append.Key] = row = new(append.Key);
            _keys.Add($"{append.Key}");
        }

        foreach (var happening in append.Happenings) Write(row, happening);
        if (row.WakeAt is { } old) _waking.Remove(new(row.Key, old, row.PriorityRank));
        (row.State, row.Version) = (JsonSerializer.Serialize(append.Next, DeskJson.Stored), append.Next.Version);
        (row.WakeAt, row.PriorityRank) = (append.Next.WakeAt, (int)append.Next.Priority.Value);
        if (row.WakeAt is { } wake) _waking.Add(new(row.Key, wake, row.PriorityRank));
        if (append.Next.ExternalId is { } id) _external[(append.Key.Site, append.Next.Source, id)] = append.Key;
        if (append.Request is { } request) _answers[request.Id] = new(request.Fingerprint, append.Key.Number, row.Version, null);
        AlarmStandsBefore(row);
        return new(CommitOutcome.Committed, row.Hash, _position);
    }

    private void Write(TicketRow row, Happening happening)
    {
        var body = JsonSerializer.Serialize(happening.Event, DeskJson.Stored);
        var e = new EventRow(
            ++_position, happening.Version, happening.At, happening.By, happening.Cause, happening.Via, body, "", _world.Scheduler.Time.GetUtcNow());
        e = e with { Hash = e.HashAfter(row.Hash, row.Key) };
        row.Events.Add(e);
        if (!_caused.TryGetValue(e.Cause, out var caused)) _caused[e.Cause] = caused = [];
        caused.Add((row, e));
        row.Hash = e.Hash;
        _world.Trace.Add($"{row.Key}", $"v{e.Version} {happening.Event.GetType().Name} by {e.By.Id} at {Instant.Text(e.At)}, cause {e.Cause} {e.Hash[..8]}", Voice.Disk);
    }

    private Commit? Refused(Append append)
    {
        var flaw = _world.Life.Flaw;
        if (flaw is not Flaw.NoRequestCheck && append.Request is { } request && Answer(request.Id) is { } earlier)
            return new(CommitOutcome.RequestRepeated, Earlier: earlier);

        var (version, hash) = Row(append.Key) is { } row ? (row.Version, row.Hash) : (0, HashChain.Start);
        if (flaw is not Flaw.NoVersionCheck && (version != append.ExpectedVersion || hash != append.PreviousHash))
            return new(CommitOutcome.VersionConflict);

        return append is { ExpectedVersion: 0, Next.ExternalId: { } id } && _external.TryGetValue((append.Key.Site, append.Next.Source, id), out var holder)
            ? new(CommitOutcome.ExternalIdTaken, Earlier: new(append.Request?.Fingerprint ?? "", holder.Number, Row(holder)!.Version, null))
            : null;
    }

    /// <summary>
    /// Reserved before committed: whatever dies now, the alarm of what was just written is set. Two activations, and a write
    /// that arrives when its sender is dead, can move it; then it is the sweeper that rings.
    /// </summary>
    private void AlarmStandsBefore(TicketRow row)
    {
        var now = _world.Scheduler.Time.GetUtcNow();
        if (row.WakeAt is not { } wake || _world.Mischief.EverSplit.Contains($"{row.Key}")) return;
        if (_world.Mischief.Struck.Touching($"{row.Key}", now.AddMinutes(-30), now).Any(d => d.Text == "crash")) return;
        var alarm = Reminders.AlarmOf(row.Key);
        if (alarm is null || alarm > (wake > now ? wake : now) + 2 * _world.Mischief.WorstSkew + TimeSpan.FromSeconds(1))
            _world.Seen.Add(new("the alarm is set before the commit", $"{row.Key}", $"version {row.Version} waits for {Instant.Text(wake)}, the alarm {(alarm is { } at ? "rings at " + Instant.Text(at) : "is not set")}"));
    }

    private static int ByUrgency(OverdueTicket a, OverdueTicket b) =>
        a.WakeAt != b.WakeAt ? a.WakeAt.CompareTo(b.WakeAt)
            : a.PriorityRank != b.PriorityRank ? a.PriorityRank.CompareTo(b.PriorityRank)
            : string.CompareOrdinal($"{a.Key}", $"{b.Key}");
}
