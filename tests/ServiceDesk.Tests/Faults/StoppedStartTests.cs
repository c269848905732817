using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using ServiceDesk.Storage;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>SIGTERM to a process that has not come up yet, as when a deployment is called off.</summary>
public sealed class StoppedStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-stopped-start-").FullName;

    [PostgresFact]
    public async Task Told_to_stop_while_it_starts_the_desk_ends_in_order_and_waits_for_nobody()
    {
        var database = await (await PostgresServer.Shared).NewDatabase();
        await using (var store = new Store(new(StoreKind.Postgres, database), TimeProvider.System)) await store.Open();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE erasure IN ACCESS EXCLUSIVE MODE", connection)) await hold.ExecuteNonQueryAsync();

        // In the middle of its start it reads that table, and there it is when the signal comes.
        await using var desk = new DeskHostProcess($"postgres:{database}", _folder, ("DESK_DRAIN_SECONDS", "600"));
        var started = desk.Start();
        await DeskHostProcess.Until(TimeSpan.FromMinutes(2), async () =>
        {
            await using var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'erasure'::regclass", connection);
            return await waiting.ExecuteScalarAsync() is > 0L;
        });
        Assert.Equal(0, await desk.Stop());
        Assert.DoesNotContain("Unhandled exception", desk.Said, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => started);
    }

    [NamespaceFact]
    public async Task As_the_first_process_of_a_container_a_command_hears_SIGTERM()
    {
        // Takes connections and never answers: a database that hangs.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var database = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Database=d;Username=u;Timeout=300";
        await using var desk = new DeskHostProcess($"postgres:{database}", _folder) { Launcher = NamespaceFactAttribute.Launcher };
        using var migrate = desk.Run("migrate");
        try
        {
            using var caller = await silent.AcceptTcpClientAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
            var first = (await File.ReadAllTextAsync($"/proc/{migrate.Id}/task/{migrate.Id}/children")).Trim();
            using (var signal = Process.Start("kill", ["-TERM", first])) await signal.WaitForExitAsync();
            await migrate.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
            Assert.Equal(128 + 15, migrate.ExitCode);
        }
        finally
        {
            if (!migrate.HasExited) migrate.Kill();      // and its child with it
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
