namespace ServiceDesk.Domain.Sla;
public abstract record Target;
public sealed class WorkCalendar;
public sealed record Pause(DateTimeOffset From, DateTimeOffset? To);
