using System.Globalization;
using ServiceDesk.Domain.People;
using ServiceDesk.Domain.Sla;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Storage.Journal;

namespace ServiceDesk.Benchmarks;

/// <summary>Made-up tickets of one site over three years: the same for the same numbers, most of them closed, two thousand still pending.</summary>
internal sealed class MadeTickets(int count, DateTimeOffset until)
{
    private const int Pending = 2_000;

    private static readonly string[] Things = ["打印机", "服务器", "ERP 系统", "数控机床", "VPN", "barcode scanner", "邮箱账号", "生产线", "MES client", "空压机"];
    private static readonly string[] Faults = ["无法启动", "报错 timeout", "卡纸", "连接失败", "登录不了", "异响", "数据丢失 data loss", "漏油", "response is slow", "需要升级"];

    public MadeTicket Make(int i)
    {
        var random = new Random(i);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(until.AddDays(-1095).ToUnixTimeMilliseconds() + (long)(1095.0 * 86_400_000 * i / count));
        var period = at.ToString("yyyyMM", CultureInfo.InvariantCulture);
        var key = new TicketKey("SH", $"{period}-{i:0000}");
        var left = count - i;
        var due = at.AddHours(4 + random.Next(72));
        var clock = new Clock(new(ClockKind.Resolution, 0, 1), ClockState.Running, at, due, new("breach", due));
        var events = new List<TicketEvent>
        {
            new Opened(
                (Source)random.Next(7), at, random.Next(5) == 0 ? $"X{i}" : null,
                new($"客户{random.Next(20_000)}公司", "王工", new("138****0000", "sealed", $"p{random.Next(200_000)}"), null, null, (Tier)random.Next(4), []),
                null, random.Next(3) == 0 ? null : $"type{random.Next(8)}", null,
                $"{Things[random.Next(10)]}{Faults[random.Next(10)]}，编号 E{random.Next(100_000)}，请尽快处理 {Faults[random.Next(10)]}", null,
                (Urgency)random.Next(3), (Impact)random.Next(4), new((Priority)random.Next(3), "matrix", false), null, [], null) { Clocks = [clock] },
        };
        if (left > Pending)
        {
            events.Add(new Acknowledged($"agent{random.Next(200)}", true));
            if (random.Next(50) == 0) events.Add(new Breached(clock.Id, due));
            if (left > Pending * 3)
            {
                events.Add(new Resolved($"更换{Things[random.Next(10)]}配件", null, null, null) { Clocks = [clock with { State = ClockState.Met, Next = null, EndedAt = at.AddHours(3) }] });
                events.Add(new Closed(ClosingReason.Resolved, false));
            }
        }

        Ticket? ticket = null;
        var late = events.Any(e => e is Breached);
        var happenings = events.Select((e, n) => e is Breached
            ? new Happening(n + 1, due, Actor.Clock, "clock:resolution", null, e)
            : new Happening(n + 1, (late && n > 1 ? due : at).AddHours(n), Actor.Staff("li.na"), $"made-{i}-{n}", null, e)).ToArray();
        foreach (var happening in happenings) ticket = TicketHistory.Evolve(key, ticket, happening);
        var texts = EventText.Chain(key, HashChain.Start, happenings);
        return new(TicketRow.Of(ticket!, texts[^1].Hash, NumberOrder.Of(key.Number, "{yyyy}{MM}-{serial:4}")), texts);
    }
}
