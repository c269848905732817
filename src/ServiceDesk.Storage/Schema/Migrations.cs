using System.Data.Common;

namespace ServiceDesk.Storage.Schema;

/// <summary>
/// The steps from an empty database to a schema. The caller holds the lock and the transaction: a step happens whole, once, and
/// by one process.
/// </summary>
/// <param name="steps">The first one makes version 1.</param>
internal sealed class Migrations(IReadOnlyList<Migration> steps)
{
    /// <summary>The first version whose row says which desks can work with it. Desks before it refuse whatever is newer than they are.</summary>
    private const int FirstMarked = 10;

    /// <summary>What this build knows. How to add one: docs/operations.md, "Upgrades".</summary>
    public static Migrations OfThisDesk { get; } = new(
    [
        new(Tables.Version1), new(OrleansTables.Version2), new(EvidenceTables.Step), new(Presences.Steps), new(NoticeTables.Step), new(SignInTables.Step),
        new(BoardIndexes.Step), new(SessionTables.Step), new(ForgottenFiles.Step), new(EngineTable.Step, Oldest: FirstMarked),
    ]);

    public IReadOnlyList<Migration> Steps => steps;

    /// <summary>Brings the schema up to date; one that is newer stays as it is.</summary>
    /// <exception cref="StoreRefusedException">It is too new for this desk.</exception>
    public async Task Run(DbConnection connection, DbTransaction transaction, Dialect dialect, CancellationToken cancel)
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
        if (version > steps.Count)
        {
            var oldest = Convert.ToInt32(await Do("SELECT max(coalesce(oldest, version)) FROM schema_version"));
            if (oldest > steps.Count)
                throw new StoreRefusedException(
                    $"The store has schema {version}, which desks that know schema {oldest} or later can work with; this one knows {steps.Count}."
                    + " Run a newer desk.");
        }

        while (version < steps.Count)
        {
            foreach (var text in steps[version].Texts(dialect)) await Do(text);
            version++;
            await Do(version < FirstMarked
                ? $"INSERT INTO schema_version (version) VALUES ({version})"
                : $"INSERT INTO schema_version (version, oldest) VALUES ({version}, {steps.Take(version).Max(step => step.Oldest)})");
        }
    }
}

/// <summary>One step of the schema.</summary>
/// <param name="Texts">Its statements. They never change once released.</param>
/// <param name="Oldest">
/// The oldest schema whose desks can go on working after this step, where it takes something away; null where it only adds, so that
/// whoever could work before still can.
/// </param>
internal sealed record Migration(Func<Dialect, IEnumerable<string>> Texts, int? Oldest = null);
