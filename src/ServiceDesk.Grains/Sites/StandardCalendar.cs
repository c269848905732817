using ServiceDesk.Domain.Sla;

namespace ServiceDesk.Grains.Sites;

internal static class StandardCalendar
{
    public static WorkCalendar For(string timeZone) => new();
}
