using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Storage.Databases;

/// <summary>One of the two databases: how to read it, and how a batch is written to it.</summary>
internal abstract class Database(Dialect dialect) : IAsyncDisposable
{
    public Dialect Dialect { get; } = dialect;

    /// <summary>Whether several connections may write at once; when not, every write passes the journal writer.</summary>
    public abstract bool WritesConcurrently { get; }

    /// <summary>Brings the schema to what the steps end with.</summary>
    /// <exception cref="StoreRefusedException">The schema is too new for a desk that knows only these.</exception>
    public abstract Task Migrate(Migrations steps, CancellationToken cancel);

    public abstract ValueTask<Reading> Read(CancellationToken cancel);

    /// <summary>Carries out one writing statement on a connection of its own.</summary>
    /// <returns>How many rows it touched.</returns>
    public abstract Task<int> Execute(Statement statement, CancellationToken cancel);

    /// <summary>Carries out several writing statements in one transaction, if the first of them touches a row.</summary>
    /// <returns>Whether it did; when not, nothing was written.</returns>
    public abstract Task<bool> ExecuteGuarded(Statement guard, IReadOnlyList<Statement> rest, CancellationToken cancel);

    /// <summary>As <see cref="Execute"/>, but a crash of the database within a second may undo it.</summary>
    public virtual Task<int> ExecuteUnforced(Statement statement, CancellationToken cancel) => Execute(statement, cancel);

    /// <summary>What the journal writer writes through.</summary>
    public abstract IBatchSink NewSink();

    public abstract ValueTask DisposeAsync();
}
