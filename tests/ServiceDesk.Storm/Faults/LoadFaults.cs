using ServiceDesk.Storm.Cluster;
using ServiceDesk.Storm.Load;
using static ServiceDesk.Storm.Faults.Fault;

namespace ServiceDesk.Storm.Faults;

/// <summary>Clients that ask more often than they should.</summary>
internal static class LoadFaults
{
    private const int Impatient = 2_000;

    public static IEnumerable<Fault> Of(LocalCluster cluster, Clients clients)
    {
        Door[] doors = [.. cluster.DatabaseDoors.SelectMany(some => some)];
        return
        [
            new("repeat-requests", Seconds(1), true, () => clients.Repeat(100), () => Task.CompletedTask),

            // The database is silent; who waits for an answer gives up soon, and asks again at once. They have their answers when all are served again.
            new("retry-storm", Seconds(35), false, () => Done(() =>
            {
                Array.ForEach(doors, door => door.Cut());
                _ = clients.Rush(Impatient);
            }), () => Done(() => Array.ForEach(doors, door => door.Heal()))) { Missing = doors.Length == 0 ? "there is no door before SQLite" : null },
        ];
    }
}
