using System.Data.Common;
using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Materials;

/// <summary>The rows of files, here always; their bytes, in whichever place is set. What was kept in another place before is still found there.</summary>
internal sealed class MaterialStore(Store store, TimeProvider time, string? folder) : IMaterialStore
{
    private const string Columns = "sha256, size, media_type, state";

    /// <summary>Files that are looked for in one pass over the tickets.</summary>
    private const int AtATime = 50;

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
        // Touched in one statement: either it is there and stays for now, or it is brought in anew.
        var isThere = await store.Execute(new("UPDATE attachment SET at_ms = @now WHERE sha256 = @sha256", ("@now", Now), ("@sha256", file.Sha256)), cancel) > 0;
        if (!isThere && await Find(file.Sha256, cancel) is null)
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

    public async Task Forget(IReadOnlyList<string> files, CancellationToken cancel)
    {
        foreach (var file in files)
            await store.Execute(
                new("INSERT INTO forgotten_file (sha256, at_ms) VALUES (@sha256, @now) ON CONFLICT (sha256) DO NOTHING", ("@sha256", file), ("@now", Now)), cancel);
    }

    public async Task<int> DeleteForgotten(CancellationToken cancel)
    {
        var deleted = 0;
        var ripe = (await Forgotten(cancel)).Where(file => file.KeptAt <= Now - (long)IMaterialStore.UnderWay.TotalMilliseconds);
        foreach (var files in ripe.Chunk(AtATime))
        {
            var used = await Used([.. files.Select(file => file.Sha256)], cancel);
            foreach (var (sha256, keptAt) in files)
            {
                if (!used.Contains(sha256) && await Delete(sha256, keptAt, cancel)) deleted++;
                await store.Execute(new("DELETE FROM forgotten_file WHERE sha256 = @sha256", ("@sha256", sha256)), cancel);
            }
        }

        return deleted;
    }

    private async Task<List<(string Sha256, long KeptAt)>> Forgotten(CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new("SELECT f.sha256, a.at_ms FROM forgotten_file f LEFT JOIN attachment a ON a.sha256 = f.sha256 ORDER BY f.at_ms"),
            row => (row.GetString(0), row.IsDBNull(1) ? 0 : row.GetInt64(1)), cancel);
    }

    /// <summary>Those of the files that a ticket has whose customer is still known. One pass over the tickets, however many files.</summary>
    private async Task<HashSet<string>> Used(IReadOnlyList<string> files, CancellationToken cancel)
    {
        var used = new HashSet<string>();
        await using var reading = await store.Read(cancel);
        var states = reading.Stream(
            new(
                $"""
                SELECT t.state FROM ticket t
                WHERE t.state LIKE '%"file":"%' AND ({string.Join(" OR ", files.Select((_, i) => $"t.state LIKE @f{i}"))})
                    AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.site = t.site AND e.number = t.number)
                """,
                [.. files.Select((file, i) => ($"@f{i}", (object?)$"%{file}%"))]),
            row => row.GetString(0), cancel);
        await foreach (var state in states) used.UnionWith(files.Where(file => state.Contains(file, StringComparison.Ordinal)));
        return used;
    }

    /// <summary>Deletes the file unless somebody has sent it again since it was looked at.</summary>
    /// <param name="keptAt">0 for one of an older desk, which kept it in one piece.</param>
    private async Task<bool> Delete(string sha256, long keptAt, CancellationToken cancel)
    {
        Statement Of(string text) => new(text, ("@sha256", sha256), ("@kept", keptAt));
        var isAside = _folder?.SetAside(sha256) is true;
        var isGone = await store.ExecuteGuarded(
            Of(keptAt == 0 ? "DELETE FROM material WHERE sha256 = @sha256" : "DELETE FROM attachment WHERE sha256 = @sha256 AND at_ms = @kept"),
            [Of("DELETE FROM attachment_piece WHERE sha256 = @sha256"), Of("DELETE FROM attachment_use WHERE sha256 = @sha256")], cancel);
        if (isAside && isGone) _folder!.Delete(sha256);
        else if (isAside) _folder!.PutBack(sha256);
        return isGone;
    }

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
