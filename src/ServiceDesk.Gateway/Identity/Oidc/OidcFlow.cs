using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Gateway.Identity.Oidc;

/// <summary>One sign-in under way, kept by the browser that began it, encrypted: only that browser can end it.</summary>
/// <param name="State">Comes back with the answer.</param>
/// <param name="Nonce">Comes back in the ID token.</param>
/// <param name="Verifier">Proves to the provider that who redeems the code is who asked for it (PKCE, RFC 7636).</param>
/// <param name="ReturnTo">Path within the desk to go on at.</param>
public sealed record OidcFlow(string State, string Nonce, string Verifier, string ReturnTo, DateTimeOffset EndsAt)
{
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(10);

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <param name="returnTo">Anything but a path of the desk itself is not gone to.</param>
    public static OidcFlow Begin(string? returnTo, DateTimeOffset now) =>
        new(Random(), Random(), Random(), IsOwnPath(returnTo) ? returnTo! : "/", now + Life);

    private static bool IsOwnPath(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && path.Length <= 500 && !path.Any(c => char.IsControl(c) || c == '\\');

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
