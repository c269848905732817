using System.Text.Json;
using ServiceDesk.Domain;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Simulation.Disks;

/// <summary>An event as stored: the very texts that its hash covers.</summary>
/// <param name="WrittenAt">The world's time of the commit, which no process's clock can move.</param>
internal sealed record EventRow(
    long Position, int Version, DateTimeOffset At, Actor By, string Cause, string? Via, string Body, string Hash, DateTimeOffset WrittenAt)
{
    public string HashAfter(string previous, TicketKey key) =>
        HashChain.Next(previous, key, Version, At.ToUnixTimeMilliseconds(), $"{By.Kind}:{By.Id}", Cause, Via, Body);

    private Happening? _read;

    /// <summary>What the texts say.</summary>
    public Happening Read() => _read ??= new(Version, At, By, Cause, Via, JsonSerializer.Deserialize<TicketEvent>(Body, DeskJson.Stored)!);
}

/// <summary>A ticket as stored.</summary>
internal sealed class TicketRow(TicketKey key)
{
    private readonly List<Ticket> _past = [];

    public TicketKey Key => key;

    public string State { get; set; } = "";

    public string Hash { get; set; } = HashChain.Start;

    public int Version { get; set; }

    public DateTimeOffset? WakeAt { get; set; }

    public int PriorityRank { get; set; }

    public List<EventRow> Events { get; } = [];

    /// <summary>The ticket that the stored events make up to a version.</summary>
    public Ticket? At(int version)
    {
        while (_past.Count < version && _past.Count < Events.Count)
            _past.Add(TicketHistory.Evolve(key, _past.Count == 0 ? null : _past[^1], Events[_past.Count].Read()));
        return version >= 1 && version <= _past.Count ? _past[version - 1] : null;
    }
}
