using System.Net.Sockets;

namespace ServiceDesk.Host.Engine;

/// <summary>
/// Ends a cut between two silos while others reach both. Those vouch for each of the two, so Orleans keeps both, and for as long as the cut
/// lasts no call gets from the one to the other, nor the ring of an alarm. Therefore every silo tries again and again to open a
/// connection to every other one, and of two that cannot one is declared dead: it ends itself, and joins again when it reaches all.
/// A connection is opened by the kernel, also to a process that is busy or stands still: what fails here is the network.
/// </summary>
internal sealed class OrleansCutSilos(IClusterMembershipService cluster, ILocalSiloDetails self, ILogger<OrleansCutSilos> log) : BackgroundService
{
    /// <summary>Of a round, and of one attempt.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>Failed attempts in a row after which the elder of the two evicts the younger. A silo that nobody reaches is gone before that.</summary>
    internal const int Limit = 3;

    /// <summary>The silos that have to go.</summary>
    /// <param name="failures">Of each other active silo, how many attempts in a row have failed; 0 for one that is reached.</param>
    /// <returns>None for who does not reach half of the others: then it is this one that is cut off, and that is for the others to say.</returns>
    internal static IReadOnlyList<SiloAddress> ToEvict(SiloAddress self, IReadOnlyDictionary<SiloAddress, int> failures) =>
        failures.Values.Count(failed => failed == 0) * 2 < failures.Count
            ? []
            : [.. failures.Where(other => other.Value >= (IsElder(self, other.Key) ? Limit : 2 * Limit)).Select(other => other.Key)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = new Dictionary<SiloAddress, int>();
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(stoppingToken)) await Look(failures, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The silo goes.
        }
    }

    private async Task Look(Dictionary<SiloAddress, int> failures, CancellationToken cancel)
    {
        var active = cluster.CurrentSnapshot.Members.Values.Where(member => member.Status is SiloStatus.Active).Select(member => member.SiloAddress).ToHashSet();
        if (!active.Remove(self.SiloAddress)) return;
        var reached = await Task.WhenAll(active.Select(async silo => (silo, await IsReached(silo, cancel))));
        foreach (var gone in failures.Keys.Except(active).ToArray()) failures.Remove(gone);
        foreach (var (silo, isReached) in reached) failures[silo] = isReached ? 0 : failures.GetValueOrDefault(silo) + 1;
        foreach (var silo in ToEvict(self.SiloAddress, failures))
        {
            log.LogWarning("No connection to the silo {Silo} can be opened from here, and yet it is a member: it is declared dead", silo);
            await cluster.TryKill(silo);
            failures.Remove(silo);       // asked once: if nothing comes of it, it has to fail as often again
        }
    }

    /// <summary>Also by one that refuses: its machine is there, and that its process is gone others see as well.</summary>
    private static async Task<bool> IsReached(SiloAddress silo, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Pace);
        using var socket = new Socket(silo.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(silo.Endpoint, patience.Token);
            return true;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode is SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsElder(SiloAddress one, SiloAddress other) =>
        one.Generation != other.Generation ? one.Generation < other.Generation : one.CompareTo(other) < 0;
}
