using Npgsql;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Storage.Databases;

internal sealed class PostgresDatabase : Database
{
    /// <summary>Any number that no other program of the database locks: "desk" in ASCII.</summary>
    private const long MigrationLock = 0x6465736b;

    public PostgresDatabase(string place) : base(Dialect.Postgres)
    {
        var settings = new NpgsqlConnectionStringBuilder(place);

        // The statements are few and come again for ever: planning them once halves their cost.
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 100;
        settings.ApplicationName ??= "servicedesk";
        Source = NpgsqlDataSource.Create(settings);
    }

    public NpgsqlDataSource Source { get; }

    public override bool WritesConcurrently => true;

    public override async Task Migrate(CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var gate = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({MigrationLock})", connection))
            await gate.ExecuteNonQueryAsync(cancel);
        await Migrations.Run(connection, transaction, Dialect, cancel);
        await transaction.CommitAsync(cancel);
    }

    public override async ValueTask<Reading> Read(CancellationToken cancel) =>
        new(await Source.OpenConnectionAsync(cancel), static connection => connection.DisposeAsync());

    public override async Task<int> Execute(Statement statement, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var command = connection.CreateCommand();
        statement.FillInto(command);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public override IBatchSink NewSink() => new PostgresSink(Source);

    public override ValueTask DisposeAsync() => Source.DisposeAsync();
}
