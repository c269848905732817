using System.Diagnostics;

namespace ServiceDesk.Embedded;

/// <summary>One turn that somebody wants of a grain.</summary>
internal abstract class Message(GrainId target, string method)
{
    /// <summary>The trace under which the caller runs; the turn goes on under it.</summary>
    private readonly Activity? _parent = Activity.Current;

    public GrainId Target { get; } = target;

    public string Method { get; } = method;

    public abstract MessageKind Kind { get; }

    /// <summary>When it was sent, in ticks of the time provider's timestamp.</summary>
    public long SentAt { get; set; }

    /// <summary>The order of sending within the engine; what must be done to several messages is done in it.</summary>
    public long Sequence { get; set; }

    public bool FromOutside { get; set; }

    /// <summary>Whether the caller needs no turn any more, because it gave up.</summary>
    public virtual bool IsAnswered => false;

    /// <summary>Whether the activation counts as used.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Starts the turn. What it throws is the same as a failed task.</summary>
    public Task Begin(Grain grain)
    {
        if (_parent is not null) Activity.Current = _parent;
        try
        {
            return Invoke(grain) ?? throw new InvalidOperationException($"{Target}.{Method} returned null instead of a task.");
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    /// <summary>Tells the caller how the ended turn went.</summary>
    public abstract void End(Task turn);

    /// <summary>Tells the caller that there was, or will be, no turn.</summary>
    public abstract void Fail(Exception error);

    /// <summary>The same message a second time, for a filter that duplicates.</summary>
    public Message Again() => (Message)MemberwiseClone();

    protected abstract Task? Invoke(Grain grain);
}
