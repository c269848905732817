namespace ServiceDesk.Storage.Materials;

/// <summary>Bytes of files in a folder, each under its hash. No part of a path comes from a sender: a hash is checked to be one.</summary>
internal sealed class FileFolder
{
    private const int BufferBytes = 64 * 1024;

    private readonly string _folder;

    public FileFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        MakeFolder(Path.Combine(_folder, "incoming"));
    }

    /// <summary>Written aside and moved into place whole.</summary>
    public async Task Write(string sha256, Stream bytes, CancellationToken cancel)
    {
        var place = PlaceOf(sha256);
        var incoming = Path.Combine(_folder, "incoming", Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var file = new FileStream(incoming, options))
            {
                await bytes.CopyToAsync(file, BufferBytes, cancel);
                file.Flush(flushToDisk: true);
            }

            MakeFolder(Path.GetDirectoryName(place)!);
            File.Move(incoming, place, overwrite: true);
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <returns>False when it is not here.</returns>
    public async Task<bool> CopyTo(string sha256, Stream target, CancellationToken cancel)
    {
        if (new[] { PlaceOf(sha256), AsideOf(sha256) }.FirstOrDefault(File.Exists) is not { } place) return false;
        await using var file = new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await file.CopyToAsync(target, BufferBytes, cancel);
        return true;
    }

    /// <summary>Takes a file out of its place, until it is certain whether it goes for good. It can be read meanwhile, also when that is never found out.</summary>
    /// <returns>Whether it is here.</returns>
    public bool SetAside(string sha256)
    {
        if (File.Exists(PlaceOf(sha256))) File.Move(PlaceOf(sha256), AsideOf(sha256), overwrite: true);
        return File.Exists(AsideOf(sha256));
    }

    /// <summary>A file that was set aside goes for good.</summary>
    public void Delete(string sha256) => File.Delete(AsideOf(sha256));

    /// <summary>A file that was set aside stays.</summary>
    public void PutBack(string sha256) => File.Move(AsideOf(sha256), PlaceOf(sha256), overwrite: true);

    private string AsideOf(string sha256) => PlaceOf(sha256) + ".aside";

    private string PlaceOf(string sha256) => sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
        ? Path.Combine(_folder, sha256[..2], sha256)
        : throw new FileNotFoundException("That is no hash of a file.");

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
