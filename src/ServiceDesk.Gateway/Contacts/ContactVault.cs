using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>Where phone numbers and mail addresses end and their sealed forms begin: nothing behind the gateway sees one in the clear.</summary>
public sealed class ContactVault(KeyRing ring)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <param name="site">The site that it belongs to: sealed for one, it does not open for another.</param>
    public Contact SealPhone(string site, string phone) => new(ContactText.MaskPhone(phone), Seal(site, phone), IndexOf(phone));

    public Contact SealEmail(string site, string email) => new(ContactText.MaskEmail(email), Seal(site, email), IndexOf(email));

    /// <summary>What an exact search looks for: the same for the same number, however it is written.</summary>
    public string IndexOf(string phoneOrEmail)
    {
        var text = phoneOrEmail.Contains('@', StringComparison.Ordinal)
            ? "email:" + ContactText.NormalEmail(phoneOrEmail)
            : "phone:" + ContactText.NormalPhone(phoneOrEmail);
        return Convert.ToHexStringLower(HMACSHA256.HashData(ring.Indexing.Hmac, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Encrypts, as <c>v1.keyId.bytes</c>.</summary>
    /// <param name="bound">What must be said again to open it.</param>
    public string Seal(string bound, string text)
    {
        var key = ring.Newest;
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Aes, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(bound));
        return $"v1.{key.Id}.{Base64Url.EncodeToString(sealedBytes)}";
    }

    /// <exception cref="CryptographicException">It is not ours, was changed, or was sealed for another.</exception>
    public string Open(string bound, string text)
    {
        var parts = text.Split('.');
        if (parts is not ["v1", var id, var body] || ring.Find(id) is not { } key) throw new CryptographicException("Sealed with a key that is not in the ring.");
        var bytes = Base64Url.DecodeFromChars(body);
        if (bytes.Length < NonceBytes + TagBytes) throw new CryptographicException("Cut short.");
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Aes, TagBytes);
        aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(bound));
        return Encoding.UTF8.GetString(plain);
    }
}
