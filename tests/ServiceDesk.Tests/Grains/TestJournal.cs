using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Grains.Sla;
using ServiceDesk.Grains.Tickets;

namespace ServiceDesk.Tests.Grains;

/// <summary>A journal in memory, with what a test wants to go wrong at the next append. Silos write from many threads.</summary>
internal sealed class TestJournal : ITicketJournal, IOverdueTickets, IOpenTickets
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TicketKey, List<Happening>> _histories = [];
    private readonly Dictionary<string, Answered> _answers = [];

    /// <summary>Thrown by the next append, once.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Whether the append that throws has written all the same.</summary>
    public bool FaultWrites { get; set; }

    /// <summary>Done before the next append, once: what another process does meanwhile.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Awaited by the next append before it writes, once: a disk that takes its time.</summary>
    public Func<Task>? Slowly { get; set; }

    public IEnumerable<Ticket> Tickets => Keys.Select(key => TicketHistory.Replay(key, History(key))!);

    private TicketKey[] Keys
    {
        get { lock (_gate) return [.. _histories.Keys]; }
    }

    public IReadOnlyList<Happening> History(TicketKey key)
    {
        lock (_gate) return [.. _histories.GetValueOrDefault(key) ?? []];
    }

    public Task<TicketHead?> Load(TicketKey key) =>
        Task.FromResult(TicketHistory.Replay(key, History(key)) is { } ticket ? new TicketHead(ticket, $"hash {ticket.Version}") : null);

    public Task<Ticket?> LoadAt(TicketKey key, int version) => Task.FromResult(TicketHistory.Replay(key, History(key).Take(version)));

    public async Task<Commit> Append(Append append)
    {
        var slowly = Slowly;
        Slowly = null;
        if (slowly is not null) await slowly();
        lock (_gate) return Write(append);
    }

    private Commit Write(Append append)
    {
        var (meanwhile, fault) = (Meanwhile, Fault);
        (Meanwhile, Fault) = (null, null);
        meanwhile?.Invoke();
        if (fault is not null && !FaultWrites) throw fault;
        if (append.Request is { } mark && _answers.TryGetValue(mark.Id, out var earlier))
            return new(CommitOutcome.RequestRepeated, Earlier: earlier);
        if (History(append.Key).Count != append.ExpectedVersion) return new(CommitOutcome.VersionConflict);
        Write(append.Key, append.Happenings);
        if (append.Request is { } kept) _answers[kept.Id] = new(kept.Fingerprint, append.Key.Number, append.Next.Version, null);
        return fault is null ? new(CommitOutcome.Committed, $"hash {append.Next.Version}", 1) : throw fault;
    }

    public void Write(TicketKey key, IEnumerable<Happening> happenings)
    {
        lock (_gate)
        {
            if (!_histories.TryGetValue(key, out var history)) _histories[key] = history = [];
            history.AddRange(happenings.Select(h => JsonSerializer.Deserialize<Happening>(JsonSerializer.Serialize(h, DeskJson.Stored), DeskJson.Stored)!));
        }
    }

    public Task<Answered?> FindAnswer(string requestId)
    {
        lock (_gate) return Task.FromResult(_answers.GetValueOrDefault(requestId));
    }

    public Task KeepRefusal(RequestMark request, TicketKey key, Refusal refusal)
    {
        lock (_gate) _answers.TryAdd(request.Id, new(request.Fingerprint, key.Number, 0, refusal));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OverdueTicket>> Read(DateTimeOffset before, OverdueTicket? after, int limit) =>
        Task.FromResult<IReadOnlyList<OverdueTicket>>([.. Overdue(before).SkipWhile(t => after is not null && t != after).Skip(after is null ? 0 : 1).Take(limit)]);

    public Task<long> Count(DateTimeOffset before) => Task.FromResult((long)Overdue(before).Count());

    public Task<IReadOnlyList<Ticket>> Read(string site, string after, int limit) =>
        Task.FromResult<IReadOnlyList<Ticket>>([.. Keys.Where(key => key.Site == site && string.CompareOrdinal(key.Number, after) > 0)
            .Select(key => TicketHistory.Replay(key, History(key))!).Where(ticket => ticket.Status is not TicketStatus.Closed)
            .OrderBy(ticket => ticket.Number, StringComparer.Ordinal).Take(limit)]);

    private IEnumerable<OverdueTicket> Overdue(DateTimeOffset before) => Keys
        .Select(key => TicketHistory.Replay(key, History(key))!).Where(ticket => ticket.WakeAt < before)
        .Select(ticket => new OverdueTicket(ticket.Key, ticket.WakeAt!.Value, (int)ticket.Priority.Value)).OrderBy(t => t.WakeAt).ThenBy(t => t.PriorityRank);
}
