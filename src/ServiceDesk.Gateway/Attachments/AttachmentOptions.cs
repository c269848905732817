namespace ServiceDesk.Gateway.Attachments;

/// <summary>How attached files are taken.</summary>
public sealed record AttachmentOptions
{
    /// <summary>Bytes that the files of one site may take together.</summary>
    public long QuotaBytes { get; init; } = 20L * 1024 * 1024 * 1024;

    /// <summary>Host and port of a ClamAV daemon; null for none.</summary>
    public (string Host, int Port)? Scanner { get; init; }

    /// <summary>Whether a file that cannot be scanned now is kept and shown to nobody until it was; else it is refused.</summary>
    public bool Quarantines { get; init; }

    /// <summary>Reads <c>host:port</c>.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static (string Host, int Port)? ReadScanner(string? text)
    {
        if (text is null) return null;
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], System.Globalization.NumberStyles.None, null, out var port) && port is > 0 and < 65536
            ? (text[..colon].Trim('[', ']'), port)
            : throw new FormatException($"'{text}' is not host:port.");
    }
}
