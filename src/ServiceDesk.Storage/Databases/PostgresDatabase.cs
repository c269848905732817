using Npgsql;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Storage.Databases;

internal sealed class PostgresDatabase : Database
{
    /// <summary>Any number that no other program of the database locks: "desk" in ASCII.</summary>
    private const long MigrationLock = 0x6465736b;

    /// <summary>By this the server knows a desk's sessions, unless the connection string has another name.</summary>
    public const string SessionName = "servicedesk";

    public PostgresDatabase(string place) : base(Dialect.Postgres)
    {
        var settings = new NpgsqlConnectionStringBuilder(place);

        // The statements are few and come again for ever: planning them once halves their cost.
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 100;
        settings.ApplicationName ??= SessionName;
        Source = Named("store", settings);

        // Few connections: these writes wait for no disk, and must not crowd out the journal.
        _unforced = Named("store unforced", new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Options = $"{settings.Options} -c synchronous_commit=off".Trim(),
            MaxPoolSize = 4,
        });
    }

    public NpgsqlDataSource Source { get; }

    private readonly NpgsqlDataSource _unforced;

    /// <summary>The name is what its measurements are told apart by; without one they would carry the connection string.</summary>
    private static NpgsqlDataSource Named(string name, NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();

    public override bool WritesConcurrently => true;

    public override async Task Migrate(Migrations steps, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var gate = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({MigrationLock})", connection))
            await gate.ExecuteNonQueryAsync(cancel);
        await steps.Run(connection, transaction, Dialect, cancel);
        await transaction.CommitAsync(cancel);
    }

    public override async ValueTask<Reading> Read(CancellationToken cancel) =>
        new(await Source.OpenConnectionAsync(cancel), static connection => connection.DisposeAsync());

    public override Task<int> Execute(Statement statement, CancellationToken cancel) => Execute(Source, statement, cancel);

    public override async Task<bool> ExecuteGuarded(Statement guard, IReadOnlyList<Statement> rest, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var command = connection.CreateCommand())
        {
            guard.FillInto(command);
            if (await command.ExecuteNonQueryAsync(cancel) == 0) return false;
        }

        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var statement in rest)
            {
                var command = new NpgsqlBatchCommand(statement.Text);
                foreach (var (name, value) in statement.Parameters) command.Parameters.Add(new(name, value ?? DBNull.Value));
                batch.BatchCommands.Add(command);
            }

            if (rest.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        return true;
    }

    public override Task<int> ExecuteUnforced(Statement statement, CancellationToken cancel) => Execute(_unforced, statement, cancel);

    private static async Task<int> Execute(NpgsqlDataSource source, Statement statement, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = connection.CreateCommand();
        statement.FillInto(command);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public override IBatchSink NewSink() => new PostgresSink(Source);

    public override async ValueTask DisposeAsync()
    {
        await _unforced.DisposeAsync();
        await Source.DisposeAsync();
    }
}
