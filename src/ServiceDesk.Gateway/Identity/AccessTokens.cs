using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDesk.Domain;
using ServiceDesk.Gateway.Contacts;

namespace ServiceDesk.Gateway.Identity;

/// <summary>Access tokens of local accounts: JWT, HS256, signed with the key ring.</summary>
public sealed class AccessTokens(KeyRing ring, TimeProvider time)
{
    public const string Issuer = "servicedesk";

    /// <summary>A long shift: then whoever is still there signs in again.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromHours(12);

    private const string Generation = "gen";

    /// <param name="generation">The account's generation of sessions: the token ends with it.</param>
    public TokenBody Issue(string account, int generation)
    {
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + Life).ToUnixTimeSeconds());
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = account, ["jti"] = Guid.NewGuid().ToString("N"), [Generation] = generation },
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
    public static DateTimeOffset ExpiryOf(JsonWebToken token) => new(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc));

    /// <summary>The generation of sessions that it belongs to; tokens from before there were any are of the first.</summary>
    public static int GenerationOf(JsonWebToken token) => token.TryGetPayloadValue<int>(Generation, out var generation) ? generation : 0;

    private static SymmetricSecurityKey KeyOf(RingKey key) => new(key.Sign) { KeyId = key.Id };
}

/// <param name="AccessToken">To be sent as <c>Authorization: Bearer …</c>.</param>
public sealed record TokenBody(string AccessToken, DateTimeOffset ExpiresAt);
