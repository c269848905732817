using System.Security.Cryptography;

namespace ServiceDesk.Gateway.Attachments;

/// <summary>A file on its way in: in a temporary file that nobody else may read and that is gone when this is disposed. Memory holds a buffer of it.</summary>
public sealed class Spool : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly FileStream _file;

    private Spool(FileStream file, string sha256, string mediaType) => (_file, Sha256, MediaType) = (file, sha256, mediaType);

    /// <summary>Lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>By its content.</summary>
    public string MediaType { get; }

    public long Size => _file.Length;

    /// <summary>The bytes, from the first on.</summary>
    public Stream Open()
    {
        _file.Position = 0;
        return _file;
    }

    /// <exception cref="BadHttpRequestException">413: there is more than allowed.</exception>
    public static async Task<Spool> Read(Stream stream, long mostBytes, CancellationToken cancel)
    {
        var file = New();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            var start = new MemoryStream(MediaTypes.LookBytes);
            for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            {
                if (file.Length + read > mostBytes) throw new BadHttpRequestException("The file is too large.", 413);
                hash.AppendData(buffer, 0, read);
                start.Write(buffer, 0, (int)Math.Min(read, MediaTypes.LookBytes - start.Length));
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }

            return new(file, Convert.ToHexStringLower(hash.GetHashAndReset()), MediaTypes.Of(start.ToArray()));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty temporary file.</summary>
    internal static FileStream New()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), "desk-upload-" + Guid.NewGuid().ToString("N")), options);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
