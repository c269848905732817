namespace ServiceDesk.Embedded;

/// <summary>What travels. Only a one-way message and a tick can arrive twice.</summary>
public enum MessageKind
{
    Call,
    Reply,
    OneWay,
    Tick,
}

/// <summary>The outside of a message. A reply carries the address of the grain that answers.</summary>
/// <param name="Sender">Type of the grain that sends it, where a grain does.</param>
public readonly record struct Envelope(MessageKind Kind, string GrainType, string Key, string Method, string? Sender = null);

/// <summary>How a message fares: how often it arrives (0 is lost) and how much later.</summary>
public readonly record struct Delivery(int Copies, TimeSpan Delay)
{
    public static Delivery Normal => new(1, TimeSpan.Zero);

    public static Delivery Lost => new(0, TimeSpan.Zero);
}

/// <summary>
/// Stands between sender and grain; the place where a simulator loses, delays and duplicates. An optional service.
/// </summary>
public interface IMessageFilter
{
    Delivery Judge(in Envelope message);
}
