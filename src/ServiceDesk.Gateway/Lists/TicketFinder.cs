using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Identity;
using ServiceDesk.Grains.Sites;
using ServiceDesk.Storage.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>Turns the conditions of a query into a filter over the sites that the caller sees: for lists and exports alike.</summary>
public sealed class TicketFinder(ContactVault vault, IGrainFactory grains, SiteBook sites, TimeProvider time)
{
    private static readonly QueryField Status = new("status", typeof(TicketStatus), "Where they stand.");
    private static readonly QueryField Owner = new("owner", typeof(string), "Id of the primary owner.");
    private static readonly QueryField Priority = new("priority", typeof(Priority), "How soon the site works on them.");
    private static readonly QueryField Type = new("type", typeof(string), "Code of the type.");
    private static readonly QueryField Tier = new("tier", typeof(Tier), "Standing of the customer.");
    private static readonly QueryField Customer = new("customer", typeof(string), "Exact name of the customer.");
    private static readonly QueryField Phone = new("phone", typeof(string), "Exact phone number, however written, or mail address.", 254);
    private static readonly QueryField Text = new("q", typeof(string), "Words in customer, request and solution; Chinese or English.");
    private static readonly QueryField From = new("from", typeof(DateTimeOffset), "Submitted at or after.");
    private static readonly QueryField To = new("to", typeof(DateTimeOffset), "Submitted before.");
    private static readonly QueryField Escalated = new("escalated", typeof(bool), "Whether an escalation is open.");
    private static readonly QueryField Breached = new("breached", typeof(bool), "Whether a deadline was missed.");
    private static readonly QueryField Archived = new("archived", typeof(bool), "True for closed tickets beyond the archive age only.");
    private static readonly QueryField Sort = new("sort", typeof(TicketSort), "newest when left out.");

    /// <summary>Every condition that a query may have.</summary>
    public static IReadOnlyList<QueryField> Conditions { get; } =
        [QueryField.Site, Status, Owner, Priority, Type, Tier, Customer, Phone, Text, From, To, Escalated, Breached, Archived, Sort];

    /// <returns>The filter, or why there is none; neither when the caller has no site at all.</returns>
    public async Task<(TicketFilter? Filter, Problem? Problem)> FilterOf(QueryValues query, Caller caller)
    {
        var wanted = query.Text(QueryField.Site);
        if (wanted is not null && !(SiteCodeAttribute.Fits(wanted) && caller.Sees(wanted) && await sites.Find(wanted) is not null))
            return (null, Problem.NoSuchSite);
        var visible = wanted is null ? await caller.VisibleSites(grains) : [wanted];
        if (visible.Count == 0) return (null, null);

        var archived = query.Value<bool>(Archived);
        return (new(visible)
        {
            Status = query.Value<TicketStatus>(Status),
            Owner = query.Text(Owner),
            Priority = query.Value<Priority>(Priority),
            Type = query.Text(Type),
            Tier = query.Value<Tier>(Tier),
            Customer = query.Text(Customer),
            Contacts = query.Text(Phone) is { } phone ? [vault.IndexOf(phone)] : [],
            Text = query.Text(Text),
            From = query.Value<DateTimeOffset>(From),
            To = query.Value<DateTimeOffset>(To),
            Escalated = query.Value<bool>(Escalated),
            Breached = query.Value<bool>(Breached),
            Archived = archived,
            ArchivedBefore = archived is null ? default : time.GetUtcNow() - await ArchiveAge(visible),
            Sort = query.Value<TicketSort>(Sort) ?? TicketSort.Newest,
        }, null);
    }

    /// <summary>The shortest archive age among the sites: a list over several has to draw one line.</summary>
    private async Task<TimeSpan> ArchiveAge(IReadOnlyList<string> visible)
    {
        var days = new List<int>();
        foreach (var site in visible)
            if (await sites.Find(site) is { } rules) days.Add(rules.Policy.Archive.AfterDays);
        return TimeSpan.FromDays(days.Count > 0 ? days.Min() : 0);
    }
}
