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

    /// <summary>Says that the session has a row, without which it has ended. Tokens of older desks have none.</summary>
    private const string Row = "row";

    /// <param name="generation">The account's generation of sessions: the token ends with it.</param>
    /// <param name="session">Id of the session, which has a row.</param>
    public TokenBody Issue(string account, int generation, string session)
    {
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + Life).ToUnixTimeSeconds());
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = account, ["jti"] = session, [Generation] = generation, [Row] = true },
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

    public static bool HasRow(JsonWebToken token) => token.TryGetPayloadValue<bool>(Row, out var has) && has;

    private static SymmetricSecurityKey KeyOf(RingKey key) => new(key.Sign) { KeyId = key.Id };
}

/// <param name="AccessToken">To be sent as <c>Authorization: Bearer …</c>.</param>
/// <param name="Duty">What the person has to do before anything else: nothing else answers until then; null for nothing.</param>
public sealed record TokenBody(string AccessToken, DateTimeOffset ExpiresAt, SignInDuty? Duty = null);
