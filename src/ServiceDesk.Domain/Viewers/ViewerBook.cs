namespace ServiceDesk.Domain.Viewers;

/// <summary>
/// Which tickets of a site are open on whose screen. A page counts until it is closed, or until it has not been heard of for
/// <see cref="Lasts"/>. The time is told, and never goes back.
/// </summary>
public sealed class ViewerBook
{
    /// <summary>Pages that one person may have open; the one heard of longest ago goes first.</summary>
    public const int PagesOfOne = 20;

    private readonly Dictionary<PageKey, Page> _pages = [];

    /// <summary>How long a page counts that is not heard of. A page says that it is there three times within this.</summary>
    public static TimeSpan Lasts { get; } = TimeSpan.FromSeconds(12);

    /// <summary>Changes whenever somebody comes, goes, or does something else.</summary>
    public int Changes { get; private set; }

    /// <summary>The page shows the ticket.</summary>
    /// <param name="page">Tells the pages of one person apart.</param>
    public void See(string number, string person, string page, string name, ViewerDoing doing, DateTimeOffset now)
    {
        Forget(now);
        var key = new PageKey(number, person, page);
        var known = _pages.GetValueOrDefault(key);
        if (known is null) MakeRoom(person);
        _pages[key] = new(name, doing, known?.Since ?? now, now);
        if (known is null || known.Doing != doing || known.Name != name) Changes++;
    }

    public void Leave(string number, string person, string page)
    {
        if (_pages.Remove(new(number, person, page))) Changes++;
    }

    /// <summary>Who has the ticket open.</summary>
    public IReadOnlyList<Viewer> Of(string number, DateTimeOffset now)
    {
        Forget(now);
        return Viewers(_pages.Where(page => page.Key.Number == number));
    }

    /// <summary>The tickets that more than one person has open, by number.</summary>
    public IReadOnlyList<SharedTicket> Shared(DateTimeOffset now)
    {
        Forget(now);
        return
        [
            .. _pages.GroupBy(page => page.Key.Number).Select(pages => new SharedTicket(pages.Key, Viewers(pages)))
                .Where(ticket => ticket.Viewers.Count > 1).OrderBy(ticket => ticket.Number, StringComparer.Ordinal),
        ];
    }

    private static IReadOnlyList<Viewer> Viewers(IEnumerable<KeyValuePair<PageKey, Page>> pages) =>
    [
        .. pages.GroupBy(page => page.Key.Person, page => page.Value)
            .Select(own => new Viewer(own.Key, own.First().Name, own.Max(page => page.Doing), own.Min(page => page.Since)))
            .OrderBy(viewer => viewer.Since).ThenBy(viewer => viewer.Id, StringComparer.Ordinal),
    ];

    private void Forget(DateTimeOffset now)
    {
        foreach (var key in _pages.Where(page => now - page.Value.HeardAt >= Lasts).Select(page => page.Key).ToList())
        {
            _pages.Remove(key);
            Changes++;
        }
    }

    private void MakeRoom(string person)
    {
        var own = _pages.Where(page => page.Key.Person == person).ToList();
        if (own.Count < PagesOfOne) return;
        _pages.Remove(own.MinBy(page => page.Value.HeardAt).Key);
        Changes++;
    }

    private readonly record struct PageKey(string Number, string Person, string Page);

    private sealed record Page(string Name, ViewerDoing Doing, DateTimeOffset Since, DateTimeOffset HeardAt);
}
