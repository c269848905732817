using System.Diagnostics.CodeAnalysis;

namespace ServiceDesk.Domain.Tickets;

/// <summary>What names a ticket: the site's code and the number customers quote. Written <c>SH/202405-0013</c>, the grain key.</summary>
public readonly record struct TicketKey(string Site, string Number)
{
    /// <summary>The parts of a key; a text without exactly one inner slash is an error of the caller.</summary>
    public static TicketKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not a ticket key such as SH/202405-0013.");

    public static bool TryParse([NotNullWhen(true)] string? text, out TicketKey key)
    {
        var slash = text?.IndexOf('/') ?? -1;
        key = slash > 0 && slash < text!.Length - 1 && text.LastIndexOf('/') == slash ? new(text[..slash], text[(slash + 1)..]) : default;
        return key.Site is not null;
    }

    public override string ToString() => $"{Site}/{Number}";
}
