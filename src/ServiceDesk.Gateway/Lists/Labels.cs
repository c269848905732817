using ServiceDesk.Domain.Sites;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>What people read instead of code words, where the site's policy has no label of its own.</summary>
public static class Labels
{
    private static readonly Dictionary<Enum, Words> Known = new()
    {
        [DisplayStatus.Pending] = new("待处理", "Pending"),
        [DisplayStatus.Processing] = new("处理中", "Processing"),
        [DisplayStatus.AwaitingFeedback] = new("待反馈", "Awaiting feedback"),
        [DisplayStatus.Resolved] = new("已解决", "Resolved"),
        [DisplayStatus.Closed] = new("已关闭", "Closed"),
        [DisplayStatus.Escalated] = new("已升级", "Escalated"),
        [Priority.High] = new("高", "High"),
        [Priority.Medium] = new("中", "Medium"),
        [Priority.Low] = new("低", "Low"),
        [Urgency.High] = new("高", "High"),
        [Urgency.Medium] = new("中", "Medium"),
        [Urgency.Low] = new("低", "Low"),
        [Source.WebChat] = new("在线客服", "Web chat"),
        [Source.Phone] = new("电话", "Phone"),
        [Source.Email] = new("邮件", "E-mail"),
        [Source.App] = new("APP反馈", "App"),
        [Source.Platform] = new("在线平台", "Platform"),
        [Source.Social] = new("社交媒体", "Social media"),
        [Source.Api] = new("API", "API"),
        [Tier.Regular] = new("普通客户", "Regular"),
        [Tier.Vip] = new("VIP客户", "VIP"),
        [Tier.Enterprise] = new("企业客户", "Enterprise"),
        [Tier.Partner] = new("合作伙伴", "Partner"),
        [Impact.Single] = new("单个用户", "Single"),
        [Impact.Many] = new("多个用户", "Many"),
        [Impact.CoreFunction] = new("核心功能", "Core function"),
        [Impact.Safety] = new("安全", "Safety"),
        [ClosingReason.Resolved] = new("已解决", "Resolved"),
        [ClosingReason.ClosedByCustomer] = new("客户主动关闭", "Closed by customer"),
        [ClosingReason.TimedOut] = new("超时未处理", "Timed out"),
        [ClosingReason.Duplicate] = new("重复工单", "Duplicate"),
        [ClosingReason.Transferred] = new("已转交", "Transferred"),
    };

    public static string Of(Enum value, Language language) => Known[value].In(language);
}
