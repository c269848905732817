using System.Diagnostics;
using Npgsql;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Engines;

/// <summary>Sees to it that nothing of a desk is alive on a PostgreSQL store, and that nobody else moves it, for as long as it is held.</summary>
public sealed class EngineMoveGuard : IAsyncDisposable
{
    /// <summary>"adopt" in ASCII.</summary>
    private const long Lock = 0x61646f7074;

    /// <summary>The server needs a moment to see that a killed process has gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private EngineMoveGuard(NpgsqlDataSource source, NpgsqlConnection connection, StoreAddress address) =>
        (_source, _connection, Address) = (source, connection, address);

    /// <summary>The store, under a name by which its sessions are told from a desk's.</summary>
    public StoreAddress Address { get; }

    /// <exception cref="StoreRefusedException">Somebody is there; the message says who.</exception>
    public static async Task<EngineMoveGuard> Take(StoreAddress address, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(address.Place);
        var name = settings.ApplicationName ?? PostgresDatabase.SessionName;
        settings.ApplicationName = name + " adopt";
        var source = NpgsqlDataSource.Create(settings);
        var guard = new EngineMoveGuard(source, await source.OpenConnectionAsync(cancel), address with { Place = settings.ConnectionString });
        try
        {
            await guard.TakeLock(cancel);
            await guard.WaitUntilAlone(name, cancel);
            return guard;
        }
        catch
        {
            await guard.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task TakeLock(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Lock})", _connection);
        if (await command.ExecuteScalarAsync(cancel) is not true) throw new StoreRefusedException("Another 'desk adopt' is at work on this store.");
    }

    /// <summary>Every process of a desk, of whatever engine and build, has a session for the feed at all times.</summary>
    private async Task WaitUntilAlone(string name, CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var clock = Stopwatch.StartNew(); await Sessions(name, cancel) is { Count: > 0 } sessions; await pace.WaitForNextTickAsync(cancel))
            if (clock.Elapsed > Patience)
                throw new StoreRefusedException(
                    $"A desk is still at work on this store: stop it first. Its sessions at the database: {string.Join(", ", sessions)}"
                    + " (of a machine that is gone: pg_terminate_backend).");
    }

    private async Task<IReadOnlyList<string>> Sessions(string name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT format('%s from %s', pid, coalesce(host(client_addr), 'the same machine')) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = $1 ORDER BY pid LIMIT 5
            """, _connection);
        command.Parameters.AddWithValue(name);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var sessions = new List<string>();
        while (await reader.ReadAsync(cancel)) sessions.Add(reader.GetString(0));
        return sessions;
    }
}
