namespace ServiceDesk.Domain.Sla;

/// <summary>What publishing a policy or a calendar would do to the open tickets of a site, as of a moment.</summary>
/// <param name="Open">Open tickets of the site.</param>
/// <param name="Checked">How many of them were looked at: all, or the <see cref="Most"/> with the nearest deadlines. The figures below are of these.</param>
/// <param name="MovedTickets">Tickets with at least one deadline that would move.</param>
/// <param name="Breached">Deadlines that would be past at once.</param>
/// <param name="Near">Deadlines that would come earlier, and within four hours.</param>
/// <param name="Earlier">Other deadlines that would come earlier.</param>
/// <param name="Later">Deadlines that would come later.</param>
/// <param name="Lifted">Promises that would end.</param>
/// <param name="Moved">The first <see cref="Listed"/>: the worst first, then the nearest.</param>
public sealed record PlanPreview(
    DateTimeOffset At, int Open, int Checked, int MovedTickets, int Breached, int Near, int Earlier, int Later, int Lifted,
    IReadOnlyList<PlannedDeadline> Moved)
{
    /// <summary>Tickets that are looked at: what a preview costs is bounded.</summary>
    public const int Most = 5_000;

    public const int Listed = 50;

    /// <param name="tickets">What would move, ticket by ticket; empty for one that stays as it is.</param>
    public static PlanPreview Of(DateTimeOffset at, int open, IReadOnlyCollection<IReadOnlyList<PlannedDeadline>> tickets)
    {
        var moved = tickets.SelectMany(deadlines => deadlines).ToList();
        int Count(PlanEffect effect) => moved.Count(deadline => deadline.Effect == effect);
        return new(
            at, Math.Max(open, tickets.Count), tickets.Count, tickets.Count(deadlines => deadlines.Count > 0),
            Count(PlanEffect.Breached), Count(PlanEffect.Near), Count(PlanEffect.Earlier), Count(PlanEffect.Later), Count(PlanEffect.Lifted),
            [.. moved.OrderBy(d => d.Effect).ThenBy(d => d.To ?? d.From).ThenBy(d => d.Number, StringComparer.Ordinal).Take(Listed)]);
    }
}
