using System.Diagnostics.CodeAnalysis;

namespace ServiceDesk.Host.Engine;

/// <summary>
/// Ends the calls of a gateway whose answers will not come. Which silo has taken a call Orleans does not tell its sender, nor that this silo
/// is gone: they would all wait for their time-out. So whatever was under way when a connection to a silo closed has a little time left,
/// enough for the silos that live, and is then told to come again.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source of cancellation without a timer holds nothing.")]
internal sealed class OrleansLostSilo(TimeProvider time) : IOutgoingGrainCallFilter
{
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Ends what began since the last silo was lost.</summary>
    private CancellationTokenSource _underWay = new();

    /// <returns>When the calls that were under way are answered or ended.</returns>
    public async Task Lost()
    {
        var underWay = Interlocked.Exchange(ref _underWay, new());
        await Task.Delay(Grace, time);
        await underWay.CancelAsync();
    }

    /// <exception cref="SiloUnavailableException">A silo was lost meanwhile, and no answer came.</exception>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var ended = Volatile.Read(ref _underWay).Token;
        var call = context.Invoke();
        await call.WaitAsync(ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!call.IsCompleted) throw new SiloUnavailableException("A silo was lost while it may have been at this.");
        await call;
    }
}
