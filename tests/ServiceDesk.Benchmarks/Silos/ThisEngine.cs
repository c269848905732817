using NpgsqlTypes;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Benchmarks;

/// <summary>What is different to measure on each engine; this is Orleans.</summary>
internal static class ThisEngine
{
    public const bool IsCluster = true;

    public static int Simulate(string[] world) => throw Alone("the simulator");

    public static Task Calls(TextWriter report, TimeSpan time) => throw Alone("the bench 'engine'");

    public static Task Memory(TextWriter report, string address, string folder, int tickets) => throw Alone("the bench 'memory'");

    /// <summary>Sets the alarm of every ticket of the store that waits for a moment.</summary>
    public static async Task Arm(Store store)
    {
        var source = ((PostgresDatabase)store.Database).Source;
        await using var reading = source.CreateCommand("SELECT site || '/' || number, wake_ms FROM ticket WHERE wake_ms IS NOT NULL");
        await using var rows = await reading.ExecuteReaderAsync();
        await using var writing = await source.OpenConnectionAsync();
        await using (var reminders = await writing.BeginBinaryImportAsync(
            "COPY orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash, version) FROM STDIN (FORMAT BINARY)"))
        {
            while (await rows.ReadAsync())
            {
                var grain = GrainId.Create("slaclock", rows.GetString(0));
                await reminders.StartRowAsync();
                await reminders.WriteAsync("servicedesk");
                await reminders.WriteAsync(grain.ToString());
                await reminders.WriteAsync("ring");
                await reminders.WriteAsync(DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(1)).UtcDateTime, NpgsqlDbType.TimestampTz);
                await reminders.WriteAsync(60_000L);
                await reminders.WriteAsync(unchecked((int)grain.GetUniformHashCode()));
                await reminders.WriteAsync(0);
            }

            await reminders.CompleteAsync();
        }

        await BulkFill.Execute(store, "ANALYZE orleansreminderstable");
    }

    private static ArgumentException Alone(string what) => new($"Only the embedded engine has {what}.");
}
