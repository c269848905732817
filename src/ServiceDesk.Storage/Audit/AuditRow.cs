using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Storage.Audit;

/// <summary>A row of the log exactly as it is stored, and the hash that ties it to the one before.</summary>
internal sealed record AuditRow(long Seq, long AtMs, string? Site, string Kind, string Actor, string? Via, string Data)
{
    /// <summary>What the first row follows.</summary>
    public const string Start = "";

    /// <summary>Hash of the row, as 64 lower-case hex digits.</summary>
    public string HashAfter(string previous)
    {
        // Each part stands behind its length, so that no two different rows spell the same bytes; what is missing is no empty text.
        var text = new StringBuilder(Data.Length + 256);
        foreach (var part in (ReadOnlySpan<string?>)[previous, $"{Seq}", $"{AtMs}", Site, Kind, Actor, Via, Data])
            text.Append(part is null ? "-" : $"{part.Length}:{part}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
