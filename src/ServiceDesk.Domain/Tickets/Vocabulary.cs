namespace ServiceDesk.Domain.Tickets;

/// <summary>Where a ticket stands 状态.</summary>
public enum TicketStatus
{
    /// <summary>待处理: nobody has accepted it yet.</summary>
    Pending,

    /// <summary>处理中: its owner works on it.</summary>
    Processing,

    /// <summary>待反馈: it waits for the customer, parts or a third party.</summary>
    AwaitingFeedback,

    /// <summary>已解决: the result was given; the customer has not confirmed yet.</summary>
    Resolved,

    /// <summary>已关闭: the end, unless reopened in time.</summary>
    Closed,
}

/// <summary>By which channel the request came in 问题来源.</summary>
public enum Source { WebChat, Phone, Email, App, Platform, Social, Api }

/// <summary>Standing of the customer 客户等级.</summary>
public enum Tier { Regular, Vip, Enterprise, Partner }

/// <summary>How urgent the customer says it is 紧急程度.</summary>
public enum Urgency { High, Medium, Low }

/// <summary>How soon the site works on it 优先级; decides the targets.</summary>
public enum Priority { High, Medium, Low }

/// <summary>How far the problem reaches 问题影响范围.</summary>
public enum Impact
{
    Single,
    Many,

    /// <summary>A core function is out: an outage, stopped production.</summary>
    CoreFunction,

    /// <summary>People or data are in danger.</summary>
    Safety,
}

/// <summary>Whether the request is the site's to serve.</summary>
public enum Scope
{
    InScope,

    /// <summary>需跨部门协调.</summary>
    CrossDepartment,

    /// <summary>需产品部评估.</summary>
    ProductReview,

    /// <summary>超出现有服务范围.</summary>
    OutOfScope,
}

/// <summary>What a result must contain, whatever the site calls its types.</summary>
public enum TicketKind { Problem, Consultation, Suggestion, Complaint }

/// <summary>Why work stands still; the policy says which of them pause the resolution clock.</summary>
public enum WaitingReason { Customer, Parts, ThirdParty }

/// <summary>Why a ticket ended 关闭原因.</summary>
public enum ClosingReason
{
    /// <summary>已解决.</summary>
    Resolved,

    /// <summary>客户主动关闭.</summary>
    ClosedByCustomer,

    /// <summary>超时未处理.</summary>
    TimedOut,

    /// <summary>Merged into another ticket.</summary>
    Duplicate,

    /// <summary>It goes on as a ticket of another site.</summary>
    Transferred,
}

/// <summary>How one ticket stands to another; each kind has an inverse on the other side.</summary>
public enum LinkKind { Related, Blocks, BlockedBy, FollowUpOf, FollowedUpBy, SplitFrom, SplitInto, TransferredFrom, TransferredTo }

public enum SubtaskState { Open, Started, Done, Cancelled }

public enum CollaborationState { Requested, Accepted, Answered, Declined }

public enum VisitState { Planned, Departed, Arrived, Done, Failed }

public enum ChangeState { Unconfirmed, Confirmed, Rejected }
