using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Contacts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Access tokens of local accounts: JWT, HS256, signed with the key ring.</summary>
public sealed class AccessTokens(KeyRing ring, TimeProvider time)
{
    public const string Issuer = "servicedesk";

    public static TimeSpan Life { get; } = TimeSpan.FromHours(12);

    public TokenBody Issue(string account)
    {
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + Life).ToUnixTimeSeconds());
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = account, ["jti"] = Guid.NewGuid().ToString("N") },
            SigningCredentials = new(KeyOf(ring.Newest), SecurityAlgorithms.HmacSha256),
        });
        return new(token, expires.ToMilliseconds());
    }

    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKeyResolver = (_, _, id, _) => ring.Find(id ?? "") is { } key ? [KeyOf(key)] : [],
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ClockSkew = TimeSpan.Zero,
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };

    /// <summary>When the token ends.</summary>
    public static DateTimeOffset? ExpiryOf(SecurityToken token) =>
        token is JsonWebToken jwt ? new DateTimeOffset(DateTime.SpecifyKind(jwt.ValidTo, DateTimeKind.Utc)) : null;

    private static SymmetricSecurityKey KeyOf(RingKey key) => new(key.Sign) { KeyId = key.Id };
}

/// <param name="AccessToken">To be sent as <c>Authorization: Bearer …</c>.</param>
public sealed record TokenBody(string AccessToken, DateTimeOffset ExpiresAt);
