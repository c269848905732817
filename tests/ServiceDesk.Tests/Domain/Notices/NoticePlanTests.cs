using ServiceDesk.Domain.Notices;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Notices;

public sealed class NoticePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 3, 0, TimeSpan.Zero);
    private static readonly NoticePlan Plan = new(new(3, TimeSpan.FromMinutes(10)), [Channel.Email, Channel.Sms], new(Sms: true, Email: true));
    private static readonly Person Director = NoticeRulesTests.Person("zhao", "director") with { Channels = [Channel.Email, Channel.Sms, Channel.Chat] };

    [Fact]
    public void An_outage_of_five_hundred_breaches_is_one_digest_and_every_cause_is_a_row()
    {
        var (rows, deliveries) = Make(Enumerable.Range(1, 500).Select(i => Caused(i)));
        Assert.Equal(500, rows.Count(r => r.Kind is NoticeKind.Escalated && r.Cause.StartsWith("event:", StringComparison.Ordinal)));
        Assert.Equal(497, rows.Count(r => r.Folded));
        var digest = Assert.Single(rows, r => r.Kind is NoticeKind.Digest);
        Assert.Equal((500, NoticeKind.Escalated, 20), (digest.Data.Count!.Value, digest.Data.Of!.Value, digest.Data.Numbers!.Count));
        Assert.Equal(4, deliveries.Count(d => d.Channel is Channel.Email));
        var mail = Assert.Single(deliveries, d => d is { Kind: "digest", Channel: Channel.Email });
        Assert.Equal(new(2026, 3, 2, 1, 10, 0, TimeSpan.Zero), mail.NextAt);
        Assert.All(rows.Where(r => r.Folded), r => Assert.Equal(digest.Cause, NoticePlan.CauseOf(r.Group)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void The_size_of_a_batch_changes_nothing(int size)
    {
        var folds = new Dictionary<FoldKey, Fold>();
        var rows = new Dictionary<string, NoticeRow>();
        var mails = new HashSet<string>();
        foreach (var batch in Enumerable.Range(1, 60).Select(i => Caused(i)).Chunk(size))
        {
            var (made, deliveries) = Plan.Make(rows.Count, batch, folds, (_, _) => Director, _ => null, Now);
            foreach (var row in made) rows[row.Cause] = row;
            mails.UnionWith(deliveries.Select(d => d.Dedup));
            var key = new FoldKey("zhao", made[0].Group);
            folds[key] = new(rows.Values.Count(r => r.Group == key.Group), made.LastOrDefault(r => r.Kind is NoticeKind.Digest)?.Data.Numbers ?? []);
        }

        Assert.Equal(57, rows.Values.Count(r => r.Folded));
        Assert.Equal(60, Assert.Single(rows.Values, r => r.Kind is NoticeKind.Digest).Data.Count);
        Assert.Equal(Enumerable.Range(4, 20).Select(i => $"{i}"), rows.Values.Single(r => r.Kind is NoticeKind.Digest).Data.Numbers!);
        Assert.Equal(4, mails.Count);
    }

    [Fact]
    public void Other_windows_sites_kinds_and_people_do_not_fold_together()
    {
        var (rows, _) = Make(
        [
            .. Enumerable.Range(1, 3).Select(i => Caused(i)), .. Enumerable.Range(4, 3).Select(i => Caused(i, at: Now.AddMinutes(7))),
            .. Enumerable.Range(7, 3).Select(i => Caused(i, site: "BJ")), .. Enumerable.Range(10, 3).Select(i => Caused(i, kind: NoticeKind.Overdue)),
            .. Enumerable.Range(13, 3).Select(i => Caused(i, person: "wang")),
        ]);
        Assert.Equal(15, rows.Count);
        Assert.DoesNotContain(rows, r => r.Folded);
    }

    [Fact]
    public void A_notice_leaves_by_the_ways_that_the_operator_has_the_person_wants_and_an_address_is_known_for()
    {
        IEnumerable<Channel> Ways(Person? person, bool urgent) =>
            Plan.Make(0, [Caused(1, urgent: urgent)], new Dictionary<FoldKey, Fold>(), (_, _) => person, _ => null, Now).Deliveries.Select(d => d.Channel);
        Assert.Equal([Channel.Email], Ways(Director, urgent: false));
        Assert.Equal([Channel.Email, Channel.Sms], Ways(Director, urgent: true));
        Assert.Equal([], Ways(Director with { Channels = [] }, urgent: true));
        Assert.Equal([Channel.Sms], Ways(Director with { Preferences = new(Email: ChannelUse.None, Sms: ChannelUse.All) }, urgent: false));
        Assert.Equal([], Ways(null, urgent: true));
    }

    [Fact]
    public void Quiet_hours_hold_a_mail_back_and_what_is_urgent_breaks_through()
    {
        var quiet = new QuietHours("08:00", "12:30", "Asia/Shanghai");        // it is three past nine in Shanghai
        DateTimeOffset Next(bool urgent, bool breaks) => Plan.Make(
            0, [Caused(1, urgent: urgent)], new Dictionary<FoldKey, Fold>(), (_, _) => Director with { Preferences = new(Quiet: quiet, UrgentBreaksQuiet: breaks) },
            _ => null, Now).Deliveries[0].NextAt;
        Assert.Equal(new(2026, 3, 2, 4, 30, 0, TimeSpan.Zero), Next(urgent: false, breaks: true));
        Assert.Equal(Now, Next(urgent: true, breaks: true));
        Assert.Equal(new(2026, 3, 2, 4, 30, 0, TimeSpan.Zero), Next(urgent: true, breaks: false));
    }

    [Theory]
    [InlineData("22:00", "07:00", "2026-03-02T23:30:00+08:00", "2026-03-03T07:00:00+08:00")]
    [InlineData("22:00", "07:00", "2026-03-03T06:59:00+08:00", "2026-03-03T07:00:00+08:00")]
    [InlineData("22:00", "07:00", "2026-03-03T07:00:00+08:00", "2026-03-03T07:00:00+08:00")]
    [InlineData("12:00", "13:00", "2026-03-03T12:00:00+08:00", "2026-03-03T13:00:00+08:00")]
    [InlineData("12:00", "13:00", "2026-03-03T11:59:00+08:00", "2026-03-03T11:59:00+08:00")]
    [InlineData("09:00", "09:00", "2026-03-03T09:00:00+08:00", "2026-03-03T09:00:00+08:00")]
    public void Quiet_hours_end_on_the_wall_clock(string from, string to, string at, string end) =>
        Assert.Equal(DateTimeOffset.Parse(end), new QuietHours(from, to, "Asia/Shanghai").EndAfter(DateTimeOffset.Parse(at)));

    [Fact]
    public void Quiet_hours_that_end_in_the_hour_that_a_clock_change_skips_end_after_it() => Assert.Equal(
        DateTimeOffset.Parse("2026-03-29T01:30:00Z"), new QuietHours("22:00", "02:30", "Europe/Berlin").EndAfter(DateTimeOffset.Parse("2026-03-28T23:00:00Z")));

    [Fact]
    public void The_customer_is_told_once_per_cause_by_the_one_way_that_leads_to_them()
    {
        var ticket = TicketStory.Opened().Ticket!;
        var (rows, deliveries) = Plan.Make(
            0, [new(new(null, NoticeKind.AskRating, false, new()), "event:7", "SH", ticket.Number, Now)], new Dictionary<FoldKey, Fold>(), (_, _) => null, _ => ticket, Now);
        Assert.Empty(rows);
        var delivery = Assert.Single(deliveries);
        Assert.Equal((Channel.Sms, NoticePlan.Customer), (delivery.Channel, delivery.Target));
        Assert.DoesNotContain("sealed", delivery.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_grows_threefold_to_six_hours_and_is_spread_by_a_fifth()
    {
        Assert.Equal([5, 15, 45, 135, 405, 1215, 3645, 10935, 21600, 21600], Enumerable.Range(1, 10).Select(n => Math.Round(Backoff.After(Backoff.First, n, 0.5).TotalSeconds)));
        Assert.Equal(4, Backoff.After(Backoff.First, 1, 0).TotalSeconds, 3);
        Assert.Equal(6, Backoff.After(Backoff.First, 1, 1).TotalSeconds, 3);
        Assert.True(Backoff.After(Backoff.First, 10_000, 1) < TimeSpan.FromHours(8));
    }

    private static (IReadOnlyList<NoticeRow> Rows, IReadOnlyList<DeliveryPlan> Deliveries) Make(IEnumerable<CausedNotice> notices) =>
        Plan.Make(0, [.. notices], new Dictionary<FoldKey, Fold>(), (_, _) => Director with { Preferences = new(Sms: ChannelUse.None) }, _ => null, Now);

    private static CausedNotice Caused(
        int i, string person = "zhao", string site = "SH", NoticeKind kind = NoticeKind.Escalated, DateTimeOffset? at = null, bool urgent = false) =>
        new(new(person, kind, urgent, new() { Level = 2 }), $"event:{i}", site, $"{i}", at ?? Now);
}
