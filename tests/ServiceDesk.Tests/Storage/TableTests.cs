using ServiceDesk.Storage;

using ServiceDesk.Storage.Documents;
using ServiceDesk.Storage.Materials;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

public sealed class TableTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_document_changes_only_for_who_has_read_the_latest(string database)
    {
        await using var desk = await New(database);
        var table = desk.Store.Documents;
        Assert.Null(await table.Read("site/book", "SH", default));
        var first = await table.Write("site/book", "SH", "{\"a\":1}", null, default);
        Assert.NotNull(first);
        Assert.Null(await table.Write("site/book", "SH", "{}", null, default));
        var second = await table.Write("site/book", "SH", "{\"a\":2}", first, default);
        Assert.NotEqual(first, second);
        Assert.Null(await table.Write("site/book", "SH", "{\"a\":3}", first, default));
        Assert.Equal(new DocumentRow("{\"a\":2}", second!), await table.Read("site/book", "SH", default));
        Assert.Null(await table.Read("site/book", "BJ", default));

        Assert.False(await table.Clear("site/book", "SH", first, default));
        Assert.False(await table.Clear("site/book", "SH", null, default));
        Assert.True(await table.Clear("site/book", "SH", second, default));
        Assert.True(await table.Clear("site/book", "SH", null, default));
        Assert.Null(await table.Write("site/book", "SH", "{}", second, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reminders_are_read_by_due_time_in_pages_and_by_grain(string database)
    {
        await using var desk = await New(database);
        var table = desk.Store.Reminders;
        StoredReminder[] rows =
        [
            new("clock", "SH/1", "a", 100, 60_000), new("clock", "SH/1", "b", 50, 60_000), new("clock", "SH/2", "a", 100, 60_000),
            new("sweep", "all", "a", 200, 60_000),
        ];
        foreach (var row in rows) await table.Upsert(row, default);

        var first = await table.ReadDue(200, null, 2, default);
        Assert.Equal([rows[1], rows[0]], first);
        Assert.Equal([rows[2]], await table.ReadDue(200, first[^1], 2, default));
        Assert.Equal([rows[0], rows[1]], await table.ReadOfGrain("clock", "SH/1", default));

        await table.Upsert(rows[0] with { StartAtUnixMs = 500 }, default);
        Assert.Equal(500, (await table.Find("clock", "SH/1", "a", default))!.StartAtUnixMs);
        Assert.Equal([rows[1], rows[2]], await table.ReadDue(200, null, 9, default));
        await table.Remove("clock", "SH/1", "a", default);
        await table.Remove("clock", "SH/1", "a", default);
        Assert.Null(await table.Find("clock", "SH/1", "a", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Accounts_keep_their_password_and_a_revoked_key_is_gone(string database)
    {
        await using var desk = await New(database);
        var accounts = desk.Store.Accounts;
        Assert.True(await accounts.IsEmpty(default));
        await accounts.Put(new("li.na", "李娜", ["SH"], ["agent"], ["erp", "网络"], 10, null, "hash1"), default);
        await accounts.Put(new("boss", "王", ["SH", "BJ"], ["admin"], [], 0, null, null), default);
        await accounts.Put(new("li.na", "李娜", ["SH"], ["supervisor"], [], 20, "boss", "ignored"), default);
        Assert.False(await accounts.IsEmpty(default));
        Assert.Equal(("hash1", 20, "boss"), await accounts.Find("li.na", default) is { } a ? (a.PasswordHash, a.Capacity, a.Supervisor) : default);
        Assert.True(await accounts.SetPassword("li.na", "hash2", default));
        Assert.False(await accounts.SetPassword("nobody", "hash2", default));
        Assert.Equal(["boss", "li.na"], (await accounts.List("SH", default)).Select(x => x.Id));
        Assert.Equal(["boss"], (await accounts.List("BJ", default)).Select(x => x.Id));
        Assert.Equal(2, (await accounts.List(null, default)).Count);

        await accounts.AddKey(new("k1", "ERP", ["SH"], ["machine"], "secret-hash", Nine), default);
        Assert.Equal("k1", (await accounts.FindKey("secret-hash", default))!.Id);
        Assert.True(await accounts.RevokeKey("k1", default));
        Assert.False(await accounts.RevokeKey("k1", default));
        Assert.Null(await accounts.FindKey("secret-hash", default));
        Assert.Empty(await accounts.ListKeys(default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_has_two_secrets_while_it_is_rotated(string database)
    {
        await using var desk = await New(database);
        var accounts = desk.Store.Accounts;
        await accounts.AddKey(new("k1", "ERP", ["SH"], [], "one", Nine, ["open"], Nine.AddYears(50)), default);
        await accounts.AddKey(new("k2", "ERP", ["SH"], [], "gone", Nine, null, Nine.AddYears(-50)), default);
        Assert.Null(await accounts.FindKey("gone", default));
        Assert.True(await accounts.RotateKey("k1", "two", Nine.AddYears(49), default));
        Assert.Equal(["k1", "k1"], [(await accounts.FindKey("one", default))!.Id, (await accounts.FindKey("two", default))!.Id]);
        Assert.True(await accounts.RotateKey("k1", "three", Nine.AddYears(-49), default));
        Assert.Null(await accounts.FindKey("one", default));
        Assert.Null(await accounts.FindKey("two", default));
        await accounts.TouchKey("k1", default);
        var key = (await accounts.FindKey("three", default))!;
        Assert.Equal(["open"], key.Scopes!);
        Assert.Equal(Nine.AddYears(50), key.ExpiresAt);
        Assert.NotNull(key.UsedAt);
        Assert.False(await accounts.RotateKey("k3", "four", Nine, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_sign_in_changes_only_for_who_has_read_the_latest_and_every_change_is_counted(string database)
    {
        await using var desk = await New(database);
        var (signIns, accounts) = (desk.Store.SignIns, desk.Store.Accounts);
        var before = await accounts.Changes(default);
        Assert.Null(await signIns.Find("li", default));
        Assert.True(await signIns.Save("li", new(Generation: 1, Subject: "issuer|sub"), 0, default));
        Assert.False(await signIns.Save("li", new(Generation: 9), 0, default));
        Assert.True(await signIns.Save("li", new(Generation: 2, Subject: "issuer|sub"), 1, default));
        Assert.False(await signIns.Save("li", new(Generation: 9), 1, default));
        Assert.Equal((2, 2), (await signIns.Find("li", default) is { } row ? (row.State.Generation, row.Revision) : default));
        Assert.Equal(("li", null), (await signIns.FindBySubject("issuer|sub", default), await signIns.FindBySubject("issuer|other", default)));
        Assert.False(await signIns.Save("wang", new(Subject: "issuer|sub"), 0, default));
        Assert.Equal(before + 2, await accounts.Changes(default));

        await signIns.Fail("user:li", TimeSpan.FromDays(1), default);
        await signIns.Fail("user:li", TimeSpan.FromDays(1), default);
        Assert.Equal(2, (await signIns.Failures("user:li", default))!.Count);
        await signIns.Forget("user:li", default);
        Assert.Null(await signIns.Failures("user:li", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_an_older_desk_kept_in_one_piece_is_still_had(string database)
    {
        await using var desk = await New(database);
        await desk.Meddle($"INSERT INTO material (sha256, bytes) VALUES ('abc', {(database == "sqlite" ? "x'000102ff'" : "'\\x000102ff'")})");
        Assert.Equal(new("abc", 4, "application/octet-stream", FileState.Clean), await desk.Store.Materials.Find("abc", default));
        using var copied = new MemoryStream();
        await desk.Store.Materials.CopyTo("abc", copied, default);
        Assert.Equal([0, 1, 2, 255], copied.ToArray());
        Assert.Null(await desk.Store.Materials.Find("abd", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_feed_is_read_by_site_and_wakes_who_waits(string database)
    {
        await using var desk = await New(database);
        var other = desk.Another();
        await other.Open();
        var near = desk.Store.Feed.WaitBeyond(0, TimeSpan.FromMinutes(1), default);
        var far = other.Feed.WaitBeyond(0, TimeSpan.FromMinutes(1), default);
        await desk.Open("202405-0001");
        await Task.WhenAll(near, far);

        await desk.Open("202405-0001", site: "BJ");
        await desk.Open("202405-0002");
        Assert.Equal([1, 3], (await desk.Store.Feed.Read(0, ["SH", "GZ"], 9, default)).Select(item => item.Position));
        Assert.Equal([2, 3], (await desk.Store.Feed.Read(1, null, 9, default)).Select(item => item.Position));
        Assert.Equal([1, 2], (await desk.Store.Feed.Read(0, ["SH", "BJ"], 2, default)).Select(item => item.Position));
        Assert.Empty(await desk.Store.Feed.Read(0, [], 9, default));
        Assert.Equal(("opened", "staff:li.na", Nine), (await desk.Store.Feed.Read(0, null, 1, default))[0] is var i ? (i.Kind, i.By, i.At) : default);
        await desk.Store.Feed.WaitBeyond(3, TimeSpan.Zero, default);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Eight_stores_may_open_a_new_database_at_once_and_again(string database)
    {
        await using var desk = await New(database, open: false);
        var stores = Enumerable.Range(0, 8).Select(_ => desk.Another()).ToArray();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Open())));
        await desk.Store.Open();
        await desk.Store.Open();
        await desk.Open("202405-0001");
        Assert.Empty(await desk.Verify());
    }

    [Fact]
    public void A_store_address_names_one_of_two_databases_and_a_bad_one_is_not_repeated()
    {
        Assert.Equal(new(StoreKind.Sqlite, "data/desk.db"), StoreAddress.Parse("sqlite:data/desk.db"));
        var postgres = StoreAddress.Parse("postgres:Host=a;Password=p:q");
        Assert.Equal(StoreKind.Postgres, postgres.Kind);
        Assert.StartsWith("Host=a;Password=p:q;", postgres.Place, StringComparison.Ordinal);
        foreach (var text in (string[])["", "sqlite:", "mysql:x", "Host=a;Password=secret", "postgres:secret", "postgres:Passwrd=secret"])
            Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => StoreAddress.Parse(text)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{StoreAddress.Parse("postgres:Password=secret")}", StringComparison.Ordinal);
    }
}
