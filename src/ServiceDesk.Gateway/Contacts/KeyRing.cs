using System.Security.Cryptography;
using System.Text.Json;
using ServiceDesk.Domain;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>
/// The desk's secret keys, oldest first, in a file that its owner alone may read. The newest seals and signs, all open and
/// verify. To change keys, add one at the end; the file is made on the first start. Without it the contacts cannot be read again.
/// </summary>
public sealed class KeyRing
{
    private KeyRing(IReadOnlyList<RingKey> keys) => Keys = keys;

    public IReadOnlyList<RingKey> Keys { get; }

    public RingKey Newest => Keys[^1];

    /// <summary>The one that indexes are made with: an index of another key would not find what was written before.</summary>
    public RingKey Indexing => Keys[0];

    public RingKey? Find(string id) => Keys.FirstOrDefault(key => key.Id == id);

    /// <summary>Reads the file, or makes it.</summary>
    public static KeyRing Open(string path)
    {
        if (!File.Exists(path)) Create(path);
        var keys = JsonSerializer.Deserialize<RingFile>(File.ReadAllText(path), DeskJson.Wire)?.Keys;
        return keys is { Count: > 0 } && keys.All(key => key.IsWhole)
            ? new(keys)
            : throw new InvalidDataException($"The key ring {path} has no keys, or one that is not whole.");
    }

    private static void Create(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var made = path + "." + Guid.NewGuid().ToString("N");
        using (var file = new FileStream(made, options))
        {
            JsonSerializer.Serialize(file, new RingFile([RingKey.Fresh("k1")]), DeskJson.Wire);
            file.Flush(flushToDisk: true);
        }

        // Moved into place whole, and never over one that another process made meanwhile.
        try
        {
            File.Move(made, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made);
        }
    }

    private sealed record RingFile(IReadOnlyList<RingKey> Keys);
}

/// <param name="Aes">Seals contacts; 32 bytes.</param>
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
