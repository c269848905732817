using ServiceDesk.Domain.Viewers;

namespace ServiceDesk.Grains.Viewers;

/// <summary>Who has which ticket of a site, the key, open right now. In memory only: after a crash every page says within seconds that it is there.</summary>
[Alias("desk.viewers")]
public interface IViewersGrain : IGrainWithStringKey
{
    /// <summary>
    /// A page shows a ticket; that counts for <see cref="ViewerBook.Lasts"/>, and longer when it is said again. One way: the next word makes up
    /// for a lost one.
    /// </summary>
    [OneWay]
    [Alias("See")]
    Task See(Sighting sighting);

    [OneWay]
    [Alias("Leave")]
    Task Leave(string number, string person, string page);

    /// <summary>Who has the ticket open.</summary>
    [Alias("Of")]
    Task<Viewer[]> Of(string number);

    /// <summary>The tickets that several people have open; null while nothing has changed.</summary>
    /// <param name="known">Revision that the caller has; 0 for none.</param>
    [Alias("Look")]
    Task<ViewersLook?> Look(long known);
}

/// <param name="Person">Account or key.</param>
/// <param name="Page">Tells the pages of one person apart.</param>
public sealed record Sighting(string Number, string Person, string Page, string Name, ViewerDoing Doing);

/// <param name="Revision">Never 0, and another one after each change, also when the grain has begun anew.</param>
public sealed record ViewersLook(long Revision, IReadOnlyList<SharedTicket> Shared);
