using System.Security.Cryptography;
using ServiceDesk.Storage;
using ServiceDesk.Storage.Materials;
using ServiceDesk.Tests.Servers;
using static ServiceDesk.Tests.Storage.StoreUnderTest;

namespace ServiceDesk.Tests.Storage;

public sealed class MaterialStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Files_of_every_size_come_back_as_they_were_from_either_place(string database)
    {
        var folder = Directory.CreateTempSubdirectory("desk-files-").FullName;
        await using var desk = await New(database);
        await using var filing = new Store(desk.Address, desk.Time, files: folder);
        await filing.Open();
        foreach (var (store, place) in new[] { (desk.Store, 0), (filing, 1) })
            foreach (var size in (int[])[0, 1, 64 * 1024 - 1, 64 * 1024, 8 * 64 * 1024, 9 * 64 * 1024 + 5])
            {
                var bytes = Made(size, place);
                var file = FileOf(bytes);
                await store.Materials.Keep("SH", file, new MemoryStream(bytes), default);
                await store.Materials.Keep("SH", file, new MemoryStream(bytes), default);
                Assert.Equal(file, await store.Materials.Find(file.Sha256, default));

                // A desk whose setting was changed still finds what it kept before.
                using var copied = new MemoryStream();
                await filing.Materials.CopyTo(file.Sha256, copied, default);
                Assert.Equal(bytes, copied.ToArray());
            }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "incoming")));
        Assert.All(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), path =>
            Assert.Equal(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))));
        Directory.Delete(folder, recursive: true);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_site_pays_once_for_a_file(string database)
    {
        await using var desk = await New(database);
        var (small, large) = (Made(10, 0), Made(1000, 0));
        Assert.Equal(0, await desk.Store.Materials.UsedBy("SH", default));
        foreach (var bytes in (byte[][])[small, large, large])
            await desk.Store.Materials.Keep("SH", FileOf(bytes), new MemoryStream(bytes), default);
        await desk.Store.Materials.Keep("BJ", FileOf(small), new MemoryStream(small), default);
        Assert.Equal((1010, 10), (await desk.Store.Materials.UsedBy("SH", default), await desk.Store.Materials.UsedBy("BJ", default)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_waits_for_the_scanner_is_judged_once(string database)
    {
        await using var desk = await New(database);
        var bytes = Made(10, 0);
        var file = FileOf(bytes) with { State = FileState.Waiting };
        await desk.Store.Materials.Keep("SH", file, new MemoryStream(bytes), default);
        Assert.Equal([file], await desk.Store.Materials.Waiting(10, default));
        await desk.Store.Materials.Judge(file.Sha256, FileState.Infected, default);
        Assert.Empty(await desk.Store.Materials.Waiting(10, default));
        Assert.Equal(FileState.Infected, (await desk.Store.Materials.Find(file.Sha256, default))!.State);
    }

    [Theory]
    [InlineData("../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public async Task A_name_that_is_no_hash_leads_nowhere(string name)
    {
        var folder = Directory.CreateTempSubdirectory("desk-files-").FullName;
        var files = new FileFolder(folder);
        await Assert.ThrowsAsync<FileNotFoundException>(() => files.CopyTo(name, Stream.Null, default));
        await Assert.ThrowsAsync<FileNotFoundException>(() => files.Write(name, Stream.Null, default));
        Directory.Delete(folder, recursive: true);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_desk_killed_while_it_deletes_a_file_from_its_folder_loses_nothing_and_deletes_it_later(string database)
    {
        var folder = Directory.CreateTempSubdirectory("desk-files-").FullName;
        await using var desk = await New(database);
        await using var filing = new Store(desk.Address, desk.Time, files: folder);
        await filing.Open();
        var (store, bytes) = (filing.Materials, Made(10, 4));
        var file = FileOf(bytes);
        await store.Keep("SH", file, new MemoryStream(bytes), default);
        await store.Forget([file.Sha256], default);
        var place = Directory.EnumerateFiles(folder, file.Sha256, SearchOption.AllDirectories).Single();
        File.Move(place, place + ".aside");

        await store.Keep("SH", file, new MemoryStream(bytes), default);
        using var copied = new MemoryStream();
        await store.CopyTo(file.Sha256, copied, default);
        Assert.Equal(bytes, copied.ToArray());

        desk.Time.Now += IMaterialStore.UnderWay + TimeSpan.FromSeconds(1);
        Assert.Equal(1, await store.DeleteForgotten(default));
        Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        Directory.Delete(folder, recursive: true);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_forgotten_file_goes_unless_a_ticket_has_it_or_somebody_has_just_sent_it(string database)
    {
        await using var desk = await New(database);
        var store = desk.Store.Materials;
        var (kept, gone, sentAgain) = (Made(10, 1), Made(9 * 64 * 1024, 2), Made(10, 3));
        foreach (var bytes in (byte[][])[kept, gone, sentAgain]) await store.Keep("SH", FileOf(bytes), new MemoryStream(bytes), default);
        await desk.Open("202405-0001", opened => opened with { Materials = [new("photo", "photo", null, FileOf(kept).Sha256)] });
        await store.Forget([FileOf(kept).Sha256, FileOf(gone).Sha256, FileOf(sentAgain).Sha256], default);
        Assert.Equal(0, await store.DeleteForgotten(default));

        desk.Time.Now += IMaterialStore.UnderWay + TimeSpan.FromSeconds(1);
        await store.Keep("SH", FileOf(sentAgain), new MemoryStream(sentAgain), default);
        Assert.Equal(1, await store.DeleteForgotten(default));
        Assert.Null(await store.Find(FileOf(gone).Sha256, default));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.CopyTo(FileOf(gone).Sha256, Stream.Null, default));
        Assert.Equal(20, await store.UsedBy("SH", default));

        desk.Time.Now += IMaterialStore.UnderWay + TimeSpan.FromSeconds(1);
        Assert.Equal(1, await store.DeleteForgotten(default));
        Assert.NotNull(await store.Find(FileOf(kept).Sha256, default));
    }

    private static byte[] Made(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static StoredFile FileOf(byte[] bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, "application/octet-stream", FileState.Clean);
}
