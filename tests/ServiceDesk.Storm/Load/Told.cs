using System.Collections.Concurrent;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Storm.Load;

/// <summary>A command that a client was told had succeeded: what the desk has to stand by, whatever strikes it.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Version">The ticket's version that the client was told.</param>
/// <param name="Waited">From the first sending to the answer, with every repetition in between.</param>
internal sealed record Told(string Key, string Command, TicketKey Ticket, int Version, DateTimeOffset At, TimeSpan Waited);

/// <summary>What the clients remember by themselves, apart from the desk.</summary>
internal sealed class ClientRecord
{
    private readonly ConcurrentDictionary<string, Asked> _outstanding = new();

    public ConcurrentQueue<Told> Told { get; } = new();

    /// <summary>What was refused for good, by status and code.</summary>
    public ConcurrentDictionary<string, int> Refused { get; } = new();

    /// <summary>How often a client had to send again, by what it got instead of an answer.</summary>
    public ConcurrentDictionary<string, int> Repeated { get; } = new();

    /// <summary>Answers to the same request that were not the same.</summary>
    public ConcurrentQueue<string> Contradictions { get; } = new();

    public int Outstanding => _outstanding.Count;

    public Asked Begin(string key, int client) => _outstanding[key] = new(key, client, DateTimeOffset.UtcNow);

    public void End(Asked asked) => _outstanding.TryRemove(asked.Key, out _);

    /// <summary>Whether the desk serves again: nobody waits any more for what was asked before a moment, nor longer than two seconds for anything.</summary>
    public bool IsWell(DateTimeOffset since)
    {
        var now = DateTimeOffset.UtcNow;
        return _outstanding.Values.All(asked => asked.At >= since && now - asked.At < TimeSpan.FromSeconds(2)) && Told.LastOrDefault()?.At > since;
    }

    /// <summary>A command under way.</summary>
    public sealed record Asked(string Key, int Client, DateTimeOffset At);
}
