using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Tests.Domain.Tickets;

/// <summary>A ticket of site SH and what is done to it, hour by hour, from Monday 2026-03-02 09:00 in Shanghai on.</summary>
internal sealed class TicketStory
{
    public static readonly DateTimeOffset Nine = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    public static readonly TicketKey Key = new("SH", "202603-0001");

    public static readonly Customer Customer = new(
        "华东电子", "张先生", new("138****5678", "sealed", "index"), null, "电子", Tier.Vip, ["新用户"]);

    public static readonly Open Opening = new(
        Source.Phone, null, null, Customer, "fault_repair", "problem", null, "设备无法启动", "提示代码E-05", Urgency.Medium, Impact.Single, "PO-1", []);

    public static SiteRules AfterSales { get; } = new(
        "SH", "Shanghai", "Asia/Shanghai", Profiles.Find("after-sales")!, 1, ChinaCalendar.Standard(), 1);

    public static SiteRules QuickResponse { get; } = AfterSales with { Policy = Profiles.Find("quick-response")! };

    public SiteRules Rules { get; set; } = AfterSales;

    public DateTimeOffset Now { get; set; } = Nine;

    public Ticket? Ticket { get; private set; }

    public List<Happening> History { get; } = [];

    /// <summary>The open ticket, as taken by phone at nine.</summary>
    public static TicketStory Opened(SiteRules? rules = null, Open? opening = null)
    {
        var story = new TicketStory { Rules = rules ?? AfterSales };
        story.Does(opening ?? Opening);
        return story;
    }

    public static TicketStory Worked(SiteRules? rules = null) => Opened(rules).Does(new Acknowledge());

    public static TicketStory Solved(SiteRules? rules = null) => Worked(rules).Does(new Resolve("换了电源", null, null, null));

    /// <summary>Carries out a command that must succeed.</summary>
    public TicketStory Does(TicketCommand command, string by = "li")
    {
        var decision = Try(command, by);
        Assert.Null(decision.Refusal);
        return this;
    }

    public TicketStory At(DateTimeOffset moment)
    {
        Now = moment;
        return this;
    }

    public TicketStory After(TimeSpan time) => At(Now + time);

    /// <summary>Decides and, as the grain does, adopts what happened.</summary>
    public Decision Try(TicketCommand command, string by = "li")
    {
        var decision = TicketRules.Decide(Ticket, command, new Call(Key, Rules, Actor.Staff(by), Now, "request-1"));
        History.AddRange(decision.Happenings);
        Ticket = decision.Next;
        return decision;
    }

    public Refusal Refused(TicketCommand command) => Assert.IsType<Refusal>(Try(command).Refusal);

    public Clock Clock(ClockKind kind, int item = 0) => Ticket!.Clocks.Single(c => c.Id.Kind == kind && c.Id.Item == item);

    /// <summary>What the clocks did, in order: kind of event, of clock, and level where there is one.</summary>
    public IEnumerable<string> Rung => History.Where(h => h.By == Actor.Clock).Select(h => h.Event switch
    {
        Breached e => $"breached {e.Clock.Kind}",
        Reminded e => $"{e.Stage} {e.Clock.Kind} -> {string.Join("+", e.To)}",
        Escalated e => $"level {e.Level} {e.Cause}",
        Closed e => $"closed {e.Reason}",
        var other => other.GetType().Name,
    });
}
