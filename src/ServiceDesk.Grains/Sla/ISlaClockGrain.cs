namespace ServiceDesk.Grains.Sla;

/// <summary>The alarm of one ticket, by the ticket's key: one reminder, due at the next moment that the ticket waits for.</summary>
[Alias("desk.clock")]
public interface ISlaClockGrain : IGrainWithStringKey
{
    /// <summary>Sets the alarm: from that moment on it rings every minute until it is moved or rests.</summary>
    [Alias("WakeAt")]
    Task WakeAt(DateTimeOffset moment);

    /// <summary>Nothing is waited for any more.</summary>
    [Alias("Rest")]
    Task Rest();
}
