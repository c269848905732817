using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Notices;

/// <summary>A notice with the event that caused it.</summary>
/// <param name="Cause">The same for the same event, however often it is looked at.</param>
/// <param name="Number">Of the ticket; null where it is about none.</param>
public sealed record CausedNotice(Notice Notice, string Cause, string Site, string? Number, DateTimeOffset At);

/// <summary>A notice as it lies in an inbox.</summary>
/// <param name="Seq">Rises with every change; an inbox is read and followed in this order.</param>
/// <param name="Group">What it would fold with.</param>
/// <param name="Folded">Whether a digest stands for it.</param>
public sealed record NoticeRow(
    long Seq, string Person, string Cause, string Site, string? Number, NoticeKind Kind, bool Urgent, DateTimeOffset At, NoticeData Data, string Group,
    bool Folded);

/// <summary>Something that is to leave the desk.</summary>
/// <param name="Dedup">One per cause, way and target: there is never a second row of it.</param>
/// <param name="Target">Account id; <see cref="NoticePlan.Customer"/>; of a webhook its id.</param>
/// <param name="Cause">With the target, the notice it tells of; null for a webhook.</param>
/// <param name="Kind">Of notice, or of event for a webhook.</param>
/// <param name="Position">Feed position for a webhook; else 0.</param>
public sealed record DeliveryPlan(
    string Dedup, Channel Channel, string Target, string Site, string? Number, string Kind, NoticeData? Data, string? Cause, long Position,
    DateTimeOffset NextAt);

/// <summary>From notices to what is written: rows of inboxes, digests, and deliveries. Pure.</summary>
/// <param name="Ways">The ways out that the operator has set up.</param>
/// <param name="Reach">The same, for customers.</param>
public sealed record NoticePlan(DigestPolicy Digests, IReadOnlyCollection<Channel> Ways, CustomerReach Reach)
{
    /// <summary>Target of a delivery to the ticket's customer; no account id has a blank in it.</summary>
    public const string Customer = "the customer";

    /// <param name="seq">The highest seq given out so far.</param>
    /// <param name="folds">What the windows of these notices hold already.</param>
    public (IReadOnlyList<NoticeRow> Rows, IReadOnlyList<DeliveryPlan> Deliveries) Make(
        long seq, IReadOnlyList<CausedNotice> notices, IReadOnlyDictionary<FoldKey, Fold> folds, Func<string, string, Person?> find,
        Func<TicketKey, Ticket?> ticket, DateTimeOffset now)
    {
        var windows = new Dictionary<FoldKey, Fold>(folds);
        var rows = new List<NoticeRow>();
        var digests = new Dictionary<FoldKey, CausedNotice>();
        var deliveries = new List<DeliveryPlan>();
        foreach (var caused in notices)
        {
            var (notice, cause, site, number, at) = caused;
            if (notice.Person is not { } person)
            {
                if (number is not null && ticket(new(site, number)) is { } t && Reach.Channel(t.Customer) is { } way)
                    deliveries.Add(new($"customer:{site}/{number}:{cause}:{DeskJson.Word(notice.Kind)}", way, Customer, site, number, DeskJson.Word(notice.Kind), notice.Data, cause, 0, now));
                continue;
            }

            var group = DigestRules.GroupOf(notice.Kind, site, at, Digests);
            var key = new FoldKey(person, group);
            var (next, folded) = DigestRules.Add(windows.GetValueOrDefault(key, Fold.Empty), number ?? "", Digests);
            windows[key] = next;
            rows.Add(new(++seq, person, cause, site, number, notice.Kind, notice.Urgent, at, notice.Data, group, folded));
            if (folded) digests[key] = caused;
            else deliveries.AddRange(Outward(find(site, person), caused, cause, notice.Kind, notice.Data, notice.Urgent, now));
        }

        foreach (var (key, last) in digests)
        {
            var (notice, site) = (last.Notice, last.Site);
            var data = new NoticeData { Of = notice.Kind, Level = notice.Data.Level, Count = windows[key].Count, Numbers = windows[key].Numbers };
            rows.Add(new(++seq, key.Person, CauseOf(key.Group), site, null, NoticeKind.Digest, notice.Urgent, last.At, data, "", Folded: false));

            // Held until the window is over: then it tells all of it, once.
            var ready = DigestRules.WindowEnd(last.At, Digests) is var end && end > now ? end : now;
            deliveries.AddRange(Outward(find(site, key.Person), last with { Number = null }, CauseOf(key.Group), NoticeKind.Digest, data, notice.Urgent, ready));
        }

        return (rows, deliveries);
    }

    /// <summary>The cause of the digest that stands for a group.</summary>
    public static string CauseOf(string group) => $"digest|{group}";

    private IEnumerable<DeliveryPlan> Outward(
        Person? person, CausedNotice caused, string cause, NoticeKind kind, NoticeData data, bool urgent, DateTimeOffset ready) =>
        (person?.Channels ?? []).Where(way => Ways.Contains(way) && person!.Preferences.Wants(way, urgent)).Select(way => new DeliveryPlan(
            $"{person!.Id}:{cause}:{DeskJson.Word(way)}", way, person.Id, caused.Site, caused.Number, DeskJson.Word(kind), data, cause, 0,
            person.Preferences.ReleaseOf(ready, urgent)));
}
