using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Schema;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

/// <summary>Two builds on one store, of which one knows a migration less.</summary>
public sealed class SchemaTests
{
    private static readonly int Known = Migrations.OfThisDesk.Steps.Count;

    [Theory, OnSqlite, OnPostgres]
    public async Task After_a_migration_that_only_adds_the_build_before_starts_and_works_on_and_so_does_the_newer_one_again(string database)
    {
        await using var desk = await New(database);
        var before = await desk.Open("202405-0001");
        await using (var newer = Newer(desk, oldest: null)) await newer.Open();

        await using (var older = new Store(desk.Address, desk.Time))
        {
            await older.Open();
            Assert.Equal(before.Ticket.Version, (await older.Journal.Load(before.Ticket.Key))!.Ticket.Version);
            Assert.Equal(CommitOutcome.Committed, (await older.Journal.Append(Opening("202405-0002"))).Outcome);
        }

        await using (var again = Newer(desk, oldest: null)) await again.Open();
        Assert.Equal(1, await desk.Meddle("INSERT INTO trial (note) VALUES ('once')"));
        Assert.Empty(await desk.Verify());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_a_migration_that_takes_something_away_a_build_that_is_too_old_is_refused_in_one_line(string database)
    {
        await using var desk = await New(database);
        await using (var newer = Newer(desk, oldest: Known + 1)) await newer.Open();

        await using var older = new Store(desk.Address, desk.Time);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => older.Open());
        Assert.Equal(
            $"The store has schema {Known + 1}, which desks that know schema {Known + 1} or later can work with; this one knows {Known}. Run a newer desk.",
            refused.Message);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_taken_away_once_stays_away_for_older_builds_whatever_is_added_later(string database)
    {
        await using var desk = await New(database);
        var steps = Migrations.OfThisDesk.Steps;
        await using (var newest = new Store(desk.Address, desk.Time) { Schema = new([.. steps, new(Trial, Known + 1), new(_ => [])]) })
            await newest.Open();

        await using (var between = Newer(desk, oldest: Known + 1)) await between.Open();
        await using var older = new Store(desk.Address, desk.Time);
        await Assert.ThrowsAsync<StoreRefusedException>(() => older.Open());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_schema_that_says_nothing_of_older_desks_is_refused(string database)
    {
        await using var desk = await New(database);
        await desk.Meddle("INSERT INTO schema_version (version) VALUES (99)");
        await Assert.ThrowsAsync<StoreRefusedException>(() => desk.Another().Open());
    }

    [Fact]
    public void No_migration_shuts_out_the_build_that_it_is_of() => Assert.All(
        Migrations.OfThisDesk.Steps.Index(), step => Assert.True(step.Item.Oldest is null || step.Item.Oldest <= step.Index + 1));

    private static Store Newer(StoreUnderTest desk, int? oldest) =>
        new(desk.Address, desk.Time) { Schema = new([.. Migrations.OfThisDesk.Steps, new(Trial, oldest)]) };

    private static IEnumerable<string> Trial(Dialect dialect) =>
        [dialect.Of("CREATE TABLE trial (note {text} NOT NULL)"), dialect.Of("ALTER TABLE ticket ADD COLUMN trial {text}")];
}
