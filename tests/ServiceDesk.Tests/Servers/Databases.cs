using System.Reflection;
using Xunit.Sdk;

namespace ServiceDesk.Tests.Servers;

/// <summary>Runs a theory on a new SQLite file.</summary>
public sealed class OnSqliteAttribute : DataAttribute
{
    /// <summary>Whether the test runs the whole host on it, which not every engine does.</summary>
    public bool Hosted
    {
        get => Skip is not null;
        set => Skip = value ? TestedEngine.NoSqlite : null;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["sqlite"]];
}

/// <summary>Runs a theory on a new database of a throw-away PostgreSQL; without the binaries it is skipped, or fails on a build server.</summary>
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute() => Skip = PostgresServer.Required ? null : PostgresServer.Missing;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["postgres"]];
}

/// <summary>A test that needs PostgreSQL alone.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Required ? null : PostgresServer.Missing;
}

/// <summary>A test that looks into the host's own SQLite file.</summary>
public sealed class SqliteFileFactAttribute : FactAttribute
{
    public SqliteFileFactAttribute() => Skip = TestedEngine.NoSqlite;
}
