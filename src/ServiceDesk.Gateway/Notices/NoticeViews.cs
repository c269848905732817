using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Notices;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Notices;

/// <param name="Kind">What it is about.</param>
/// <param name="Title">One line, in the language of Accept-Language.</param>
/// <param name="Urgent">Breaks through quiet hours.</param>
/// <param name="Data">What the words were made of, for programs.</param>
public sealed record NoticeView(
    long Id, DateTimeOffset At, NoticeKind Kind, string Site, string? Number, string Title, string Text, bool Urgent, bool Read, NoticeData Data);

/// <summary>Notices as they are shown: said anew each time, of the ticket as it is now.</summary>
public sealed class NoticeViews(ITicketQueries tickets, SiteBook sites)
{
    /// <summary>Of those that the caller may still see: who left a site has nothing of it any more.</summary>
    public async Task<IReadOnlyList<NoticeView>> Of(IReadOnlyList<InboxItem> items, Caller caller, Language language, CancellationToken cancel)
    {
        var words = language is Language.Chinese ? NoticeWords.Chinese : NoticeWords.English;
        var known = new Dictionary<TicketKey, Ticket?>();
        var views = new List<NoticeView>();
        foreach (var item in items.Where(item => item.Site.Length == 0 || caller.Sees(item.Site)))
        {
            Ticket? ticket = null;
            if (item.Number is { } number && !known.TryGetValue(new(item.Site, number), out ticket))
                known[new(item.Site, number)] = ticket = await tickets.Find(new(item.Site, number), cancel);
            var rules = await sites.Find(item.Site);
            var text = words.Say(item.Kind, item.Data, new(rules?.Name ?? item.Site, rules?.TimeZone ?? "UTC", item.Number, ticket));
            views.Add(new(item.Id, item.At, item.Kind, item.Site, item.Number, text.Title, text.Text, item.Urgent, item.ReadAt is not null, item.Data));
        }

        return views;
    }
}
