using ServiceDesk.Domain.Tickets;
using ServiceDesk.Grains.Tickets;
using ServiceDesk.Storage.Verification;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

/// <summary>Each test plants one lie in an honest store and expects it found where it is.</summary>
public sealed class VerifierTests
{
    public static readonly (string Sql, FindingKind Kind, string Place)[] Lies =
    [
        ("UPDATE event SET body = replace(body, 'li.na', 'wang') WHERE number = '202405-0002' AND version = 2", FindingKind.BrokenHash, "SH/202405-0002 v2"),
        ("UPDATE event SET hash = 'f' || substr(hash, 2) || 'f' WHERE number = '202405-0002' AND version = 3", FindingKind.BrokenHash, "SH/202405-0002 v3"),
        ("UPDATE event SET at_ms = at_ms + 1 WHERE number = '202405-0002' AND version = 1", FindingKind.BrokenHash, "SH/202405-0002 v1"),
        ("UPDATE event SET kind = 'closed' WHERE number = '202405-0002' AND version = 2", FindingKind.Unreadable, "SH/202405-0002 v2"),
        ("DELETE FROM event WHERE number = '202405-0002' AND version = 2", FindingKind.VersionGap, "SH/202405-0002 v2"),
        ("DELETE FROM event WHERE number = '202405-0002' AND version = 1", FindingKind.VersionGap, "SH/202405-0002 v1"),
        ("DELETE FROM event WHERE number = '202405-0002' AND version = 3", FindingKind.RowElsewhere, "SH/202405-0002 v2"),
        ("UPDATE ticket SET version = 9 WHERE number = '202405-0002'", FindingKind.RowElsewhere, "SH/202405-0002 v3"),
        ("DELETE FROM ticket WHERE number = '202405-0002'", FindingKind.RowElsewhere, "SH/202405-0002 v3"),
        ("DELETE FROM event WHERE number = '202405-0002'", FindingKind.FeedGap, "position 2"),
        ("UPDATE ticket SET owner = 'wang' WHERE number = '202405-0002'", FindingKind.RowDiffers, "SH/202405-0002 v3"),
        ("UPDATE ticket SET owner = NULL WHERE number = '202405-0002'", FindingKind.RowDiffers, "SH/202405-0002 v3"),
        ("UPDATE ticket SET serial = 7 WHERE number = '202405-0002'", FindingKind.RowDiffers, "SH/202405-0002 v3"),
        ("UPDATE ticket SET state = replace(state, '打印机', '复印机') WHERE number = '202405-0002'", FindingKind.RowDiffers, "SH/202405-0002 v3"),
        ("UPDATE ticket SET hash = 'x' WHERE number = '202405-0002'", FindingKind.RowDiffers, "SH/202405-0002 v3"),
        ("UPDATE ticket SET customer = '李四' WHERE number = '202405-0003'", FindingKind.RowDiffers, "SH/202405-0003 v1"),
        ("UPDATE ticket SET customer = '李四', state = replace(state, '张三', '李四') WHERE number = '202405-0003'", FindingKind.RowDiffers, "SH/202405-0003 v1"),
        ("UPDATE ticket SET state = replace(state, '0123abcd', '0123abce') WHERE number = '202405-0003'", FindingKind.RowDiffers, "SH/202405-0003 v1"),
        ("UPDATE event SET position = 77 WHERE position = 2", FindingKind.FeedGap, "position 2"),
        ("UPDATE feed SET last = 9", FindingKind.FeedGap, "position 9"),
        ("UPDATE request SET version = 2", FindingKind.LostAnswer, "request amy:key1"),
        ("UPDATE request SET number = '202405-0009'", FindingKind.LostAnswer, "request amy:key1"),
    ];

    public static IEnumerable<object[]> Each => Lies.Select((_, i) => new object[] { i });

    [Theory, MemberData(nameof(Each))]
    public Task A_lie_is_found_where_it_is(int lie) => Found("sqlite", Lies[lie]);

    [PostgresFact]
    public async Task A_lie_is_found_where_it_is_on_PostgreSQL_too()
    {
        foreach (var lie in Lies) await Found("postgres", lie);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_ticket_that_no_search_finds_is_told(string database)
    {
        await using var desk = await Honest(database);
        await desk.Meddle(database == "sqlite"
            ? "DELETE FROM ticket_search WHERE rowid = (SELECT id FROM ticket WHERE number = '202405-0002')"
            : "DELETE FROM ticket_search WHERE number = '202405-0002'");
        Assert.Equal((FindingKind.NotIndexed, "SH/202405-0002"), Assert.Single(await desk.Verify()) is var f ? (f.Kind, f.Place) : default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_honest_store_passes_and_is_counted(string database)
    {
        await using var desk = await Honest(database);
        Assert.Equal(new Verification(3, 5, 0, null), await new StoreVerifier(desk.Store).Run());
    }

    private static async Task Found(string database, (string Sql, FindingKind Kind, string Place) lie)
    {
        await using var desk = await Honest(database);
        Assert.True(await desk.Meddle(lie.Sql) > 0, lie.Sql);
        Assert.Contains((lie.Kind, lie.Place), (await desk.Verify()).Select(finding => (finding.Kind, finding.Place)));
    }

    private static async Task<StoreUnderTest> Honest(string database)
    {
        var desk = await New(database);
        await desk.Committed(Opening("202405-0001", request: new RequestMark("amy:key1", "print")));
        var head = await desk.Open("202405-0002");
        await desk.Then(head, new Acknowledged("li.na", true), new Progressed("check", null));
        await desk.Open("202405-0003", opened => opened with { Customer = opened.Customer with { Name = "张三", Salt = "0123abcd" } });
        return desk;
    }
}
