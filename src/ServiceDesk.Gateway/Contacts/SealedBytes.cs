using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>AES-256-GCM as the desk lays it out: nonce, tag, ciphertext.</summary>
internal static class SealedBytes
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <param name="bound">What must be said again to open it.</param>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, string bound)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(bound));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Another key sealed it, it was changed, or it is bound to something else.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedBytes, string bound)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes) throw new CryptographicException("Cut short.");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes.Slice(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(bound));
        return plain;
    }
}
