using Npgsql;
using ServiceDesk.Gateway.Health;

namespace ServiceDesk.Host.Engine;

/// <summary>
/// Lets a silo start though others crashed a moment ago. Whoever joins has to reach every silo that the table has as active, and a silo
/// that was killed stays active there until somebody evicts it; when all were killed, nobody is left to do that. So the one that joins
/// looks on: an active silo that does not renew its row is declared dead. It compares no clocks, only whether the row has changed.
/// </summary>
internal sealed class OrleansCrashedSilos(string database, string cluster, IEngineHealth silo, TimeProvider time, ILogger log) : IHostedLifecycleService, IDisposable
{
    /// <summary>A living silo renews its row three times in this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();

    /// <summary>Beside the silo's own start, which may be what it unblocks.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(() => Watch(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private async Task Watch(CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var seen = new Dictionary<Row, long>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await pace.WaitForNextTickAsync(cancel) && silo.Fault() is not null) await Look(source, seen, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The silo is up, or goes down again.
        }
    }

    private async Task Look(NpgsqlDataSource source, Dictionary<Row, long> seen, CancellationToken cancel)
    {
        try
        {
            var rows = await Active(source, cancel);
            foreach (var gone in seen.Keys.Except(rows).ToArray()) seen.Remove(gone);
            foreach (var row in rows)
            {
                seen.TryAdd(row, time.GetTimestamp());
                if (time.GetElapsedTime(seen[row]) < Patience) continue;
                log.LogWarning("The silo {Address}:{Port} has not renewed its membership for {Patience}: it is declared dead", row.Address, row.Port, Patience);
                await DeclareDead(source, row, cancel);
            }
        }
        catch (NpgsqlException fault)
        {
            log.LogWarning("The members of the cluster cannot be read: {Fault}", fault.Message);
        }
    }

    private async Task<HashSet<Row>> Active(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var query = source.CreateCommand(
            "SELECT address, port, generation, iamalivetime FROM orleansmembershiptable WHERE deploymentid = $1 AND status = 3");
        query.Parameters.AddWithValue(cluster);
        await using var reader = await query.ExecuteReaderAsync(cancel);
        var rows = new HashSet<Row>();
        while (await reader.ReadAsync(cancel)) rows.Add(new(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetDateTime(3)));
        return rows;
    }

    /// <summary>As any change of membership: together with the next version of the table, and only if the row is still what was seen.</summary>
    private async Task DeclareDead(NpgsqlDataSource source, Row row, CancellationToken cancel)
    {
        await using var change = source.CreateCommand(
            """
            WITH next AS (
                UPDATE orleansmembershipversiontable SET version = version + 1, timestamp = now() WHERE deploymentid = $1 RETURNING 1)
            UPDATE orleansmembershiptable SET status = 6
            WHERE deploymentid = $1 AND address = $2 AND port = $3 AND generation = $4 AND iamalivetime = $5 AND status = 3
                AND EXISTS (SELECT 1 FROM next)
            """);
        foreach (var value in (object[])[cluster, row.Address, row.Port, row.Generation, row.AliveAt]) change.Parameters.AddWithValue(value);
        await change.ExecuteNonQueryAsync(cancel);
    }

    private sealed record Row(string Address, int Port, int Generation, DateTime AliveAt);
}
