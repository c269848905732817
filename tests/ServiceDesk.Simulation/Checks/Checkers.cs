using ServiceDesk.Domain;
using ServiceDesk.Simulation.Worlds;

namespace ServiceDesk.Simulation.Checks;

/// <summary>Everything that is looked at when a life is over.</summary>
internal static class Checkers
{
    public static IReadOnlyList<Violation> Of(World world) =>
    [
        .. world.Seen,
        .. world.Disk.Rows.Select(row => Guarded(() => JournalCheck.Of(world, row), $"{row.Key}")).OfType<Violation>(),
        .. JournalCheck.OfFeed(world),
        .. world.Disk.Rows.Select(row => Guarded(() => PromiseCheck.Of(world, row), $"{row.Key}")).OfType<Violation>(),
        .. world.Asked.SelectMany(asked => Guarded(() => ClientCheck.Of(world, asked), $"{asked.Ticket}")),
        .. NumberCheck.Of(world),
        .. world.Life.Agents == 0 ? [] : OfferCheck.Of(world).Concat(SettledCheck.Of(world)),
        .. Overdue(world),
    ];

    /// <summary>After the quiet tail nobody waits any more.</summary>
    private static IEnumerable<Violation> Overdue(World world) => world.Disk.Waking
        .TakeWhile(waiting => waiting.WakeAt < world.EndedAt - Bounds.LostRing)
        .Select(waiting => new Violation("the backlog goes to zero", $"{waiting.Key}", $"waits since {Instant.Text(waiting.WakeAt)}"));

    private static Violation? Guarded(Func<Violation?> check, string ticket) =>
        Guarded(() => check() is { } violation ? [violation] : [], ticket).FirstOrDefault();

    /// <summary>A history that cannot be read at all is a violation too.</summary>
    private static Violation[] Guarded(Func<IEnumerable<Violation>> check, string ticket)
    {
        try
        {
            return [.. check()];
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.Text.Json.JsonException)
        {
            return [new("the history can be read", ticket, fault.Message)];
        }
    }
}
