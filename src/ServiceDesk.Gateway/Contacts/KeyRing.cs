using System.Security.Cryptography;
using System.Text.Json;
using ServiceDesk.Domain;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>
/// The desk's secret keys, oldest first: in a file that its owner alone may read, made on the first start, or in a setting. The newest
/// wraps, seals and signs, all open and verify. Without it the contacts cannot be read again.
/// </summary>
public sealed class KeyRing
{
    private readonly string? _path;
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<RingKey> _keys;
    private DateTime _writtenAt;

    private KeyRing(string? path, IReadOnlyList<RingKey> keys, DateTime writtenAt) => (_path, _keys, _writtenAt) = (path, keys, writtenAt);

    public IReadOnlyList<RingKey> Keys => _keys;

    public RingKey Newest => _keys[^1];

    /// <summary>The one that indexes are made with: an index of another key would not find what was written before.</summary>
    public RingKey Indexing => _keys[0];

    /// <summary>The key of that id, also one that another process has just added; null when there is none.</summary>
    public RingKey? Find(string id) => Known(id) ?? (Refresh() ? Known(id) : null);

    /// <summary>Reads the file, or makes it.</summary>
    public static KeyRing Open(string path)
    {
        if (!File.Exists(path)) Write(path, [RingKey.Fresh("k1")], replace: false);
        var writtenAt = File.GetLastWriteTimeUtc(path);
        return new(path, Read(File.ReadAllText(path), $"The key ring {path}"), writtenAt);
    }

    /// <summary>Takes the keys from a text, which has the form of the file; nothing can be added to them here.</summary>
    public static KeyRing Of(string json) => new(null, Read(json, "The key ring in the settings"), default);

    /// <summary>Reads the file again, if it has changed.</summary>
    /// <returns>Whether it had.</returns>
    public bool Refresh()
    {
        if (_path is null) return false;
        lock (_gate)
        {
            var writtenAt = File.GetLastWriteTimeUtc(_path);
            if (writtenAt == _writtenAt) return false;
            (_keys, _writtenAt) = (Read(File.ReadAllText(_path), $"The key ring {_path}"), writtenAt);
            return true;
        }
    }

    /// <summary>Adds a fresh key at the end, on disk before it is used.</summary>
    /// <returns>False when the ring is not the desk's to change.</returns>
    public bool Add()
    {
        if (_path is null) return false;
        lock (_gate)
        {
            var keys = Read(File.ReadAllText(_path), $"The key ring {_path}");
            Write(_path, [.. keys, RingKey.Fresh($"k{keys.Count + 1}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}")], replace: true);
            (_keys, _writtenAt) = (Read(File.ReadAllText(_path), $"The key ring {_path}"), File.GetLastWriteTimeUtc(_path));
            return true;
        }
    }

    private RingKey? Known(string id) => _keys.FirstOrDefault(key => key.Id == id);

    private static IReadOnlyList<RingKey> Read(string json, string what) =>
        JsonSerializer.Deserialize<RingFile>(json, DeskJson.Wire)?.Keys is { Count: > 0 } keys && keys.All(key => key.IsWhole)
            ? keys
            : throw new InvalidDataException($"{what} has no keys, or one that is not whole.");

    private static void Write(string path, IReadOnlyList<RingKey> keys, bool replace)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var made = path + "." + Guid.NewGuid().ToString("N");
        using (var file = new FileStream(made, options))
        {
            JsonSerializer.Serialize(file, new RingFile(keys), DeskJson.Wire);
            file.Flush(flushToDisk: true);
        }

        // Moved into place whole; a first ring never over one that another process made meanwhile.
        try
        {
            File.Move(made, path, replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            File.Delete(made);
        }
    }

    private sealed record RingFile(IReadOnlyList<RingKey> Keys);
}

/// <param name="Aes">Wraps data keys and seals kept answers; 32 bytes.</param>
/// <param name="Hmac">Makes blind indexes; 32 bytes.</param>
/// <param name="Sign">Signs access tokens and customers' links; 32 bytes.</param>
public sealed record RingKey(string Id, byte[] Aes, byte[] Hmac, byte[] Sign)
{
    private const int Bytes = 32;

    internal bool IsWhole => Id.Length > 0 && !Id.Contains('.', StringComparison.Ordinal)
        && Aes.Length == Bytes && Hmac.Length == Bytes && Sign.Length == Bytes;

    internal static RingKey Fresh(string id) =>
        new(id, RandomNumberGenerator.GetBytes(Bytes), RandomNumberGenerator.GetBytes(Bytes), RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Nothing that a log could show.</summary>
    public override string ToString() => $"key {Id}";
}
