using ServiceDesk.Domain.Tickets;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Clients;

/// <summary>What people do to a ticket where it stands; now and then what the map refuses.</summary>
internal sealed class Commands(World world, Random chance)
{
    private static readonly string[] People = ["li.na", "wang.wei", "zhao.min", "chen.jie"];

    public Open Opening(int number)
    {
        var now = world.Scheduler.Time.GetUtcNow();
        // Neighbours share a request id of the system they came from: one of them makes the ticket.
        var external = chance.Next(4) == 0 ? $"mail-{number / 4}" : null;
        return new(
            external is null ? Source.Phone : Source.Email, chance.Next(3) == 0 ? now.AddMinutes(-chance.Next(1, 40)) : null, external,
            new("客户甲", null, null, null, null, (Tier)chance.Next(4), []), null, null, null, "系统无法登录", null, (Urgency)chance.Next(3),
            chance.Next(8) == 0 ? Impact.Safety : Impact.Single, null, []);
    }

    /// <summary>The same of a type that the site knows, or of none.</summary>
    public Open Classified(string site, Open opening)
    {
        var types = world.Sites.First(s => s.Code == site).Policy.Types;
        return opening with { Type = chance.Next(6) == 0 ? null : types[chance.Next(types.Count)].Code };
    }

    /// <summary>What comes from outside while agents do the work: the customer, and those who speak for them.</summary>
    public TicketCommand OfCustomer(Ticket ticket) => ticket.Status switch
    {
        TicketStatus.Resolved => chance.Next(4) switch { 0 => Rated(ticket, good: true), 1 => Rated(ticket, good: false), 2 => Summary(), _ => new Reopen("又坏了") },
        TicketStatus.Closed => chance.Next(3) == 0 ? new Reopen("又坏了") : Level(),
        _ => chance.Next(10) switch
        {
            < 3 => Talk(),
            < 5 => Rank(),
            < 7 => Level(),
            7 => new Classify(world.Sites.First(site => site.Code == ticket.Site).Policy.Types[chance.Next(4)].Code, null, null),
            8 => new Escalate(1 + chance.Next(2), "很急"),
            _ => chance.Next(4) == 0 ? new Close(ClosingReason.ClosedByCustomer) : Talk(),
        },
    };

    public TicketCommand Next(Ticket ticket) => chance.Next(20) == 0 ? Anything(ticket) : ticket.Status switch
    {
        TicketStatus.Pending => WhilePending(ticket),
        TicketStatus.Processing => WhileProcessing(ticket),
        TicketStatus.AwaitingFeedback => chance.Next(10) switch { < 6 => new Resume(), 6 => Talk(), 7 => Part(ticket), 8 => Done(), _ => Level() },
        TicketStatus.Resolved => chance.Next(12) switch
        {
            < 3 => Rated(ticket, good: true),
            < 6 => Rated(ticket, good: false),
            < 8 => Summary(),
            8 => new Close(ClosingReason.Resolved),
            9 => new Reopen("又坏了"),
            10 => Talk(),
            _ => Part(ticket),
        },
        _ => chance.Next(6) switch { 0 => new Reopen("又坏了"), 1 => Summary(), 2 => Talk(), _ => new AcknowledgeEscalation(1, "看到了") },
    };

    private TicketCommand WhilePending(Ticket ticket) => chance.Next(14) switch
    {
        < 6 => new Acknowledge(),
        6 => new Decline("不归我"),
        7 or 8 => Hand(),
        9 => Rank(),
        10 => Talk(),
        11 => Part(ticket),
        12 => Level(),
        _ => chance.Next(4) == 0 ? new Close(ClosingReason.ClosedByCustomer) : new Escalate(1 + chance.Next(2), "很急"),
    };

    private TicketCommand WhileProcessing(Ticket ticket) => chance.Next(24) switch
    {
        < 5 => new ReportProgress(Policy(ticket).ProgressNodes[chance.Next(Policy(ticket).ProgressNodes.Count)].Code, "进行中"),
        < 8 => Talk(),
        < 12 => new Wait((WaitingReason)chance.Next(3), null),
        12 or 13 => Rank(),
        14 => Hand(),
        15 => ticket.Assignment?.AcknowledgedAt is null ? new Acknowledge() : new AddCollaborator(Person(), "硬件"),
        < 20 => Part(ticket),
        20 => Level(),
        _ => Done(),
    };

    private TicketCommand Part(Ticket ticket) => chance.Next(9) switch
    {
        0 => new RequestCollaboration("技术部", "日志看不懂", "重启过"),
        1 when ticket.Collaborations.Count > 0 => new AnswerCollaboration(Id(ticket.Collaborations), (CollaborationState)chance.Next(1, 4), "好"),
        2 or 3 => new PlanVisit(Person(), "南京西路 1 号", world.Scheduler.Time.GetUtcNow().AddMinutes(chance.Next(-5, 90))),
        4 or 5 when ticket.Visits.Count > 0 => new MoveVisit(Id(ticket.Visits), (VisitState)chance.Next(1, 5), "到了"),
        6 => new RequestChange("还要报表"),
        7 or 8 when ticket.Changes.Count > 0 => new SettleChange(Id(ticket.Changes), chance.Next(3) > 0 ? ChangeState.Confirmed : ChangeState.Rejected, "签名"),
        8 when ticket.Subtasks.Count > 0 => new MoveSubtask(Id(ticket.Subtasks), (SubtaskState)chance.Next(1, 4), "不需要了"),
        7 => new AddSubtask("换硬盘", Person(), ticket.Subtasks.Count > 0 ? [1] : null),
        _ => new RequestCollaboration("物流部", "备件在哪", null),
    };

    private TicketCommand Anything(Ticket ticket) => chance.Next(8) switch
    {
        0 => new Resume(),
        1 => new Acknowledge(),
        2 => new ReportProgress("没有这个节点", null),
        3 => Rated(ticket, good: true),
        4 => new Close(ClosingReason.Duplicate),
        5 => new Unmerge(),
        6 => new Link(ticket.Number, LinkKind.Related),
        _ => Done(),
    };

    private LogCommunication Talk() =>
        new(chance.Next(4) == 0 ? world.Scheduler.Time.GetUtcNow().AddMinutes(-chance.Next(1, 20)) : null, "phone", "说明了进展", null, null);

    private Assign Hand() => new(Person(), "换人");

    private Prioritize Rank() => new((Priority)chance.Next(3), "客户催了");

    private AcknowledgeEscalation Level() => new(1 + chance.Next(2), "看到了");

    private static Resolve Done() => new("换了硬盘", null, "抱歉", "加强巡检");

    private static Summarize Summary() => new("老化", "换了硬盘", null);

    private static Rate Rated(Ticket ticket, bool good)
    {
        var survey = Policy(ticket).Survey;
        var value = good ? survey.Scale.Max(answer => answer.Value) : survey.Scale.Min(answer => answer.Value);
        return new(new Dictionary<string, int> { [survey.Questions[0].Code] = value }, null);
    }

    private string Person() => People[chance.Next(People.Length)];

    private int Id<T>(IReadOnlyList<T> parts) => 1 + chance.Next(parts.Count);

    private static Domain.Sites.SitePolicy Policy(Ticket ticket) => Site.Of(ticket.Site).Policy;
}
