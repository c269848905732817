using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Texts;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Domain.Sites;

/// <summary>
/// What a site promises and how it works: one published version. Versions never change; a ticket's clocks say which one set them.
/// The two ready profiles are Sites/Profiles/*.json.
/// </summary>
/// <param name="Numbering">How ticket numbers look.</param>
/// <param name="ServiceTypes">服务类型; empty where the site has none.</param>
/// <param name="Types">一级分类, with their subtypes.</param>
/// <param name="Priorities">The matrix over urgency × impact × tier: the first row that fits decides, the last fits everything.</param>
/// <param name="Targets">What is promised, by priority.</param>
/// <param name="Ack">How long an assignment may stay unaccepted before the supervisor is called.</param>
public sealed record SitePolicy(
    Numbering Numbering,
    [property: AtMost(100)] IReadOnlyList<Choice> ServiceTypes,
    [property: MinLength(1), AtMost(200)] IReadOnlyList<TypeChoice> Types,
    [property: MinLength(1), AtMost(100)] IReadOnlyList<PriorityRule> Priorities,
    PriorityTable Targets,
    Target Ack,
    EscalationPolicy Escalation,
    WaitingTable Waiting,
    [property: MinLength(1), AtMost(100)] IReadOnlyList<Choice> ProgressNodes,
    CollaborationPolicy Collaboration,
    ChangePolicy Change,
    SurveyPolicy Survey,
    SecondHandlingPolicy SecondHandling,
    SummaryPolicy Summary,
    ReopenPolicy Reopen,
    ArchivePolicy Archive)
{
    /// <summary>How work is handed out; the standard way where a policy does not say.</summary>
    public DispatchPolicy Dispatch { get; init; } = DispatchPolicy.Standard;

    /// <summary>The type with that code; null when the site has none such.</summary>
    public TypeChoice? Type(string? code) => Types.FirstOrDefault(type => type.Code == code);

    /// <summary>What the result of such a ticket must contain; an unclassified one is answered like a consultation.</summary>
    public TicketKind KindOf(string? type, string? subtype) =>
        Type(type) is not { } chosen ? TicketKind.Consultation
            : chosen.Subtypes.FirstOrDefault(s => s.Code == subtype)?.Kind ?? chosen.Kind;
}

/// <param name="Zh">Label of the zh-CN console and exports.</param>
public sealed record Words([property: JsonPropertyName("zh-CN"), Line] string Zh, [property: Line] string En);

/// <summary>One entry of a list that the site keeps.</summary>
public sealed record Choice([property: Code] string Code, Words Label);

/// <param name="Kind">What a result must contain.</param>
/// <param name="Role">Who it goes to, such as engineer; a service agent where it says none.</param>
/// <param name="Skills">What whoever handles it must know; null for nothing in particular.</param>
public sealed record TypeChoice(
    [property: Code] string Code, Words Label, TicketKind Kind, [property: Code] string? Role, [property: AtMost(200)] IReadOnlyList<SubtypeChoice> Subtypes,
    [property: Line, AtMost(20)] IReadOnlyList<string>? Skills = null);

/// <param name="Kind">Overrides the type's kind; null to keep it.</param>
/// <param name="Role">Overrides the type's role; null to keep it.</param>
/// <param name="Skills">Wanted beside the type's skills.</param>
public sealed record SubtypeChoice(
    [property: Code] string Code, Words Label, TicketKind? Kind = null, [property: Code] string? Role = null,
    [property: Line, AtMost(20)] IReadOnlyList<string>? Skills = null);

/// <summary>How the site hands out work 任务派发.</summary>
/// <param name="Enabled">False where people assign and claim, and the desk hands out nothing.</param>
/// <param name="HeadStart">How much earlier than it was submitted a VIP's ticket or a complaint counts within its priority: it goes first, and
/// still nobody waits for ever. Null for no difference.</param>
/// <param name="RelaxSkillsAfter">How long a ticket waits for somebody with its skills before the role alone will do; null for ever.</param>
/// <param name="Overflow">Who helps out; null for nobody.</param>
public sealed record DispatchPolicy(
    bool Enabled = true, [property: JsonConverter(typeof(Iso8601DurationJson))] TimeSpan? HeadStart = null, Target? RelaxSkillsAfter = null,
    OverflowPolicy? Overflow = null)
{
    public static DispatchPolicy Standard { get; } = new(HeadStart: TimeSpan.FromHours(24));
}

/// <param name="After">How long a ticket waits before a partner site is asked.</param>
/// <param name="Sites">Codes of the partner sites, in the order of asking.</param>
public sealed record OverflowPolicy(Target After, [property: Code(16), MinLength(1), AtMost(20)] IReadOnlyList<string> Sites);

/// <param name="Pattern">Such as <c>{yyyy}{MM}-{serial:4}</c>; see <see cref="Numbers.NumberPattern"/>.</param>
public sealed record Numbering([property: Line(64)] string Pattern);

/// <summary>A row of the matrix; an empty condition fits everything.</summary>
public sealed record PriorityRule(
    Priority Priority, IReadOnlyList<Urgency>? Urgency = null, IReadOnlyList<Impact>? Impact = null, IReadOnlyList<Tier>? Tier = null)
{
    public bool Fits(Urgency urgency, Impact impact, Tier tier) =>
        Urgency?.Contains(urgency) is not false && Impact?.Contains(impact) is not false && Tier?.Contains(tier) is not false;
}

public sealed record PriorityTable(PriorityTargets High, PriorityTargets Medium, PriorityTargets Low)
{
    public PriorityTargets this[Priority priority] => priority switch { Priority.High => High, Priority.Medium => Medium, _ => Low };
}

/// <summary>What is promised at one priority; null means that nothing is.</summary>
/// <param name="Response">Until the first contact with the customer.</param>
/// <param name="Resolution">Until the result.</param>
/// <param name="Update">Between two moves of the owner.</param>
/// <param name="CustomerSync">Between two contacts with the customer.</param>
public sealed record PriorityTargets(Target? Response, Target? Resolution, Target? Update, Target? CustomerSync);

/// <param name="WarnAtPercent">Share of the resolution target after which the owner is warned.</param>
/// <param name="DirectorAfter">How long after a breach the director is called.</param>
public sealed record EscalationPolicy([property: Range(1, 99)] int WarnAtPercent, Target DirectorAfter);

public sealed record WaitingTable(
    WaitingRule Customer, WaitingRule Parts, [property: JsonPropertyName("third_party")] WaitingRule ThirdParty)
{
    public WaitingRule this[WaitingReason reason] =>
        reason switch { WaitingReason.Customer => Customer, WaitingReason.Parts => Parts, _ => ThirdParty };
}

/// <param name="Pauses">Whether the resolution clock stands still meanwhile.</param>
public sealed record WaitingRule(bool Pauses);

/// <param name="Target">How long a department may take to answer.</param>
public sealed record CollaborationPolicy(Target Target);

/// <param name="Unconfirmed">After how long the owner is reminded that the customer has not confirmed.</param>
/// <param name="LinkDays">Days in which the customer can sign by the link.</param>
public sealed record ChangePolicy(Target Unconfirmed, [property: Range(1, 365)] int LinkDays = 7);

/// <param name="Questions">What the customer is asked; each is answered on the scale.</param>
/// <param name="Silent">How long silence lasts before it counts as consent.</param>
public sealed record SurveyPolicy(
    [property: MinLength(1), AtMost(20)] IReadOnlyList<Choice> Questions, [property: MinLength(2), AtMost(10)] IReadOnlyList<SurveyAnswer> Scale, Target Silent);

/// <param name="Value">As sent in an answer; 1 is worst.</param>
/// <param name="Satisfied">False brings the ticket back for second handling.</param>
public sealed record SurveyAnswer([property: Range(1, 10)] int Value, Words Label, bool Satisfied);

/// <param name="Supervisor">How long the supervisor may take to reassign.</param>
/// <param name="MaxRounds">How often before the director has it.</param>
public sealed record SecondHandlingPolicy(Target Supervisor, [property: Range(1, 20)] int MaxRounds);

public sealed record SummaryPolicy(bool RequiredToClose);

/// <param name="WithinDays">Days after closing in which a ticket can be reopened.</param>
public sealed record ReopenPolicy([property: Range(0, 3650)] int WithinDays);

/// <param name="AfterDays">Days after closing until it counts as history.</param>
public sealed record ArchivePolicy([property: Range(0, 3650)] int AfterDays);
