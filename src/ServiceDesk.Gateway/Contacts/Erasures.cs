using System.Collections.Concurrent;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Contacts;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>
/// Tickets whose customer was erased, in memory: they are few, and every view of an older event asks. What this process erases is known
/// at once, what another one does, at most <see cref="MaxAge"/> later.
/// </summary>
public sealed class Erasures(IContactKeyStore store, ILogger<Erasures> log, TimeProvider time) : BackgroundService
{
    /// <summary>Looked back beyond the last look: clocks of processes differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<TicketKey, bool> _known = new();
    private DateTimeOffset _readUpTo = DateTimeOffset.UnixEpoch + Overlap;

    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    public bool Has(TicketKey ticket) => !_known.IsEmpty && _known.ContainsKey(ticket);

    public async Task Add(TicketKey ticket, CancellationToken cancel)
    {
        await store.AddErasure(ticket, cancel);
        _known[ticket] = true;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Read(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(MaxAge, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Read(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Reading erasures failed; the next round tries again");
            }
        }
    }

    private async Task Read(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        foreach (var ticket in await store.Erasures(_readUpTo - Overlap, cancel)) _known[ticket] = true;
        _readUpTo = now;
    }
}
