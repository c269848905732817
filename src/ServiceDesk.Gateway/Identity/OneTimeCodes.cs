using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Time-based one-time passwords (RFC 6238): HMAC-SHA-1, 30 seconds, six digits, as authenticator apps make them.</summary>
public static class OneTimeCodes
{
    public const int Digits = 6;

    /// <summary>Bytes of a shared secret: what RFC 4226 recommends.</summary>
    private const int SecretBytes = 20;

    private const int StepSeconds = 30;

    /// <summary>Steps that a device's clock may be off, either way.</summary>
    private const int Tolerance = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step whose code this is; null when it is wrong, or not newer than the last one that was used.</summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now, long lastUsed)
    {
        if (code.Length != Digits || !code.All(char.IsAsciiDigit)) return null;
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
            if (step > lastUsed && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), Encoding.ASCII.GetBytes(code)))
                return step;
        return null;
    }

    /// <summary>The code of a moment.</summary>
    public static string Code(byte[] secret, DateTimeOffset at) => CodeAt(secret, at.ToUnixTimeSeconds() / StepSeconds);

    /// <summary>What an app scans.</summary>
    public static string Address(byte[] secret, string account) =>
        $"otpauth://totp/ServiceDesk:{Uri.EscapeDataString(account)}?secret={Text(secret)}&issuer=ServiceDesk&digits={Digits}&period={StepSeconds}";

    /// <summary>Base32 (RFC 4648) without padding.</summary>
    public static string Text(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var pair = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text.Append(Base32[pair >> (11 - bit % 8) & 31]);
        }

        return text.ToString();
    }

    // SHA-1 is what RFC 6238 begins with and what every app knows; HMAC does not rest on its collision resistance.
#pragma warning disable CA5350
    private static string CodeAt(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350
}
