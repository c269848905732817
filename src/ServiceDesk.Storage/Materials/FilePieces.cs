using ServiceDesk.Storage.Databases;

namespace ServiceDesk.Storage.Materials;

/// <summary>Bytes of files in the database, in pieces, so that no file is ever whole in memory.</summary>
internal sealed class FilePieces(Store store)
{
    /// <summary>Small enough for the heap that is tidied often.</summary>
    private const int PieceBytes = 64 * 1024;

    /// <summary>Pieces of one write or read.</summary>
    private const int AtATime = 8;

    /// <summary>Files that are written at a time: more would only wait for the same disk, with their pieces in memory.</summary>
    private static readonly SemaphoreSlim Writers = new(4);

    public async Task Write(string sha256, Stream bytes, CancellationToken cancel)
    {
        await Writers.WaitAsync(cancel);
        try
        {
            var number = 0;
            while (true)
            {
                var pieces = new List<byte[]>(AtATime);
                while (pieces.Count < AtATime && await Next(bytes, cancel) is { Length: > 0 } piece) pieces.Add(piece);
                if (pieces.Count == 0) return;

                // Pieces of an upload that was cut off are the same bytes: they stay.
                await store.ExecuteUnforced(
                    new(
                        $"INSERT INTO attachment_piece (sha256, piece, bytes) VALUES {string.Join(", ", pieces.Select((_, i) => $"(@sha256, @n{i}, @b{i})"))} "
                            + "ON CONFLICT (sha256, piece) DO NOTHING",
                        [("@sha256", sha256), .. pieces.SelectMany((piece, i) => ((string, object?)[])[($"@n{i}", number + i), ($"@b{i}", piece)])]),
                    cancel);
                number += pieces.Count;
            }
        }
        finally
        {
            Writers.Release();
        }
    }

    /// <summary>Gives the connection back between reads: a slow reader holds none.</summary>
    /// <returns>False when there is no piece.</returns>
    public async Task<bool> CopyTo(string sha256, Stream target, CancellationToken cancel)
    {
        var number = 0;
        while (true)
        {
            var pieces = await Read(sha256, number, cancel);
            foreach (var piece in pieces) await target.WriteAsync(piece, cancel);
            number += pieces.Count;
            if (pieces.Count < AtATime) return number > 0;
        }
    }

    private async Task<List<byte[]>> Read(string sha256, int from, CancellationToken cancel)
    {
        await using var reading = await store.Read(cancel);
        return await reading.Rows(
            new Statement(
                "SELECT bytes FROM attachment_piece WHERE sha256 = @sha256 AND piece >= @from ORDER BY piece LIMIT @few",
                ("@sha256", sha256), ("@from", from), ("@few", AtATime)),
            row => row.GetFieldValue<byte[]>(0), cancel);
    }

    private static async Task<byte[]> Next(Stream bytes, CancellationToken cancel)
    {
        var piece = new byte[PieceBytes];
        var length = await bytes.ReadAtLeastAsync(piece, PieceBytes, throwOnEndOfStream: false, cancel);
        return length == PieceBytes ? piece : piece[..length];
    }
}
