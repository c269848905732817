using Npgsql;
using ServiceDesk.Host.Engine;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Engines;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Faults;

/// <summary>The real process on a store whose documents are with the other engine.</summary>
public sealed class OtherEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-other-").FullName;

    private static DeskEngine Other => ThisBuild.Engine is DeskEngine.Embedded ? DeskEngine.Orleans : DeskEngine.Embedded;

    [PostgresFact]
    public async Task A_desk_refuses_to_start_there_in_one_line_that_names_the_command()
    {
        var database = await (await PostgresServer.Shared).NewDatabase();
        await using (var store = new Store(new(StoreKind.Postgres, database), TimeProvider.System))
        {
            await store.Open();
            await store.Engine.Claim(Other);
        }

        await using var desk = new DeskHostProcess($"postgres:{database}", _folder);
        var (code, said) = await desk.Ran("run");
        Assert.Equal(1, code);
        Assert.Contains("desk adopt", Assert.Single(said.Split('\n')), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_desk_that_is_too_old_for_the_schema_refuses_to_start_in_one_line()
    {
        var database = await (await PostgresServer.Shared).NewDatabase();
        await using (var store = new Store(new(StoreKind.Postgres, database), TimeProvider.System)) await store.Open();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var newer = new NpgsqlCommand("INSERT INTO schema_version (version, oldest) VALUES (99, 98)", connection);
            await newer.ExecuteNonQueryAsync();
        }

        await using var desk = new DeskHostProcess($"postgres:{database}", _folder);
        var (code, said) = await desk.Ran("run");
        Assert.Equal(1, code);
        Assert.Contains("schema 98 or later", Assert.Single(said.Split('\n')), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_desk_whose_documents_were_taken_from_it_ends_by_itself()
    {
        var database = await (await PostgresServer.Shared).NewDatabase();
        await using var desk = new DeskHostProcess($"postgres:{database}", _folder);
        await desk.Start();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var take = new NpgsqlCommand($"UPDATE engine SET name = '{(Other is DeskEngine.Embedded ? "embedded" : "orleans")}'", connection);
            Assert.Equal(1, await take.ExecuteNonQueryAsync());
        }

        await desk.Ended(TimeSpan.FromMinutes(1));
        Assert.Contains("carried to the other engine", desk.Said, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
