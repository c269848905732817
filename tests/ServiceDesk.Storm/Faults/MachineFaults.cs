using Npgsql;
using ServiceDesk.Storm.Cluster;
using static ServiceDesk.Storm.Faults.Fault;

namespace ServiceDesk.Storm.Faults;

/// <summary>A disk that is slow or full, a clock that jumps.</summary>
internal static class MachineFaults
{
    public static IEnumerable<Fault> Of(LocalCluster cluster)
    {
        SlowDisk? slow = null;
        return
        [
            new("slow-disk", Seconds(20), true,
                async () => slow = await SlowDisk.Of(SlowDisk.Family(cluster.Database?.Pid ?? cluster.Silos[0].Pid ?? 0), Seconds(0.2)),
                async () => await slow!.DisposeAsync()) { Missing = SlowDisk.Missing },
            new("full-disk", Seconds(20), false, () => cluster.Disk!.Fill(), () => Room(cluster))
            {
                Missing = cluster.Disk is null ? SmallDisk.Missing ?? "the store is on no small disk" : null,
            },
            Jump("clock-ahead", TimeSpan.FromHours(2)),
            Jump("clock-behind", TimeSpan.FromHours(-2)),
        ];

        Fault Jump(string name, TimeSpan by) => new(name, Seconds(20), true, () => Done(() => cluster.Clock!.Jump(by)),
            () => Done(() => cluster.Clock!.Jump(TimeSpan.Zero)))
        {
            Missing = cluster.Clock is null ? FakeClock.Missing ?? "no process has a clock that can jump" : null,
        };
    }

    /// <summary>There is room again. PostgreSQL gives up when its log has none; whoever looks after it starts it then.</summary>
    private static async Task Room(LocalCluster cluster)
    {
        cluster.Disk!.Empty();
        if (cluster.Database is not { } database) return;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(database.ConnectionString("postgres") + ";Pooling=false;Timeout=2");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(250);
            }
        }

        await database.Start();
    }
}
