using System.Buffers;
using System.Text;
using ServiceDesk.Domain;
using ServiceDesk.Domain.Sites;
using ServiceDesk.Gateway.Errors;
using ServiceDesk.Gateway.Tickets;

namespace ServiceDesk.Gateway.Lists;

/// <summary>Tickets as lines of CSV (RFC 4180), with labels instead of codes. No cell is a formula to a spreadsheet.</summary>
public static class CsvTable
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n");

    private static readonly (Words Head, Func<TicketView, SitePolicy?, Language, string?> Cell)[] Columns =
    [
        (new("服务中心", "Site"), (t, _, _) => t.Site),
        (new("服务单号", "Number"), (t, _, _) => t.Number),
        (new("状态", "Status"), (t, _, language) => Labels.Of(t.DisplayStatus, language)),
        (new("优先级", "Priority"), (t, _, language) => Labels.Of(t.Priority.Value, language)),
        (new("一级分类", "Type"), (t, policy, language) => policy?.Type(t.Type)?.Label.In(language) ?? t.Type),
        (new("二级分类", "Subtype"), (t, policy, language) => policy?.Type(t.Type)?.Subtypes.FirstOrDefault(s => s.Code == t.Subtype)?.Label.In(language) ?? t.Subtype),
        (new("服务类型", "Service type"), (t, policy, language) => policy?.ServiceTypes.FirstOrDefault(s => s.Code == t.ServiceType)?.Label.In(language) ?? t.ServiceType),
        (new("问题来源", "Source"), (t, _, language) => Labels.Of(t.Source, language)),
        (new("主责任人", "Owner"), (t, _, _) => t.Owner),
        (new("客户名称", "Customer"), (t, _, _) => t.Customer.Name),
        (new("联系人", "Contact person"), (t, _, _) => t.Customer.ContactPerson),
        (new("联系方式（电话）", "Phone"), (t, _, _) => t.Customer.Phone),
        (new("联系方式（邮箱）", "E-mail"), (t, _, _) => t.Customer.Email),
        (new("所属行业", "Industry"), (t, _, _) => t.Customer.Industry),
        (new("客户等级", "Tier"), (t, _, language) => Labels.Of(t.Customer.Tier, language)),
        (new("客户标签", "Tags"), (t, _, language) => string.Join(language is Language.Chinese ? "、" : ", ", t.Customer.Tags)),
        (new("客户原话", "Verbatim"), (t, _, _) => t.Verbatim),
        (new("客观情况说明", "Facts"), (t, _, _) => t.Facts),
        (new("紧急程度", "Urgency"), (t, _, language) => Labels.Of(t.Urgency, language)),
        (new("问题影响范围", "Impact"), (t, _, language) => Labels.Of(t.Impact, language)),
        (new("订单号", "Order number"), (t, _, _) => t.OrderNumber),
        (new("提交时间", "Submitted"), (t, _, _) => Moment(t.SubmittedAt)),
        (new("确认接收时间", "Acknowledged"), (t, _, _) => Moment(t.AcknowledgedAt)),
        (new("首次响应时间", "First response"), (t, _, _) => Moment(t.FirstResponseAt)),
        (new("解决时间", "Resolved"), (t, _, _) => Moment(t.ResolvedAt)),
        (new("客户确认时间", "Confirmed"), (t, _, _) => Moment(t.ConfirmedAt)),
        (new("关闭时间", "Closed"), (t, _, _) => Moment(t.ClosedAt)),
        (new("关闭原因", "Closing reason"), (t, _, language) => t.ClosingReason is { } reason ? Labels.Of(reason, language) : null),
        (new("超时次数", "Breaches"), (t, _, _) => $"{t.Breaches.Count}"),
        (new("二次处理次数", "Second handlings"), (t, _, _) => $"{t.Rounds}"),
        (new("解决方案", "Solution"), (t, _, _) => t.Resolution?.Solution),
    ];

    /// <summary>The line of headings, behind the mark by which spreadsheets know UTF-8.</summary>
    public static string Head(Language language) => "\uFEFF" + Line(Columns.Select(column => column.Head.In(language)));

    /// <param name="policy">The site's labels; null for none.</param>
    public static string Row(TicketView ticket, SitePolicy? policy, Language language) => Line(Columns.Select(column => column.Cell(ticket, policy, language)));

    /// <summary>
    /// A text that a spreadsheet would calculate gets an apostrophe before it (OWASP, CSV injection). Full-width signs count too: some
    /// programs narrow them.
    /// </summary>
    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠') text = "'" + text;
        return text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Line(IEnumerable<string?> cells) => new StringBuilder().AppendJoin(',', cells.Select(Cell)).Append("\r\n").ToString();

    private static string? Moment(DateTimeOffset? at) => at is { } moment ? Instant.Text(moment) : null;
}
