using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDesk.Embedded;

/// <summary>
/// The engine as its process sees it: starts and stops with the host, shows its health, and can be made to fail.
/// </summary>
public sealed class EngineHost : IHostedService
{

    /// <exception cref="InvalidOperationException">
    /// Two grain classes share a stored name, or a grain interface has a method no grain can have.
    /// </exception>
    public EngineHost(
        IServiceProvider services, EngineOptions options, TimeProvider time, ITurnScheduler turns, ILogger<EngineHost> log)
    {
        Engine = new(services, options, time, turns, log);
    }

    internal Engine Engine { get; }

    /// <summary>The way in for those who call grains.</summary>
    public IGrainFactory Grains => Engine.Factory;

    /// <summary>Messages that wait or run.</summary>
    public int InFlight => Engine.InFlight;

    /// <summary>Grains in memory.</summary>
    public int Activations => Engine.ActivationCount;

    /// <summary>Reminders in memory: those due soon.</summary>
    public int NearReminders => Engine.Reminders.Near;

    /// <summary>The reminders begin to ring. Calls are served before that already.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Engine.Reminders.Start();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses calls from outside, ends those under way, deactivates every grain. Cancelled, it leaves what remains
    /// where it is, as <see cref="Kill"/> does.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken) => Engine.Stop(cancellationToken);

    /// <summary>Activations whose present turn has lasted longer than this, longest first: for a health check.</summary>
    public IReadOnlyList<BusyActivation> BusyLongerThan(TimeSpan time) => Engine.BusyLongerThan(time);

    /// <summary>
    /// The engine dies at once, as the process would: no deactivation, and code waiting inside a grain never goes on.
    /// Callers outside get <see cref="SiloUnavailableException"/>. It may be called from anywhere, a store's write too.
    /// Only what a grain's own services answer without ever waiting still reaches it: one that kills from within a call
    /// of a grain returns a task that never ends.
    /// </summary>
    public void Kill() => Engine.Kill();

    /// <summary>
    /// Makes the engine forget an activation that lives on: the next call makes a second one beside it, as when a
    /// cluster disagrees.
    /// </summary>
    /// <returns>False where none is active.</returns>
    public bool SplitBrain<TGrainInterface>(string key) where TGrainInterface : IGrainWithStringKey =>
        Engine.SplitBrain(new(Engine.Factory.Served(typeof(TGrainInterface)).Class, key));
}
