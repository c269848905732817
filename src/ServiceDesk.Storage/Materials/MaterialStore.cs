using System.Data.Common;

namespace ServiceDesk.Storage.Materials;

/// <summary>The rows of files, here always; their bytes, in whichever place is set. What was kept in another place before is still found there.</summary>
internal sealed class MaterialStore(Store store, TimeProvider time, string? folder) : IMaterialStore
{
    private const string Columns = "sha256, size, media_type, state";

    private readonly FilePieces _pieces = new(store);
    private readonly FileFolder? _folder = folder is null ? null : new(folder);

    public async Task<StoredFile?> Find(string sha256, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(new($"SELECT {Columns} FROM attachment WHERE sha256 = @sha256", ("@sha256", sha256)), Read, cancel)
            ?? await reading.First(
                new("SELECT length(bytes) FROM material WHERE sha256 = @sha256", ("@sha256", sha256)),
                row => new StoredFile(sha256, Convert.ToInt64(row.GetValue(0), null), "application/octet-stream", FileState.Clean), cancel);
    }

    public async Task<long> UsedBy(string site, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
            new("SELECT CAST(coalesce(sum(size), 0) AS bigint) FROM attachment_use WHERE site = @site", ("@site", site)), row => row.GetInt64(0), cancel);
    }

    /// <summary>The bytes first, then the row that says that they are all there.</summary>
    public async Task Keep(string site, StoredFile file, Stream bytes, CancellationToken cancel)
    {
        if (await Find(file.Sha256, cancel) is null)
        {
            await (_folder is null ? _pieces.Write(file.Sha256, bytes, cancel) : _folder.Write(file.Sha256, bytes, cancel));
            await store.Execute(
                new(
                    "INSERT INTO attachment (sha256, size, media_type, state, at_ms) VALUES (@sha256, @size, @type, @state, @now) ON CONFLICT (sha256) DO NOTHING",
                    ("@sha256", file.Sha256), ("@size", file.Size), ("@type", file.MediaType), ("@state", (short)file.State), ("@now", Now)),
                cancel);
        }

        await store.Execute(
            new(
                "INSERT INTO attachment_use (site, sha256, size) VALUES (@site, @sha256, @size) ON CONFLICT (site, sha256) DO NOTHING",
                ("@site", site), ("@sha256", file.Sha256), ("@size", file.Size)),
            cancel);
    }

    public async Task CopyTo(string sha256, Stream target, CancellationToken cancel)
    {
        if (_folder is not null && await _folder.CopyTo(sha256, target, cancel)) return;
        if (await _pieces.CopyTo(sha256, target, cancel)) return;
        await target.WriteAsync(await Whole(sha256, cancel), cancel);
    }

    public async Task<IReadOnlyList<StoredFile>> Waiting(int limit, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(new($"SELECT {Columns} FROM attachment WHERE state = 1 ORDER BY at_ms LIMIT @limit", ("@limit", limit)), Read, cancel);
    }

    public Task Judge(string sha256, FileState state, CancellationToken cancel) => store.Execute(
        new("UPDATE attachment SET state = @state WHERE sha256 = @sha256", ("@state", (short)state), ("@sha256", sha256)), cancel);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Older desks kept a file in one piece; an empty one has no pieces at all.</summary>
    private async Task<byte[]> Whole(string sha256, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.First(
                new("SELECT bytes FROM material WHERE sha256 = @sha256", ("@sha256", sha256)), row => row.GetFieldValue<byte[]>(0), cancel)
            ?? (await Find(sha256, cancel) is { Size: 0 } ? [] : throw new FileNotFoundException("There are no bytes of that hash."));
    }

    private static StoredFile Read(DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetString(2), (FileState)row.GetInt16(3));
}
