using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Domain.Tickets;

namespace ServiceDesk.Gateway.Contacts;

/// <summary>Where phone numbers and mail addresses end and their sealed forms begin: nothing behind the gateway sees one in the clear.</summary>
public sealed class ContactVault(KeyRing ring, ContactKeys keys)
{
    /// <summary>Seals the contacts of one customer under a key of their own, as <c>v2.keyId.bytes</c>: whoever destroys the key has erased them.</summary>
    /// <param name="site">The site that they belong to: sealed for one, they do not open for another.</param>
    public async ValueTask<(Contact? Phone, Contact? Email)> SealContacts(string site, string? phone, string? email, CancellationToken cancel)
    {
        if (phone is null && email is null) return default;
        var (id, key) = await keys.Fresh(site, cancel);
        string Sealed(string text) => $"v2.{id}.{Base64Url.EncodeToString(SealedBytes.Seal(key, Encoding.UTF8.GetBytes(text), site))}";
        return (
            phone is null ? null : new(ContactText.MaskPhone(phone), Sealed(phone), IndexOf(phone)),
            email is null ? null : new(ContactText.MaskEmail(email), Sealed(email), IndexOf(email)));
    }

    /// <summary>The contact whole; null once it is erased.</summary>
    /// <param name="site">The ticket's; a contact that came with a transfer says itself what it was sealed for.</param>
    /// <exception cref="CryptographicException">It is not ours, was changed, or was sealed for another site.</exception>
    public async ValueTask<string?> OpenContact(string site, Contact contact, CancellationToken cancel)
    {
        site = contact.SealedFor ?? site;
        if (contact.Sealed.Split('.') is not ["v2", var id, var body]) return Open(site, contact.Sealed);
        return await keys.Find(id, cancel) is { } key ? Encoding.UTF8.GetString(SealedBytes.Open(key, Base64Url.DecodeFromChars(body), site)) : null;
    }

    /// <summary>Id of the key that can be destroyed; null for a contact that the ring itself sealed, as older desks did.</summary>
    public static string? KeyIdOf(Contact contact) => contact.Sealed.Split('.') is ["v2", var id, _] ? id : null;

    /// <summary>What an exact search looks for: the same for the same number, however it is written.</summary>
    public string IndexOf(string phoneOrEmail)
    {
        var text = phoneOrEmail.Contains('@', StringComparison.Ordinal)
            ? "email:" + ContactText.NormalEmail(phoneOrEmail)
            : "phone:" + ContactText.NormalPhone(phoneOrEmail);
        return Convert.ToHexStringLower(HMACSHA256.HashData(ring.Indexing.Hmac, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Encrypts with the ring itself, as <c>v1.keyId.bytes</c>: for what is kept for days.</summary>
    /// <param name="bound">What must be said again to open it.</param>
    public string Seal(string bound, string text)
    {
        var key = ring.Newest;
        return $"v1.{key.Id}.{Base64Url.EncodeToString(SealedBytes.Seal(key.Aes, Encoding.UTF8.GetBytes(text), bound))}";
    }

    /// <exception cref="CryptographicException">It is not ours, was changed, or was sealed for another.</exception>
    public string Open(string bound, string text) =>
        text.Split('.') is ["v1", var id, var body] && ring.Find(id) is { } key
            ? Encoding.UTF8.GetString(SealedBytes.Open(key.Aes, Base64Url.DecodeFromChars(body), bound))
            : throw new CryptographicException("Sealed with a key that is not in the ring.");
}
