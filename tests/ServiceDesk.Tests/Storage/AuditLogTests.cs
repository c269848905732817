using System.Text.Json.Nodes;
using ServiceDesk.Storage.Audit;
using ServiceDesk.Storage.Verification;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

public sealed class AuditLogTests
{
    /// <summary>Each is planted in a log of five entries.</summary>
    private static readonly (string Sql, FindingKind Kind, string Place)[] Lies =
    [
        ("UPDATE audit SET actor = 'staff:wang' WHERE seq = 3", FindingKind.BrokenAudit, "audit 3"),
        ("UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 1", FindingKind.BrokenAudit, "audit 1"),
        ("UPDATE audit SET site = NULL WHERE seq = 2", FindingKind.BrokenAudit, "audit 2"),
        ("UPDATE audit SET data = '{}' WHERE seq = 5", FindingKind.BrokenAudit, "audit 5"),
        ("DELETE FROM audit WHERE seq = 1", FindingKind.AuditGap, "audit 1"),
        ("DELETE FROM audit WHERE seq = 3", FindingKind.AuditGap, "audit 3"),
        ("DELETE FROM audit WHERE seq = 5", FindingKind.AuditGap, "audit 5"),
        ("DELETE FROM audit", FindingKind.AuditGap, "audit 1"),
        ("UPDATE audit SET seq = 9 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 9", FindingKind.BrokenAudit, "audit 2"),
        ("UPDATE audit SET seq = seq - 1 WHERE seq = 1", FindingKind.AuditGap, "audit 1"),
        ("UPDATE audit_head SET hash = 'x'", FindingKind.BrokenAudit, "audit 5"),
    ];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_changed_missing_moved_or_cut_off_entry_is_found(string database)
    {
        foreach (var (sql, kind, place) in Lies)
        {
            await using var desk = await New(database);
            for (var i = 1; i <= 5; i++) await desk.Store.Audit.Write(Entry($"staff:agent-{i}"), default);

            // The head follows a moment behind the entry: a second reader of the log would do it no harm, a lie planted too early would.
            await desk.Settled();
            Assert.True(await desk.Meddle(sql) > 0, sql);
            Assert.Contains((kind, place), (await desk.Verify()).Select(finding => (finding.Kind, finding.Place)));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Several_processes_write_one_unbroken_log(string database)
    {
        await using var desk = await New(database);
        var others = Enumerable.Range(0, 3).Select(_ => desk.Another()).ToArray();
        foreach (var other in others) await other.Open();
        await Task.WhenAll(others.SelectMany((other, i) => Enumerable.Range(0, 40).Select(n => other.Audit.Write(Entry($"machine:key-{i}-{n}"), default))));
        Assert.Empty(await desk.Verify());

        var page = await desk.Store.Audit.Read(new(null), null, 100, default);
        var rest = await desk.Store.Audit.Read(new(null), page.Next, 100, default);
        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(seq => (long)seq), page.Items.Concat(rest.Items).Select(entry => entry.Seq));
        Assert.Equal(120, page.Items.Concat(rest.Items).Select(entry => entry.Actor).Distinct().Count());
        Assert.Null(rest.Next);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_log_is_read_by_site_kind_and_time(string database)
    {
        await using var desk = await New(database);
        await desk.Store.Audit.Write(Entry("staff:a", site: "SH"), default);
        desk.Time.Now = Nine.AddHours(1);
        await desk.Store.Audit.Write(Entry("staff:b", site: "BJ", kind: AuditKind.Exported), default);
        await desk.Store.Audit.Write(Entry("unknown", site: null, kind: AuditKind.SignInFailed), default);

        async Task<string[]> Who(AuditFilter filter) => [.. (await desk.Store.Audit.Read(filter, null, 10, default)).Items.Select(entry => entry.Actor)];
        Assert.Equal(["unknown", "staff:b", "staff:a"], await Who(new(null)));
        Assert.Equal(["staff:a"], await Who(new(["SH"])));
        Assert.Equal(["staff:b", "staff:a"], await Who(new(["SH", "BJ"])));
        Assert.Empty(await Who(new([])));
        Assert.Equal(["staff:b"], await Who(new(null, AuditKind.Exported)));
        Assert.Equal(["staff:a"], await Who(new(null, To: Nine.AddMinutes(1))));
        Assert.Equal(["unknown", "staff:b"], await Who(new(null, From: Nine.AddMinutes(1))));
        await Assert.ThrowsAsync<FormatException>(() => desk.Store.Audit.Read(new(null), "x", 10, default));
    }

    private static AuditRecord Entry(string actor, string? site = "SH", AuditKind kind = AuditKind.ContactRevealed) =>
        new(kind, site, actor, "10.0.0.1", new JsonObject { ["target"] = "202405-0001" });
}
