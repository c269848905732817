namespace ServiceDesk.Host.Engine;

/// <summary>
/// Ends a silo whose machine's clock was set back. Orleans plans by that clock when grains leave memory, and never before the latest moment
/// that it has seen: until the clock is there again no grain could come into memory. It ends at once, as when the others have declared
/// it dead: they take over, and a silo that is started anew knows no such moment.
/// </summary>
internal sealed class OrleansMachineClock(TimeProvider machine, Action<string> end) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Idle grains stay for two minutes, so a step of this size does no harm.</summary>
    private static readonly TimeSpan Harmless = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Pace, machine);
        var latest = machine.GetUtcNow();
        try
        {
            while (await pace.WaitForNextTickAsync(stoppingToken))
            {
                var now = machine.GetUtcNow();
                if (now < latest - Harmless) end($"The machine's clock was set back by {latest - now}: this silo ends, to be started again.");
                if (now > latest) latest = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo goes.
        }
    }
}
