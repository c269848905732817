using System.Data.Common;

namespace ServiceDesk.Storage.Schema;

/// <summary>
/// The steps from an empty database to today's schema. The caller holds the lock and the transaction: a step happens whole, once, and
/// by one process.
/// </summary>
internal static class Migrations
{
    private static readonly Func<Dialect, IEnumerable<string>>[] Steps =
        [Tables.Version1, OrleansTables.Version2, EvidenceTables.Step, Presences.Steps, NoticeTables.Step, SignInTables.Step, BoardIndexes.Step, SessionTables.Step,
            ForgottenFiles.Step];

    public static int Latest => Steps.Length;

    public static async Task Run(DbConnection connection, DbTransaction transaction, Dialect dialect, CancellationToken cancel)
    {
        async Task<object?> Do(string text)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = text;
            return await command.ExecuteScalarAsync(cancel);
        }

        await Do("CREATE TABLE IF NOT EXISTS schema_version (version int NOT NULL PRIMARY KEY)");
        var version = Convert.ToInt32(await Do("SELECT coalesce(max(version), 0) FROM schema_version"));
        if (version > Latest)
            throw new InvalidOperationException($"The store has schema {version}; this desk knows {Latest} at most. Run the newer desk.");

        while (version < Latest)
        {
            foreach (var text in Steps[version](dialect)) await Do(text);
            version++;
            await Do($"INSERT INTO schema_version (version) VALUES ({version})");
        }
    }
}
