using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using ServiceDesk.Storage.Journal;
using ServiceDesk.Storage.Schema;

namespace ServiceDesk.Storage.Databases;

internal sealed class SqliteDatabase : Database
{
    private readonly string _path;
    private readonly ConcurrentBag<DbConnection> _idle = [];
    private bool _disposed;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    public SqliteDatabase(string path) : base(Dialect.Sqlite) => _path = Path.GetFullPath(path);

    public override bool WritesConcurrently => false;

    public override async Task Migrate(Migrations steps, CancellationToken cancel)
    {
        if (Path.GetDirectoryName(_path) is { } folder) Directory.CreateDirectory(folder);
        CreateForOwner();
        await using var connection = OpenForWriting();
        await using (var transaction = connection.BeginTransaction(deferred: false))
        {
            await steps.Run(connection, transaction, Dialect, cancel);
            await transaction.CommitAsync(cancel);
        }
    }

    /// <summary>Its owner alone may read a new store; SQLite gives its other files the same rights.</summary>
    private void CreateForOwner()
    {
        if (OperatingSystem.IsWindows() || File.Exists(_path)) return;
        try
        {
            using var file = new FileStream(_path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException) when (File.Exists(_path))
        {
            // Another process has just made it.
        }
    }

    /// <summary>A connection that may write: write-ahead log, and on disk when a commit returns.</summary>
    public SqliteConnection OpenForWriting()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        Pragma(connection, "synchronous = FULL");
        Pragma(connection, "secure_delete = FAST");       // a key that was destroyed must not lie about in a page that is written anyway
        Pragma(connection, "wal_autocheckpoint = 4000");
        return connection;
    }

    public override ValueTask<Reading> Read(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return new(new Reading(_idle.TryTake(out var idle) ? idle : Open(SqliteOpenMode.ReadOnly), GiveBack));
    }

    /// <summary>Not used while the store is open: SQLite has one writer, and that is the journal's.</summary>
    public override Task<int> Execute(Statement statement, CancellationToken cancel) =>
        throw new NotSupportedException("SQLite is written through the journal writer.");

    /// <inheritdoc cref="Execute"/>
    public override Task<bool> ExecuteGuarded(Statement guard, IReadOnlyList<Statement> rest, CancellationToken cancel) =>
        throw new NotSupportedException("SQLite is written through the journal writer.");

    public override IBatchSink NewSink() => new SqliteSink(OpenForWriting);

    public override async ValueTask DisposeAsync()
    {
        _disposed = true;
        while (_idle.TryTake(out var idle)) await idle.DisposeAsync();
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = mode,
            DefaultTimeout = 30,
            Pooling = false,        // the pool here keeps the settings of a connection; theirs would not
        }.ToString());
        connection.Open();
        Pragma(connection, "busy_timeout = 30000");
        if (mode is SqliteOpenMode.ReadWriteCreate) UseWriteAheadLog(connection);
        Pragma(connection, "cache_size = -16000");
        Pragma(connection, "mmap_size = 1073741824");
        return connection;
    }

    /// <summary>Two processes that turn a new file to the write-ahead log at once do not wait for each other, whatever the time-out says.</summary>
    private static void UseWriteAheadLog(SqliteConnection connection)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Pragma(connection, "journal_mode = WAL");
                return;
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY && attempt < 500)
            {
                Thread.Sleep(10);
            }
        }
    }

    private static void Pragma(SqliteConnection connection, string setting)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + setting;
        command.ExecuteNonQuery();
    }

    private ValueTask GiveBack(DbConnection connection)
    {
        if (_disposed) return connection.DisposeAsync();
        _idle.Add(connection);
        return default;
    }
}
