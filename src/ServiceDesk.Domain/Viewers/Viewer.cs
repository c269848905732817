namespace ServiceDesk.Domain.Viewers;

/// <summary>What somebody does who has a ticket open.</summary>
public enum ViewerDoing
{
    Looking,

    /// <summary>Writes something that is not sent yet.</summary>
    Typing,
}

/// <summary>Somebody who has a ticket open.</summary>
/// <param name="Id">Account or key.</param>
/// <param name="Since">When they opened it.</param>
public sealed record Viewer(string Id, string Name, ViewerDoing Doing, DateTimeOffset Since);

/// <summary>A ticket that several people have open.</summary>
/// <param name="Viewers">Who came first is first; somebody with two pages open is there once.</param>
public sealed record SharedTicket(string Number, IReadOnlyList<Viewer> Viewers);
