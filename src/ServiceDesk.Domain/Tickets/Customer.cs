using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Domain.Tickets;

/// <summary>A phone number or mail address as the rules see it: never in the clear.</summary>
/// <param name="Masked">What anyone of the site may see, such as 138****5678.</param>
/// <param name="Sealed">The encrypted whole, readable by the gateway's key ring only.</param>
/// <param name="Index">Keyed hash of the normalised value: equal for equal contacts, so that an exact search finds it.</param>
/// <param name="SealedFor">Code of the site that it was sealed for, on a ticket that came from there; null for the ticket's own.</param>
public sealed record Contact(string Masked, string Sealed, string Index, string? SealedFor = null);

/// <summary>Who asks. The history of a ticket holds a proof of their names; the names themselves, and the salt, are with the ticket as it is now.</summary>
/// <param name="ErasedAt">Since when nothing personal is known of them any more; null for everybody else.</param>
/// <param name="Salt">Random text that the proof is made with; null on tickets of older desks, whose history has the names, and in the history.</param>
/// <param name="Proof">In the history, in place of the names: shows which they were to whoever has them and the salt, and nothing to anybody else.</param>
public sealed record Customer(
    string Name, string? ContactPerson, Contact? Phone, Contact? Email, string? Industry, Tier Tier, IReadOnlyList<string> Tags,
    DateTimeOffset? ErasedAt = null, string? Salt = null, string? Proof = null)
{
    /// <summary>The name of a customer who was erased.</summary>
    public const string NoName = "***";

    /// <summary>What is left after erasure: what reports count by.</summary>
    public Customer Erased(DateTimeOffset at) => new(NoName, null, null, null, Industry, Tier, [], at);

    /// <summary>As they stand in the history of the ticket.</summary>
    public Customer InHistory() => Salt is null ? this : this with { Name = NoName, ContactPerson = null, Salt = null, Proof = ProofOf(Salt, Name, ContactPerson) };

    /// <summary>As they were in the history, with the names that it does not hold.</summary>
    /// <param name="now">The customer as the ticket has them now.</param>
    public Customer NamedAs(Customer now) =>
        Proof is null || now.ErasedAt is not null ? this : this with { Name = now.Name, ContactPerson = now.ContactPerson, Salt = now.Salt, Proof = null };

    /// <summary>Whether these names are those that the history was written with.</summary>
    /// <param name="past">The customer in the history.</param>
    public bool IsProvenBy(Customer past) => Salt is not null && past.Proof == ProofOf(Salt, Name, ContactPerson);

    /// <summary>SHA-256, hex. Each part stands behind its length, so that no two different names spell the same bytes.</summary>
    private static string ProofOf(string salt, string name, string? contactPerson)
    {
        var text = string.Concat(new[] { salt, name, contactPerson }.Select(part => part is null ? "-:" : $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>Supporting material 附加材料.</summary>
/// <param name="Name">As the customer or the agent calls it.</param>
/// <param name="Kind">Such as photo, log, contract.</param>
/// <param name="ObtainedVia">How it was obtained 获取方式, such as 企业微信接收.</param>
/// <param name="File">Where there is one: the SHA-256 of its bytes, its name in the store.</param>
/// <param name="Size">Bytes of the file; null when there is none.</param>
/// <param name="MediaType">What the file is by its content, such as image/png; null when nobody has looked.</param>
public sealed record Material(string Name, string Kind, string? ObtainedVia, string? File = null, long? Size = null, string? MediaType = null);
