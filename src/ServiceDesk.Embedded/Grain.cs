namespace ServiceDesk.Embedded;

/// <summary>
/// Base of every grain class. Its code runs one turn at a time: a whole method, awaits included, before the next
/// message.
/// </summary>
public abstract class Grain : IAddressable
{
    /// <exception cref="InvalidOperationException">Somebody else than the engine makes a grain.</exception>
    protected Grain() => Activation = Activation.UnderConstruction
        ?? throw new InvalidOperationException($"{GetType().Name} is made by the engine: ask the grain factory for a reference.");

    internal Activation Activation { get; }

    protected IGrainFactory GrainFactory => Activation.Engine.Factory;

    /// <summary>The activation goes after the current turn; what is queued behind it meets a fresh one.</summary>
    protected void DeactivateOnIdle() =>
        Activation.Leave(new(DeactivationReasonCode.ApplicationRequested, "The grain asked for it."));

    /// <summary>
    /// Runs before the first message, with the states read. What it throws goes to the callers, and the activation
    /// goes.
    /// </summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Runs after the last message, bounded by <see cref="EngineOptions.DeactivationTimeout"/>; a crash never runs it.
    /// </summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What a grain, or a reference to one, can be asked.</summary>
public static class GrainExtensions
{
    /// <summary>The key by which this grain was asked for.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => IdOf(grain).Key;

    /// <summary>A reference to this grain, to be handed to others: <c>this</c> itself must never leave it.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this Grain grain) where TGrainInterface : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain.Activation.Engine.Factory.GetGrain<TGrainInterface>(grain.Activation.Id.Key);
    }

    private static GrainId IdOf(IAddressable grain) => grain switch
    {
        Grain itself => itself.Activation.Id,
        GrainReference reference => reference.Id,
        _ => throw new ArgumentException("Neither a grain nor a reference to one.", nameof(grain)),
    };
}
