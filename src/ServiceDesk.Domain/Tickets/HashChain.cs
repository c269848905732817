using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Domain.Tickets;

/// <summary>
/// Ties each event to all before it: a changed, missing or moved one no longer fits (spec §2, Timeline). The hash covers the texts
/// exactly as they are stored.
/// </summary>
public static class HashChain
{
    /// <summary>What the first event of a ticket follows.</summary>
    public const string Start = "";

    /// <summary>Hash of an event, as 64 lower-case hex digits.</summary>
    /// <param name="previous">Hash of the event before it, or <see cref="Start"/>.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    /// <param name="body">The event's JSON, as stored.</param>
    public static string Next(string previous, TicketKey key, int version, long atMs, string by, string cause, string? via, string body)
    {
        // Each part stands behind its length, so that no two different events spell the same bytes.
        var text = new StringBuilder(body.Length + 256);
        foreach (var part in (ReadOnlySpan<string>)[previous, key.Site, key.Number, $"{version}", $"{atMs}", by, cause, via ?? "", body])
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
