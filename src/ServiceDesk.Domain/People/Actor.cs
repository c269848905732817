namespace ServiceDesk.Domain.People;

/// <summary>What sort of doer stands behind an event.</summary>
public enum ActorKind
{
    /// <summary>A person of the support centre, signed in.</summary>
    Staff,

    /// <summary>A program with an API key.</summary>
    Machine,

    /// <summary>The customer, through a link that was sent to them.</summary>
    Customer,

    /// <summary>The desk itself, when a deadline rings.</summary>
    Clock,

    /// <summary>The desk itself, when it hands out work.</summary>
    Desk,
}

/// <summary>Who did it.</summary>
/// <param name="Kind">What sort of doer.</param>
/// <param name="Id">The account, key or customer-link id; <c>clock</c> for the desk itself.</param>
public sealed record Actor(ActorKind Kind, string Id)
{
    /// <summary>The desk itself, acting because a deadline was reached.</summary>
    public static Actor Clock { get; } = new(ActorKind.Clock, "clock");

    /// <summary>The desk itself, handing out work and taking it back.</summary>
    public static Actor Desk { get; } = new(ActorKind.Desk, "desk");

    public static Actor Staff(string id) => new(ActorKind.Staff, id);
}
