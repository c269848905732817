namespace ServiceDesk.Domain.Sla;

/// <summary>From a zone's wall clock to instants.</summary>
internal static class LocalTime
{
    /// <summary>
    /// UTC ticks of a wall clock time. One that the clock skips moves forward by the gap; of one that it shows twice, the
    /// first counts. Both are the same rule: the offset before the change holds.
    /// </summary>
    /// <remarks>
    /// Asks the zone only in the direction instant → offset, which has one answer always. A day on either side is
    /// beyond every offset (±14 h), so two equal answers there mean that no change is near.
    /// </remarks>
    public static long ToUtcTicks(TimeZoneInfo zone, DateTime local)
    {
        var before = OffsetAt(zone, local.Ticks - TimeSpan.TicksPerDay);
        var after = OffsetAt(zone, local.Ticks + TimeSpan.TicksPerDay);
        if (before == after || OffsetAt(zone, local.Ticks - before) == before) return local.Ticks - before;
        return local.Ticks - (OffsetAt(zone, local.Ticks - after) == after ? after : before);
    }

    private static long OffsetAt(TimeZoneInfo zone, long utcTicks) =>
        zone.GetUtcOffset(new DateTime(utcTicks, DateTimeKind.Utc)).Ticks;
}
