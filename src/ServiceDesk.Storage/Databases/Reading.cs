using System.Data.Common;

namespace ServiceDesk.Storage.Databases;

/// <summary>A connection lent for reading; disposing gives it back.</summary>
internal sealed class Reading(DbConnection connection, Func<DbConnection, ValueTask> giveBack) : IAsyncDisposable
{
    /// <summary>All rows of a query.</summary>
    public async Task<List<T>> Rows<T>(Statement statement, Func<DbDataReader, T> row, CancellationToken cancel)
    {
        var rows = new List<T>();
        await foreach (var item in Stream(statement, row, cancel)) rows.Add(item);
        return rows;
    }

    /// <summary>The first row of a query; the default of its type when there is none.</summary>
    public async Task<T?> First<T>(Statement statement, Func<DbDataReader, T> row, CancellationToken cancel)
    {
        await foreach (var item in Stream(statement, row, cancel)) return item;
        return default;
    }

    /// <summary>The rows of a query one after the other, in flat memory.</summary>
    public async IAsyncEnumerable<T> Stream<T>(
        Statement statement, Func<DbDataReader, T> row, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        statement.FillInto(command);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return row(reader);
    }

    /// <summary>From here on, all queries of this connection see the store as it is now.</summary>
    public async Task Freeze(CancellationToken cancel)
    {
        await using var begin = connection.CreateCommand();
        begin.CommandText = connection is Npgsql.NpgsqlConnection ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
        await begin.ExecuteNonQueryAsync(cancel);
    }

    public async Task Thaw()
    {
        await using var end = connection.CreateCommand();
        end.CommandText = "ROLLBACK";
        await end.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => giveBack(connection);
}

internal static class Columns
{
    public static string? Text(this DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
