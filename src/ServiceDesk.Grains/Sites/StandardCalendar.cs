using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Grains.Sites;

/// <summary>What a new site works by until it publishes a calendar of its own: Monday to Friday, 09:00–18:00.</summary>
internal static class StandardCalendar
{
    /// <summary>In mainland China's zone with the nation's holidays and make-up days.</summary>
    public static WorkCalendar For(string timeZone) =>
        timeZone is "Asia/Shanghai" or "PRC" ? ChinaCalendar.Standard() : new(CalendarDraft.Weekdays(timeZone, [new(9 * 60, 18 * 60)]));
}
