using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Notices;

public sealed class NoticeWordsTests
{
    public static TheoryData<NoticeKind> Kinds => [.. Enum.GetValues<NoticeKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_has_words_in_both_languages_also_when_nothing_is_known_of_the_ticket(NoticeKind kind)
    {
        foreach (var words in (NoticeWords[])[NoticeWords.Chinese, NoticeWords.English])
            foreach (var data in (NoticeData[])[new(), new() { By = "li", Level = 2, Clock = ClockKind.Visit, Due = TicketStory.Nine, Item = 1, State = "answered", Of = kind, Count = 9, Numbers = ["1"] }])
            {
                var text = words.Say(kind, data, new("上海", "Asia/Shanghai", "202603-0001", null));
                Assert.False(string.IsNullOrWhiteSpace(text.Title) || string.IsNullOrWhiteSpace(text.Text));
                Assert.DoesNotContain("{", text.Title + text.Text, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', text.Title);
            }
    }

    [Fact]
    public void Every_clock_has_a_name_in_both_languages() => Assert.All(Enum.GetValues<ClockKind>(), clock =>
    {
        NoticeWords.Chinese.Say(NoticeKind.Overdue, new() { Clock = clock }, new("", "UTC", "1", null));
        NoticeWords.English.Say(NoticeKind.Overdue, new() { Clock = clock }, new("", "UTC", "1", null));
    });

    [Fact]
    public void A_notice_tells_request_and_deadline_on_the_sites_clock()
    {
        var setting = new NoticeSetting("上海", "Asia/Shanghai", "202603-0001", TicketStory.Opened().Ticket);
        var data = new NoticeData { Clock = ClockKind.Ack, Due = TicketStory.Nine };
        Assert.Equal(new("202603-0001 待您确认接收", "华东电子：设备无法启动 请在 2026-03-02 09:00 前确认接收。"), NoticeWords.Of("zh-CN").Say(NoticeKind.Offered, data, setting));
        Assert.Equal(new("202603-0001 is yours to accept", "华东电子: 设备无法启动 Accept it by 2026-03-02 09:00."), NoticeWords.Of("en").Say(NoticeKind.Offered, data, setting));
    }

    [Fact]
    public void A_digest_counts_and_names_the_first()
    {
        var data = new NoticeData { Of = NoticeKind.Overdue, Count = 300, Numbers = ["1", "2"] };
        Assert.Equal(new("300 × overdue deadlines at SH", "300 notices in a short time: 1, 2 …"), NoticeWords.English.Say(NoticeKind.Digest, data, new("SH", "UTC", null, null)));
    }

    [Fact]
    public void A_template_never_fills_in_what_a_customer_wrote_as_if_it_were_one()
    {
        var ticket = TicketStory.Opened().Ticket! with { Verbatim = "{link} {due}\n第二行" };
        Assert.Contains("{link} {due} 第二行", NoticeWords.English.Say(NoticeKind.Reopened, new(), new("SH", "UTC", "1", ticket)).Text, StringComparison.Ordinal);
    }
}
