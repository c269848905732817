namespace ServiceDesk.Domain.Tickets;

/// <summary>A phone number or mail address as the rules see it: never in the clear.</summary>
/// <param name="Masked">What anyone of the site may see, such as 138****5678.</param>
/// <param name="Sealed">The encrypted whole, readable by the gateway's key ring only.</param>
/// <param name="Index">Keyed hash of the normalised value: equal for equal contacts, so that an exact search finds it.</param>
/// <param name="SealedFor">Code of the site that it was sealed for, on a ticket that came from there; null for the ticket's own.</param>
public sealed record Contact(string Masked, string Sealed, string Index, string? SealedFor = null);

/// <summary>Who asks.</summary>
/// <param name="ErasedAt">Since when nothing personal is known of them any more; null for everybody else.</param>
public sealed record Customer(
    string Name, string? ContactPerson, Contact? Phone, Contact? Email, string? Industry, Tier Tier, IReadOnlyList<string> Tags,
    DateTimeOffset? ErasedAt = null)
{
    /// <summary>The name of a customer who was erased.</summary>
    public const string NoName = "***";

    /// <summary>What is left after erasure: what reports count by.</summary>
    public Customer Erased(DateTimeOffset at) => new(NoName, null, null, null, Industry, Tier, [], at);
}

/// <summary>Supporting material 附加材料.</summary>
/// <param name="Name">As the customer or the agent calls it.</param>
/// <param name="Kind">Such as photo, log, contract.</param>
/// <param name="ObtainedVia">How it was obtained 获取方式, such as 企业微信接收.</param>
/// <param name="File">Where there is one: the SHA-256 of its bytes, its name in the store.</param>
/// <param name="Size">Bytes of the file; null when there is none.</param>
/// <param name="MediaType">What the file is by its content, such as image/png; null when nobody has looked.</param>
public sealed record Material(string Name, string Kind, string? ObtainedVia, string? File = null, long? Size = null, string? MediaType = null);
