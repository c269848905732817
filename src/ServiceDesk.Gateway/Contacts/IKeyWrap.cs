using System.Buffers.Text;
using System.Security.Cryptography;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>
/// Wraps the sites' data keys with a key that stands above them: in the key ring, or, by another implementation, in a key service that
/// never gives it away. It is asked a few times an hour, not for each contact.
/// </summary>
public interface IKeyWrap
{
    /// <param name="bound">What must be said again to unwrap.</param>
    /// <returns>Text that names the wrapping key.</returns>
    ValueTask<string> Wrap(byte[] key, string bound, CancellationToken cancel);

    /// <exception cref="CryptographicException">It cannot be unwrapped: the wrapping key is gone, or it was changed.</exception>
    ValueTask<byte[]> Unwrap(string wrapped, string bound, CancellationToken cancel);

    /// <summary>Whether it is wrapped as it would be now.</summary>
    bool IsCurrent(string wrapped);

    /// <summary>Begins to wrap with a fresh key; what older ones wrapped can still be unwrapped.</summary>
    /// <returns>False when the wrapping key is not the desk's to change.</returns>
    ValueTask<bool> Rotate(CancellationToken cancel);
}

/// <summary>Wraps with the key ring, as <c>ring.keyId.bytes</c>.</summary>
internal sealed class RingKeyWrap(KeyRing ring) : IKeyWrap
{
    public ValueTask<string> Wrap(byte[] key, string bound, CancellationToken cancel)
    {
        var newest = ring.Newest;
        return new($"ring.{newest.Id}.{Base64Url.EncodeToString(SealedBytes.Seal(KeyOf(newest), key, bound))}");
    }

    public ValueTask<byte[]> Unwrap(string wrapped, string bound, CancellationToken cancel) =>
        wrapped.Split('.') is ["ring", var id, var bytes] && ring.Find(id) is { } key
            ? new(SealedBytes.Open(KeyOf(key), Base64Url.DecodeFromChars(bytes), bound))
            : throw new CryptographicException("Wrapped with a key that is not in the ring.");

    public bool IsCurrent(string wrapped) => wrapped.StartsWith($"ring.{ring.Newest.Id}.", StringComparison.Ordinal);

    public ValueTask<bool> Rotate(CancellationToken cancel) => new(ring.Add());

    /// <summary>Not the key that seals texts: one key, one use.</summary>
    private static byte[] KeyOf(RingKey key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Aes, SealedBytes.KeyBytes, info: "servicedesk data key wrap"u8.ToArray());
}
