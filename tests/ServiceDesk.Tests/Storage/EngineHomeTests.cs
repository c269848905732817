using ServiceDesk.Storage;
using ServiceDesk.Storage.Engines;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

/// <summary>Which engine may work on a store.</summary>
public sealed class EngineHomeTests
{
    private const string OrleansRow =
        """
        INSERT INTO orleansstorage (
            grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
        VALUES (1, 0, 0, 1, 'site', 'SH', 'servicedesk', '\x7b7d', now(), 1)
        """;

    [PostgresFact]
    public async Task An_empty_store_becomes_the_one_of_the_engine_that_starts_first()
    {
        await using var desk = await New("postgres");
        await desk.Store.Engine.Claim(DeskEngine.Orleans);
        await desk.Store.Engine.Claim(DeskEngine.Orleans);

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => desk.Store.Engine.Claim(DeskEngine.Embedded));
        Assert.Contains("desk adopt --to embedded", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task An_older_desks_store_belongs_to_the_engine_that_has_documents_in_it()
    {
        await using var embedded = await New("postgres");
        await embedded.Store.Documents.Write("site/site", "SH", "{}", null, default);
        await Assert.ThrowsAsync<StoreRefusedException>(() => embedded.Store.Engine.Claim(DeskEngine.Orleans));
        await embedded.Store.Engine.Claim(DeskEngine.Embedded);

        await using var orleans = await New("postgres");
        await orleans.Meddle(OrleansRow);
        await Assert.ThrowsAsync<StoreRefusedException>(() => orleans.Store.Engine.Claim(DeskEngine.Embedded));
        await orleans.Store.Engine.Claim(DeskEngine.Orleans);
    }

    [PostgresFact]
    public async Task Where_both_engines_have_documents_and_nothing_says_whose_count_neither_starts()
    {
        await using var desk = await New("postgres");
        await desk.Store.Documents.Write("site/site", "SH", "{}", null, default);
        await desk.Meddle(OrleansRow);
        foreach (var engine in Enum.GetValues<DeskEngine>())
        {
            var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => desk.Store.Engine.Claim(engine));
            Assert.Contains("--from", refused.Message, StringComparison.Ordinal);
        }
    }

    [PostgresFact]
    public async Task While_documents_are_on_their_way_neither_engine_starts_and_their_old_one_writes_none_any_more()
    {
        await using var desk = await New("postgres");
        await desk.Store.Engine.Claim(DeskEngine.Embedded);
        var etag = await desk.Store.Documents.Write("numbers", "SH", "{\"a\":1}", null, default);
        Assert.NotNull(etag);
        await new EngineMove(desk.Store).Begin(DeskEngine.Orleans, default);

        Assert.Null(await desk.Store.Documents.Write("numbers", "SH", "{\"a\":2}", etag, default));
        Assert.Null(await desk.Store.Documents.Write("numbers", "BJ", "{}", null, default));
        Assert.False(await desk.Store.Engine.IsWith(DeskEngine.Embedded, default));
        foreach (var engine in Enum.GetValues<DeskEngine>())
        {
            var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => desk.Store.Engine.Claim(engine));
            Assert.Contains("run it again", refused.Message, StringComparison.Ordinal);
        }

        await new EngineMove(desk.Store).End(DeskEngine.Embedded, default);
        Assert.NotNull(await desk.Store.Documents.Write("numbers", "SH", "{\"a\":2}", etag, default));
    }

    [PostgresFact]
    public async Task A_store_is_not_moved_while_a_desk_has_it_open_nor_by_two_at_once()
    {
        await using var desk = await New("postgres");
        await desk.Open("202405-0001");
        var alive = await Assert.ThrowsAsync<StoreRefusedException>(() => EngineMoveGuard.Take(desk.Address, default));
        Assert.Contains("still at work", alive.Message, StringComparison.Ordinal);
        await desk.Store.DisposeAsync();
        Npgsql.NpgsqlConnection.ClearAllPools();

        await using var guard = await EngineMoveGuard.Take(desk.Address, default);
        var second = await Assert.ThrowsAsync<StoreRefusedException>(() => EngineMoveGuard.Take(desk.Address, default));
        Assert.Contains("Another", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_has_one_engine_and_asks_nothing()
    {
        await using var desk = await New("sqlite");
        await desk.Store.Engine.Claim(DeskEngine.Embedded);
        Assert.True(await desk.Store.Engine.IsWith(DeskEngine.Embedded, default));
    }
}
