namespace ServiceDesk.Domain.Sla;

/// <summary>A stretch of open time, UTC; <paramref name="To"/> is not counted in.</summary>
public readonly record struct OpenInterval(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}
