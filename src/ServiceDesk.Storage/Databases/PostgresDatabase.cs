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

    /// <summary>
    /// How soon the server gives up a desk whose machine or network is gone, and with it the locks of a batch that was under way; as the
    /// server is set up by default it would hold them for two hours.
    /// </summary>
    private const string Vanished =
        "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=30s";

    public PostgresDatabase(string place) : base(Dialect.Postgres)
    {
        var settings = new NpgsqlConnectionStringBuilder(place);

        // The statements are few and come again for ever: planning them once halves their cost.
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 100;
        settings.ApplicationName ??= SessionName;
        settings.Options = $"{Vanished} {settings.Options}".Trim();
        Source = Named("store", settings);

        // Few connections: these writes wait for no disk, and must not crowd out the journal.
        _unforced = Named("store unforced", new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Options = $"{settings.Options} -c synchronous_commit=off",
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

    /// <summary>
    /// One round trip: who is killed or cut off on the way leaves no transaction open whose locks everybody else would wait for. A guard
    /// that touches no row has to fail, since nothing else keeps the statements behind it from being carried out.
    /// </summary>
    public override async Task<bool> ExecuteGuarded(Statement guard, IReadOnlyList<Statement> rest, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in rest.Prepend(guard with { Text = $"WITH touched AS ({guard.Text} RETURNING 1) SELECT 1 / count(*) FROM touched" }))
        {
            var command = new NpgsqlBatchCommand(statement.Text);
            foreach (var (name, value) in statement.Parameters) command.Parameters.Add(new(name, value ?? DBNull.Value));
            batch.BatchCommands.Add(command);
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
            return true;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.DivisionByZero)
        {
            return false;
        }
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
