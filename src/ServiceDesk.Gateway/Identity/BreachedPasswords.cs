using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Gateway.Identity;

/// <summary>
/// Passwords that were found in breaches, as an operator keeps them in files of the form of Pwned Passwords: SHA-1 in hex, a colon, a count.
/// Either a folder of ranges, each file named by the first five digits and with the other 35 in its lines, or one file sorted by hash.
/// Nothing is asked of anybody outside.
/// </summary>
public sealed class BreachedPasswords
{
    private const int HashDigits = 40;
    private const int PrefixDigits = 5;

    /// <summary>Longer than any line there is, and short enough to be read in one go.</summary>
    private const int Piece = 4 * 1024;

    private readonly string _place;
    private readonly bool _isFolder;

    /// <param name="place">Path of the folder or file.</param>
    /// <exception cref="FormatException">Nothing is there, or it is not in that form.</exception>
    public BreachedPasswords(string place)
    {
        (_place, _isFolder) = (place, Directory.Exists(place));
        var sample = _isFolder ? Directory.EnumerateFiles(place, "*.txt").FirstOrDefault() : File.Exists(place) ? place : null;
        if (sample is null) throw new FormatException("DESK_BREACHED_PASSWORDS names neither a folder with ranges nor a file.");
        var digits = (File.ReadLines(sample).FirstOrDefault() ?? "").Split(':')[0];
        if (digits.Length != (_isFolder ? HashDigits - PrefixDigits : HashDigits) || !digits.All(char.IsAsciiHexDigit))
            throw new FormatException("DESK_BREACHED_PASSWORDS holds no SHA-1 hashes in the form of Pwned Passwords; docs/operations.md says which.");
    }

    public async Task<bool> Has(string password, CancellationToken cancel)
    {
        var hash = HashOf(password);
        return _isFolder ? await IsInRange(hash, cancel) : await IsInFile(hash, cancel);
    }

    private async Task<bool> IsInRange(string hash, CancellationToken cancel)
    {
        var file = Path.Combine(_place, hash[..PrefixDigits] + ".txt");
        if (!File.Exists(file)) return false;
        await foreach (var line in File.ReadLinesAsync(file, cancel))
            if (line.StartsWith(hash[PrefixDigits..], StringComparison.OrdinalIgnoreCase) && CountOf(line) > 0) return true;
        return false;
    }

    /// <summary>By bisection: three dozen reads of a file of any size.</summary>
    private async Task<bool> IsInFile(string hash, CancellationToken cancel)
    {
        await using var file = new FileStream(_place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.Asynchronous | FileOptions.RandomAccess);

        // The line that is looked for begins at or after `from`, and before `to`.
        var (from, to) = (0L, file.Length);
        while (from < to)
        {
            var (start, line) = await LineAt(file, from + (to - from) / 2, from, cancel);
            var order = string.Compare(line, 0, hash, 0, HashDigits, StringComparison.OrdinalIgnoreCase);
            if (order == 0 && line.Length >= HashDigits) return CountOf(line) > 0;
            if (order < 0) from = start + line.Length + 1;
            else to = start;
        }

        return false;
    }

    /// <summary>The line within which the place lies, and where it begins; lines do not begin before <paramref name="least"/>.</summary>
    private static async Task<(long Start, string Line)> LineAt(FileStream file, long place, long least, CancellationToken cancel)
    {
        var begin = Math.Max(least, place - Piece / 2);
        var bytes = new byte[Piece];
        file.Position = begin;
        var length = await file.ReadAtLeastAsync(bytes, Piece, throwOnEndOfStream: false, cancel);
        var at = (int)(place - begin);
        var start = bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = bytes.AsSpan(at, length - at).IndexOf((byte)'\n');
        return (begin + start, Encoding.ASCII.GetString(bytes, start, (end < 0 ? length : at + end) - start));
    }

    /// <summary>How often it was found; ranges are padded with hashes that never were.</summary>
    private static long CountOf(string line) => line.Split(':') is [_, var count] && long.TryParse(count.Trim(), out var number) ? number : 1;

    /// <summary>As these files write it: SHA-1 of the UTF-8, in capital hex.</summary>
    // Nothing rests on the strength of SHA-1 here.
#pragma warning disable CA5350
    public static string HashOf(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
}
