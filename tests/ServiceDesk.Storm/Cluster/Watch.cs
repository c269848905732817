namespace ServiceDesk.Storm.Cluster;

/// <summary>Does what an orchestrator does: starts again whatever should run and does not.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public Watch(LocalCluster cluster) => _watching = Look(cluster);

    /// <summary>How often a process had ended by itself, as a silo does that the others have evicted.</summary>
    public int Restarts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task Look(LocalCluster cluster)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token))
                Restarts += cluster.Nodes.Count(node => node.StartIfFallen());
        }
        catch (OperationCanceledException)
        {
            // The storm is over.
        }
    }
}
