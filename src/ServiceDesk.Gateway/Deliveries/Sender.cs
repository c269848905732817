using ServiceDesk.Domain.Notices;

namespace ServiceDesk.Gateway.Deliveries;

/// <summary>Hands messages over to whoever carries them on.</summary>
public interface ISender
{
    Channel Channel { get; }

    /// <summary>Comes back when the other side has taken it.</summary>
    /// <exception cref="SendException">It has not.</exception>
    Task Send(OutwardMessage message, CancellationToken cancel);
}

/// <summary>A message to one person.</summary>
/// <param name="Id">The same for every attempt, so that a receiver can drop what comes twice.</param>
/// <param name="To">Mail address, phone number or account id.</param>
public sealed record OutwardMessage(string Id, string To, NoticeText Text)
{
    /// <summary>Nothing that a log could show.</summary>
    public override string ToString() => Id;
}

/// <summary>It was not taken.</summary>
/// <param name="why">For the operator; never holds an address, since it is kept and shown.</param>
/// <param name="isFinal">Whether trying again is no use.</param>
public sealed class SendException(string why, bool isFinal, Exception? cause = null) : Exception(why, cause)
{
    public bool IsFinal => isFinal;
}
