using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Domain.Tickets;
using ServiceDesk.Gateway.Contacts;

namespace ServiceDesk.Gateway.Outside;

public enum TokenUse
{
    /// <summary>To rate a resolved ticket; the item is the round.</summary>
    Survey,

    /// <summary>To confirm a change; the item is its id.</summary>
    Confirm,
}

/// <summary>What a customer's link is good for.</summary>
/// <param name="Item">The round that is rated, or the id of the change.</param>
public sealed record CustomerToken(TokenUse Use, TicketKey Key, int Item, DateTimeOffset ExpiresAt);

/// <summary>
/// Signs and reads the links that go to customers. A link is made from the ticket alone, so the same ticket shows the same one;
/// that it counts once follows from the ticket's state.
/// </summary>
public sealed class CustomerTokens(KeyRing ring, TimeProvider time)
{
    /// <summary>What the addresses of the API begin with; the console's pages have the same ones without it.</summary>
    public const string Api = "/api/v1";

    public static TimeSpan SurveyLife { get; } = TimeSpan.FromDays(30);

    /// <summary>For changes from before the policy said how long.</summary>
    private static readonly TimeSpan ConfirmLife = TimeSpan.FromDays(7);

    /// <summary>Address at which the customer can rate; null when there is nothing to rate now.</summary>
    public string? SurveyLink(Ticket ticket) => ticket is { Status: TicketStatus.Resolved, Rating: null, ResolvedAt: { } since }
        ? $"{Api}/survey/{Write(new(TokenUse.Survey, ticket.Key, ticket.Rounds, since + SurveyLife))}"
        : null;

    /// <summary>Address at which the customer can confirm; null when there is nothing to confirm any more.</summary>
    public string? ConfirmLink(Ticket ticket, Change change) => change.State is ChangeState.Unconfirmed && ticket.Status is not TicketStatus.Closed
        ? $"{Api}/confirm/{Write(new(TokenUse.Confirm, ticket.Key, change.Id, change.LinkEndsAt ?? change.Since + ConfirmLife))}"
        : null;

    public string Write(CustomerToken token)
    {
        var text = Encoding.UTF8.GetBytes($"{(int)token.Use}|{token.Key}|{token.Item}|{token.ExpiresAt.ToUnixTimeSeconds()}");
        return $"{Base64Url.EncodeToString(text)}.{Base64Url.EncodeToString(Sign(ring.Newest, text))}";
    }

    /// <summary>What the link is good for; null when it is not ours, was changed, is for something else, or has ended.</summary>
    public CustomerToken? Read(string token, TokenUse use)
    {
        if (token.Length > 300 || token.Split('.') is not [var body, var signature] || !Base64Url.IsValid(body) || !Base64Url.IsValid(signature)) return null;
        var text = Base64Url.DecodeFromChars(body);
        var signed = Base64Url.DecodeFromChars(signature);
        bool IsOurs() => ring.Keys.Any(key => CryptographicOperations.FixedTimeEquals(Sign(key, text), signed));
        if (!IsOurs() && !(ring.Refresh() && IsOurs())) return null;
        var parts = Encoding.UTF8.GetString(text).Split('|');
        var read = new CustomerToken(
            (TokenUse)int.Parse(parts[0], CultureInfo.InvariantCulture), TicketKey.Parse(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[3], CultureInfo.InvariantCulture)));
        return read.Use == use && read.ExpiresAt > time.GetUtcNow() ? read : null;
    }

    private static byte[] Sign(RingKey key, byte[] text) => HMACSHA256.HashData(key.Sign, (byte[])[.. "customer-link:"u8, .. text]);
}
