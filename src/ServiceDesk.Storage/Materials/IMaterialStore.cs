namespace ServiceDesk.Storage.Materials;

/// <summary>Files of tickets, by the SHA-256 of their bytes.</summary>
public interface IMaterialStore
{
    /// <summary>Keeps the bytes; the same bytes twice are kept once.</summary>
    /// <param name="sha256">Lower-case hex.</param>
    Task Put(string sha256, ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    Task<byte[]?> Find(string sha256, CancellationToken cancel);
}
