using ServiceDesk.Domain.Notices;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Tests.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Notices;

public sealed class NoticeRulesTests
{
    private static readonly Staff Everybody = new("SH",
    [
        Person("li", "engineer", supervisor: "wang"), Person("sun", "engineer", supervisor: "wang"), Person("wang", "supervisor"), Person("wei", "supervisor"),
        Person("zhao", "director"), Person("qian", "site_admin"), Person("root", "system_admin") with { Sites = [] },
        Person("hu", "department_member", supervisor: "he") with { Skills = ["物流部"] }, Person("he", "department_member"),
        Person("bei", "supervisor") with { Sites = ["BJ"] },
    ]);

    private static readonly CustomerReach Nothing = new(Sms: false, Email: false);
    private static readonly CustomerReach Everything = new(Sms: true, Email: true);

    [Fact]
    public void An_offer_is_told_to_its_owner_and_one_to_nobody_known_to_the_supervisors()
    {
        Assert.Equal("li: Offered", Told(Opened(), new Assign("li", null), by: "wang"));
        Assert.Equal("wang: Offered, wei: Offered", Told(Opened(), new Assign("nobody", null), by: "qian"));
        Assert.Equal("wei: Offered", Told(Opened(), new Assign("nobody", null), by: "wang"));
        Assert.Equal("", Told(Opened(), new Assign("li", null), by: "li"));
    }

    [Fact]
    public void An_offer_says_by_when_it_has_to_be_accepted()
    {
        var story = Opened();
        story.Does(new Assign("li", null), by: "wang");
        Assert.Equal(TicketStory.Nine.AddHours(1), NoticesOf(story, story.History[^1], Nothing).Single().Data.Due);
    }

    public static TheoryData<string, TicketCommand, string> Teamwork => new()
    {
        { "a collaborator", new AddCollaborator("sun", "电源"), "sun: Joined" },
        { "an assignee", new AddSubtask("换电源", "sun", null), "sun: SubtaskAssigned" },
        { "nobody, for a subtask without assignee", new AddSubtask("换电源", null, null), "" },
        { "the supervisor of a department's member", new RequestCollaboration("物流部", "缺件", null), "he: HelpAsked" },
        { "the site's other supervisor, of a department that is not known", new RequestCollaboration("火星部", "缺件", null), "wang: HelpAsked" },
        { "technician and customer", new PlanVisit("sun", "浦东", TicketStory.Nine.AddHours(3)), "customer: VisitPlanned, sun: VisitAssigned" },
        { "the customer who has to confirm", new RequestChange("加一台"), "customer: AskConfirmation" },
        { "the owner, of a new priority", new Prioritize(Priority.High, "停产"), "li: Reprioritized" },
        { "the owner, of the customer's words", new LogCommunication(null, "phone", "问进度", "很着急", null), "li: Replied" },
        { "nobody, of a call without words", new LogCommunication(null, "phone", "问进度", null, null), "" },
        { "the supervisor, raised to level 1 by hand", new Escalate(1, "难"), "wang: Escalated" },
        { "the director, raised to level 2 by hand", new Escalate(2, "难"), "zhao: Escalated" },
        { "the customer who is asked how it was", new Resolve("换了电源", null, null, null), "customer: AskRating" },
        { "nobody, of what only the timeline needs", new ReportProgress("fault_checked", null), "" },
    };

    [Theory, MemberData(nameof(Teamwork))]
    public void Work_by_others_is_told_to(string whom, TicketCommand command, string told)
    {
        Assert.NotEmpty(whom);
        var story = Worked();
        if (command is ReportProgress) command = new ReportProgress(story.Rules.Policy.ProgressNodes[0].Code, null);
        Assert.Equal(told, Told(story, command, by: "wei"));
    }

    [Fact]
    public void Who_asked_for_help_hears_the_answer()
    {
        var story = Worked();
        story.Does(new RequestCollaboration("物流部", "缺件", null), by: "sun");
        Assert.Equal("sun: HelpAnswered", Told(story, new AnswerCollaboration(1, CollaborationState.Answered, "明天到"), by: "he"));
    }

    [Fact]
    public void A_customer_who_cannot_be_reached_is_told_by_whoever_has_the_ticket()
    {
        var story = Worked();
        story.Does(new Resolve("换了电源", null, null, null));
        var notice = NoticesOf(story, story.History[^1], Nothing).Single();
        Assert.Equal(("li", NoticeKind.CustomerUnreachable, NoticeKind.AskRating), (notice.Person, notice.Kind, notice.Data.Of!.Value));
    }

    [Fact]
    public void A_customer_with_a_phone_gets_a_text_message_and_one_with_an_address_a_mail()
    {
        var contact = new Contact("masked", "sealed", "index");
        var both = TicketStory.Customer with { Phone = contact, Email = contact };
        Assert.Equal(Channel.Sms, Everything.Channel(both));
        Assert.Equal(Channel.Email, Everything.Channel(both with { Phone = null }));
        Assert.Equal(Channel.Email, new CustomerReach(Sms: false, Email: true).Channel(both));
        Assert.Null(Everything.Channel(both with { Phone = null, Email = null }));
        Assert.Null(Nothing.Channel(both));
    }

    [Fact]
    public void A_dissatisfied_customer_is_told_to_the_supervisor_and_to_the_owner()
    {
        var story = Worked();
        story.Does(new Resolve("换了电源", null, null, null));
        var question = story.Rules.Policy.Survey.Questions.ToDictionary(q => q.Code, _ => 1);
        Assert.Equal("wang: Replied, wang: SecondHandling, wei: Replied, wei: SecondHandling", Told(story, new Rate(question, null), by: "customer-link"));
    }

    [Fact]
    public void Three_declines_are_told_to_who_leads_the_last_of_those_who_declined()
    {
        var story = Opened();
        foreach (var agent in (string[])["sun", "hu"]) Assert.Equal("", Told(story.Does(new Assign(agent, null), by: "wang"), new Decline("忙"), by: agent));
        Assert.Equal("wang: Escalated", Told(story.Does(new Assign("li", null), by: "wang"), new Decline("忙"), by: "li"));
        Assert.Contains("nobody took it", NoticeWords.English.Say(NoticeKind.Escalated, NoticesOf(story, story.History[^1], Nothing).Single().Data, new("SH", "UTC", "1", null)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_loses_an_offer_hears_of_it_and_who_is_gone_does_not()
    {
        Assert.Equal("li: Withdrawn", Told(Opened().Does(new Assign("li", null), by: "wang"), new Withdraw("li", "off duty", Accepted: false), by: "desk"));
        Assert.Equal("", Told(Opened().Does(new Assign("gone", null), by: "wang"), new Withdraw("gone", "left", Accepted: true), by: "desk"));
    }

    [Fact]
    public void A_transfer_is_told_to_those_who_worked_on_it_and_an_overflow_to_who_leads_the_site()
    {
        Assert.Equal("li: Transferred, sun: Transferred", Told(Worked().Does(new AddCollaborator("sun", null), by: "li"), new TransferTo("BJ", "closer"), by: "wang"));
        var story = Opened();
        var overflow = new Happening(2, TicketStory.Nine, Actor.Desk, "dispatch:1", null, new TransferBegun("BJ", "nobody was free"));
        Assert.Equal("wang: Overflowed, wei: Overflowed", Shown(NoticesOf(story, overflow, Nothing)));
    }

    [Fact]
    public void Everything_that_a_clock_does_reaches_somebody_whoever_has_the_ticket()
    {
        foreach (var owned in (bool[])[true, false])
        {
            var story = owned ? Worked() : Opened();
            story.After(TimeSpan.FromDays(40)).Try(new Ring());
            var rung = story.History.Where(h => h.By == Actor.Clock && h.Event is Reminded or Escalated).ToList();
            Assert.NotEmpty(rung);
            Assert.All(rung, h => Assert.NotEmpty(NoticesOf(story, h, Nothing)));
            Assert.All(story.History.Where(h => h.Event is Escalated { Level: 2 }), h => Assert.All(NoticesOf(story, h, Nothing), n => Assert.True(n.Urgent)));
        }
    }

    [Fact]
    public void A_reminder_finds_each_part_that_it_names()
    {
        var story = Worked();
        story.Does(new RequestCollaboration("物流部", "缺件", null), by: "sun");
        var at = new ClockEpoch(ClockKind.Collaboration, 1, 1);
        string Of(params string[] to) => Shown(NoticesOf(story, new(9, TicketStory.Nine, Actor.Clock, "clock", null, new Reminded(at, "reminder", to)), Everything));
        Assert.Equal("li: Overdue", Of("owner"));
        Assert.Equal("wang: Overdue", Of("supervisor"));
        Assert.Equal("sun: Overdue", Of("requester"));
        Assert.Equal("he: Overdue", Of("department_head"));
        Assert.Equal("zhao: Overdue", Of("director"));
        Assert.Equal("customer: VisitLate", Of("customer"));
        Assert.Equal("wang: Overdue", Of("a part of a later version"));
        Assert.Equal("li: Overdue, wang: Overdue", Of("owner", "supervisor", "owner"));
    }

    [Fact]
    public void A_warning_is_no_reproach()
    {
        var story = Worked();
        var warned = new Reminded(new(ClockKind.Resolution, 0, 1), "warning", ["owner"]);
        Assert.Equal("li: Warned", Shown(NoticesOf(story, new(9, TicketStory.Nine, Actor.Clock, "clock", null, warned), Nothing)));
    }

    [Fact]
    public void Where_a_circle_is_empty_the_next_one_is_told()
    {
        Person[] all = [Person("wang", "supervisor"), Person("zhao", "director"), Person("qian", "site_admin"), Person("root", "system_admin") with { Sites = [] }];
        for (var gone = 0; gone < all.Length; gone++)
            Assert.Equal([all[gone].Id], new Staff("SH", all[gone..]).Supervisors("li"));
        Assert.Empty(new Staff("SH", []).Supervisors("li"));
        Assert.Equal(["zhao"], new Staff("SH", all).Supervisors("li", except: "wang"));
        Assert.Equal(["wang"], new Staff("SH", [all[0]]).Supervisors("li", except: "wang"));
    }

    [Fact]
    public void Kinds_that_concern_nobody_are_known_without_reading_them()
    {
        Assert.Contains("escalated", NoticeRules.Kinds);
        Assert.DoesNotContain("opened", NoticeRules.Kinds);
        Assert.DoesNotContain("progressed", NoticeRules.Kinds);
        Assert.Subset(EventKinds.All.Keys.ToHashSet(), NoticeRules.Kinds.ToHashSet());
    }

    private static TicketStory Opened() => TicketStory.Opened();

    private static TicketStory Worked() => TicketStory.Opened().Does(new Assign("li", null), by: "wang").Does(new Acknowledge(), by: "li");

    private static string Told(TicketStory story, TicketCommand command, string by)
    {
        var before = story.History.Count;
        story.Does(command, by);
        return Shown(story.History[before..].SelectMany(h => NoticesOf(story, h, Everything)));
    }

    private static IReadOnlyList<Notice> NoticesOf(TicketStory story, Happening happening, CustomerReach reach) =>
        NoticeRules.Of(happening, story.Ticket!, Everybody, reach);

    private static string Shown(IEnumerable<Notice> notices) =>
        string.Join(", ", notices.Select(n => $"{n.Person ?? "customer"}: {n.Kind}").Order(StringComparer.Ordinal));

    internal static Person Person(string id, string role, string? supervisor = null) => new(id, ["SH"], [role], [], supervisor, NoticePreferences.Standard, []);
}
