using System.Collections.Concurrent;
using ServiceDesk.Domain.Viewers;
using ServiceDesk.Grains.Viewers;

namespace ServiceDesk.Gateway.Viewers;

/// <summary>Who looks at the tickets of the sites: asked of each site at most once a second, for all the streams of this gateway.</summary>
public sealed class SharedViewers(IGrainFactory grains, TimeProvider time, ILogger<SharedViewers> log)
{
    /// <summary>Followers hear of a change within this time.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Site> _sites = new();

    /// <summary>The tickets of a site that several people have open; the same object while nothing has changed.</summary>
    public async ValueTask<IReadOnlyList<SharedTicket>> Recent(string code, CancellationToken cancel)
    {
        var site = _sites.GetOrAdd(code, _ => new());
        if (site.Told is { } told && time.GetElapsedTime(told.AskedAt) < Pace) return told.Shared;
        await site.Gate.WaitAsync(cancel);
        try
        {
            // Whoever waited here finds what the one before was told.
            if (site.Told is { } before && time.GetElapsedTime(before.AskedAt) < Pace) return before.Shared;
            var asking = site.Told = (site.Told ?? new(0, 0, [])) with { AskedAt = time.GetTimestamp() };
            if (await grains.GetGrain<IViewersGrain>(code).Look(asking.Revision) is { } look)
                site.Told = asking with { Revision = look.Revision, Shared = look.Shared };
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // A courtesy: the events go on without it, and the next question comes in a second.
            log.LogDebug(fault, "{Site}: nobody says who looks at its tickets", code);
        }
        finally
        {
            site.Gate.Release();
        }

        return site.Told?.Shared ?? [];
    }

    private sealed class Site
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public volatile Answer? Told;
    }

    private sealed record Answer(long AskedAt, long Revision, IReadOnlyList<SharedTicket> Shared);
}
