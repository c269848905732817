using System.Text;

namespace ServiceDesk.Gateway.Attachments;

/// <summary>What a file is, told by its first bytes. What a browser could run, and what is not known, is bare bytes.</summary>
public static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>Bytes that are looked at.</summary>
    public const int LookBytes = 4096;

    /// <param name="start">The first <see cref="LookBytes"/> bytes, or all there are.</param>
    public static string Of(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) ? "image/gif"
        : IsRiff(start, "WEBP"u8) ? "image/webp"
        : IsRiff(start, "WAVE"u8) ? "audio/wav"
        : start.StartsWith("%PDF-"u8) ? "application/pdf"
        : start.Length >= 12 && start[4..].StartsWith("ftyp"u8) ? "video/mp4"
        : start.StartsWith("ID3"u8) || start.Length >= 2 && start[0] == 0xFF && start[1] is 0xFB or 0xF3 or 0xF2 ? "audio/mpeg"
        : start.StartsWith("PK\u0003\u0004"u8) ? Package(start)
        : IsPlainText(start) ? "text/plain; charset=utf-8"
        : Unknown;

    private static bool IsRiff(ReadOnlySpan<byte> start, ReadOnlySpan<byte> form) => start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith(form);

    /// <summary>An office document is a ZIP whose first entries tell which; where they do not, it is just that.</summary>
    private static string Package(ReadOnlySpan<byte> start)
    {
        const string office = "application/vnd.openxmlformats-officedocument.";
        return start.IndexOf("word/"u8) >= 0 ? office + "wordprocessingml.document"
            : start.IndexOf("xl/"u8) >= 0 ? office + "spreadsheetml.sheet"
            : start.IndexOf("ppt/"u8) >= 0 ? office + "presentationml.presentation"
            : "application/zip";
    }

    /// <summary>UTF-8 without control characters, and nothing that begins like markup or a script.</summary>
    private static bool IsPlainText(ReadOnlySpan<byte> start)
    {
        var text = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        var body = text.TrimStart(" \t\r\n\f"u8);
        if (body.IsEmpty || body[0] == '<' || body.StartsWith("#!"u8)) return false;
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (status is System.Buffers.OperationStatus.NeedMoreData && text.Length < 4 && start.Length >= LookBytes) return true;      // cut by the look, not by the file
            if (status is not System.Buffers.OperationStatus.Done || Rune.IsControl(rune) && rune.Value is not ('\t' or '\r' or '\n' or '\f')) return false;
            text = text[length..];
        }

        return true;
    }
}
