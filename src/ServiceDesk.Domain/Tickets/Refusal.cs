namespace ServiceDesk.Domain.Tickets;

/// <summary>Why a command was not carried out, by what the sender can do about it.</summary>
public enum RefusalKind
{
    /// <summary>The command itself is wrong; <see cref="Refusal.Pointer"/> names the field.</summary>
    Invalid,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>Not on the map: the ticket stands where this cannot be done.</summary>
    NotAllowed,

    /// <summary>The ticket has moved on since the version the sender saw.</summary>
    Stale,

    /// <summary>The same idempotency key came with another request.</summary>
    KeyReused,

    /// <summary>The sender may not do this.</summary>
    Forbidden,

    /// <summary>What is stored of the ticket cannot be read: nobody can do anything with it until it is mended.</summary>
    Unreadable,
}

/// <summary>A reply that says no, changes nothing and says why.</summary>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Zh">The reason in Chinese, for people.</param>
/// <param name="En">The reason in English.</param>
/// <param name="Pointer">JSON pointer of the field at fault; null when it is not about one.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Zh, string En, string? Pointer = null)
{
    public static Refusal NotFound { get; } = new(RefusalKind.NotFound, "not_found", "没有这个工单", "There is no such ticket.");
    public static Refusal AlreadyExists { get; } = NotAllowed("already_exists", "工单已存在", "The ticket exists already.");
    public static Refusal AlreadyAcknowledged { get; } = NotAllowed("already_acknowledged", "已被确认接收", "It has been accepted already.");
    public static Refusal NotAcknowledged { get; } = NotAllowed("not_acknowledged", "尚未确认接收", "Nobody has accepted it yet: acknowledge first.");
    public static Refusal NotAssigned { get; } = NotAllowed("not_assigned", "没有主责任人", "Nobody owns it.");
    public static Refusal AlreadyOwner { get; } = NotAllowed("already_owner", "已是主责任人", "That agent owns it already.");
    public static Refusal AlreadyWaiting { get; } = NotAllowed("already_waiting", "已在待反馈", "It waits already: resume first.");
    public static Refusal NotWaiting { get; } = NotAllowed("not_waiting", "不在待反馈", "It does not wait for anything.");
    public static Refusal AlreadyResolved { get; } = NotAllowed("already_resolved", "已解决", "It is resolved already.");
    public static Refusal NotResolved { get; } = NotAllowed("not_resolved", "尚未解决", "It is not resolved yet.");
    public static Refusal AlreadyClosed { get; } = NotAllowed("already_closed", "已关闭", "It is closed.");
    public static Refusal NotClosed { get; } = NotAllowed("not_closed", "未关闭", "It is not closed.");
    public static Refusal AlreadyRated { get; } = NotAllowed("already_rated", "已评价", "The customer has answered already.");
    public static Refusal LinkUsed { get; } = NotAllowed("link_used", "该变更已确认或拒绝", "The change was confirmed or rejected already: the link is good for one answer.");
    public static Refusal SummaryMissing { get; } = NotAllowed("summary_missing", "缺少处理总结", "The site asks for a summary before closing.");
    public static Refusal UseMerge { get; } = NotAllowed("use_merge", "重复工单请合并", "A duplicate ends by merging it into the other ticket.");
    public static Refusal UseTransfer { get; } = NotAllowed("use_transfer", "转交请使用转交操作", "A ticket goes to another site by transferring it.");
    public static Refusal BeingTransferred { get; } = NotAllowed("being_transferred", "正在转交其他服务中心", "It is on its way to another site.");
    public static Refusal NotTransferred { get; } = NotAllowed("not_transferred", "未在转交", "It is not on its way to another site.");
    public static Refusal AlreadyAssigned { get; } = NotAllowed("already_assigned", "已有主责任人", "Somebody else owns it.");
    public static Refusal AgentNotFree { get; } = NotAllowed("agent_not_free", "该人员不在岗或已满负荷", "The agent is not on duty, or has as much work as they can take.");
    public static Refusal NotMerged { get; } = NotAllowed("not_merged", "未合并", "It is not merged into another ticket.");
    public static Refusal HasMerged { get; } = NotAllowed("has_merged", "已有工单并入", "Other tickets ended in this one: unmerge them first.");
    public static Refusal NoEscalation { get; } = NotAllowed("no_escalation", "没有未确认的升级", "No escalation of this level is open.");
    public static Refusal AlreadyEscalated { get; } = NotAllowed("already_escalated", "该级别已有升级", "An escalation of this level is open already.");
    public static Refusal TooMany { get; } = NotAllowed("too_many", "数量已达上限", "The ticket holds as many of these as it can.");
    public static Refusal Stale { get; } = new(RefusalKind.Stale, "stale", "工单已更新", "The ticket has changed since the version you saw.");

    public static Refusal Unreadable { get; } =
        new(RefusalKind.Unreadable, "ticket_unreadable", "工单数据已损坏，请联系管理员", "What is stored of this ticket cannot be read; 'desk verify' says where.");

    public static Refusal KeyReused { get; } =
        new(RefusalKind.KeyReused, "idempotency_key_reused", "幂等键已用于其他请求", "This idempotency key came with another request before.");

    public static Refusal Forbidden { get; } = new(RefusalKind.Forbidden, "forbidden", "没有权限", "This is not yours to do.");

    public static Refusal NotInvolved { get; } =
        new(RefusalKind.Forbidden, "not_involved", "仅限参与该工单的人员", "Only those who have a part in this ticket may do this.");

    public static Refusal OutOfScope { get; } =
        new(RefusalKind.Forbidden, "out_of_scope", "超出该密钥的权限范围", "The scopes of this key do not hold it.");

    public static Refusal TransferredTo(string key) =>
        NotAllowed("transferred", $"已转交为 {key}", $"It goes on as {key}.");

    public static Refusal MergedInto(string number) =>
        NotAllowed("merged", $"已合并到 {number}", $"It is merged into {number}.");

    public static Refusal SubtasksOpen(int count) =>
        NotAllowed("subtasks_open", $"还有 {count} 个子任务未完成", $"{count} of its subtasks are open: finish or cancel them.");

    public static Refusal DependsOnOpen(int id) =>
        NotAllowed("dependency_open", $"子任务 {id} 尚未完成", $"Subtask {id} must be done first.");

    public static Refusal ReopenWindowOver(int days) =>
        NotAllowed("reopen_window_over", $"关闭已超过 {days} 天，请新建关联工单", $"It was closed more than {days} days ago: open a follow-up and link it.");

    public static Refusal Moved(string thing, string state) =>
        NotAllowed("wrong_state", $"当前为 {state}，不可如此变更", $"The {thing} is {state}; that step does not follow.");

    public static Refusal NoSuch(string thing) =>
        new(RefusalKind.NotFound, "no_such_" + thing, "没有这一项", $"The ticket has no such {thing}.");

    public static Refusal Invalid(string pointer, string en) => new(RefusalKind.Invalid, "invalid", "输入有误", en, pointer);

    private static Refusal NotAllowed(string code, string zh, string en) => new(RefusalKind.NotAllowed, code, zh, en);
}
