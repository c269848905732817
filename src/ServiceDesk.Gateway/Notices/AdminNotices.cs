using ServiceDesk.Domain;
using ServiceDesk.Domain.Notices;
using ServiceDesk.Grains.Notices;

namespace ServiceDesk.Gateway.Notices;

/// <summary>Tells those who keep a site's settings what no event tells.</summary>
public sealed class AdminNotices(INoticeStore store, INoticePeople people, NoticePlan plan, TimeProvider time)
{
    /// <param name="sites">Whose administrators; empty for those of the whole desk.</param>
    /// <param name="also">Somebody else to tell, if there is such an account.</param>
    public async Task Tell(IReadOnlyList<string> sites, string also, NoticeKind kind, string subject, CancellationToken cancel)
    {
        var everybody = await people.All();
        var staff = (sites.Count > 0 ? sites : [""]).Select(site => new Staff(site, everybody)).ToList();
        var now = time.GetUtcNow().ToMilliseconds();
        var notices = staff.SelectMany(s => s.Administrators().Concat(s.Find(also) is { } maker ? [maker.Id] : []).Select(person => (person, s.Site)))
            .DistinctBy(to => to.person).Select(to => new CausedNotice(
                new(to.person, kind, Urgent: false, new() { Subject = subject }), $"{DeskJson.Word(kind)}:{subject}:{now.ToUnixTimeMilliseconds()}", to.Site, null, now))
            .ToList();

        // The notifier writes too: whoever comes second looks again where the other is by then.
        while (!cancel.IsCancellationRequested)
        {
            var head = await store.Head();
            var (rows, deliveries) = plan.Make(head.Seq, notices, new Dictionary<FoldKey, Fold>(), (_, id) => staff[0].Find(id), _ => null, now);
            if (await store.Commit(head, head with { Seq = rows.Count > 0 ? rows[^1].Seq : head.Seq }, rows, deliveries)) return;
        }
    }
}
