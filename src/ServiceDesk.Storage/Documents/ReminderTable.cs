using System.Data.Common;

namespace ServiceDesk.Storage.Documents;

/// <summary>
/// Reminders of grains, by who they ring and by when they first ring. They only wake: what is due stands in the ticket's row, and the
/// sweeper rings for a reminder that a crash of the database undid. So none of them waits for the disk.
/// </summary>
public sealed class ReminderTable
{
    private const string Columns = "grain_type, grain_key, name, start_ms, period_ms";

    private readonly Store _store;

    internal ReminderTable(Store store) => _store = store;

    /// <summary>Stores or replaces a reminder.</summary>
    public Task Upsert(StoredReminder row, CancellationToken cancel) => _store.ExecuteUnforced(
        new(
            $"""
            INSERT INTO reminder ({Columns}) VALUES (@type, @key, @name, @start, @period)
            ON CONFLICT (grain_type, grain_key, name) DO UPDATE SET start_ms = excluded.start_ms, period_ms = excluded.period_ms
            """,
            ("@type", row.GrainType), ("@key", row.Key), ("@name", row.Name), ("@start", row.StartAtUnixMs), ("@period", row.PeriodMs)),
        cancel);

    /// <summary>Removes a reminder; one that is not there is no error.</summary>
    public Task Remove(string grainType, string key, string name, CancellationToken cancel) => _store.ExecuteUnforced(
        new(
            "DELETE FROM reminder WHERE grain_type = @type AND grain_key = @key AND name = @name",
            ("@type", grainType), ("@key", key), ("@name", name)),
        cancel);

    public async Task<StoredReminder?> Find(string grainType, string key, string name, CancellationToken cancel)
    {
        await using var reading = await _store.Read(cancel);
        return await reading.First(
            new(
                $"SELECT {Columns} FROM reminder WHERE grain_type = @type AND grain_key = @key AND name = @name",
                ("@type", grainType), ("@key", key), ("@name", name)),
            Row, cancel);
    }

    /// <summary>All reminders of one grain, by name.</summary>
    public async Task<IReadOnlyList<StoredReminder>> ReadOfGrain(string grainType, string key, CancellationToken cancel)
    {
        await using var reading = await _store.Read(cancel);
        return await reading.Rows(
            new($"SELECT {Columns} FROM reminder WHERE grain_type = @type AND grain_key = @key ORDER BY name", ("@type", grainType), ("@key", key)),
            Row, cancel);
    }

    /// <summary>A page of those that first ring before a moment, by (start, type, key, name).</summary>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<StoredReminder>> ReadDue(long beforeUnixMs, StoredReminder? after, int limit, CancellationToken cancel)
    {
        await using var reading = await _store.Read(cancel);
        var beyond = after is null ? "" : " AND (start_ms, grain_type, grain_key, name) > (@start, @type, @key, @name)";
        (string, object?)[] parameters = [("@before", beforeUnixMs), ("@limit", limit)];
        return await reading.Rows(
            new(
                $"SELECT {Columns} FROM reminder WHERE start_ms < @before{beyond} ORDER BY start_ms, grain_type, grain_key, name LIMIT @limit",
                after is null
                    ? parameters
                    : [.. parameters, ("@start", after.StartAtUnixMs), ("@type", after.GrainType), ("@key", after.Key), ("@name", after.Name)]),
            Row, cancel);
    }

    private static StoredReminder Row(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4));
}

/// <param name="StartAtUnixMs">The first ring; the others follow at whole periods after it, and change no row.</param>
public sealed record StoredReminder(string GrainType, string Key, string Name, long StartAtUnixMs, long PeriodMs);
