using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDesk.Gateway.Identity.Oidc;

/// <summary>The provider as the desk talks to it: its description and keys, codes for tokens, tokens for claims.</summary>
public sealed class OidcProvider : IDisposable
{
    /// <summary>What a provider may sign with: its public key verifies, so no shared secret and no "none".</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1024 * 1024 };

    public OidcProvider(OidcSettings settings)
    {
        Settings = settings;
        var address = settings.Authority.ToString().TrimEnd('/') + "/.well-known/openid-configuration";
        Configuration = new(address, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(_http) { RequireHttps = settings.NeedsHttps })
        {
            RefreshInterval = settings.RefreshInterval,
        };
    }

    public OidcSettings Settings { get; }

    /// <summary>The provider's description, read anew now and then, and when a key is not known.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Configuration { get; }

    /// <summary>What a token has to be. The issuer is the one that was set, whatever the description says.</summary>
    /// <param name="audience">For whom it has to be made.</param>
    public TokenValidationParameters Validation(string audience) => new()
    {
        ValidIssuers = [Settings.Authority.ToString(), Settings.Authority.ToString().TrimEnd('/')],
        ValidAudience = audience,
        ValidAlgorithms = Algorithms,
        ClockSkew = Skew,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ConfigurationManager = Configuration,
    };

    /// <summary>Where a person's browser goes to sign in.</summary>
    public async Task<string> SignInAddress(OidcFlow flow, CancellationToken cancel)
    {
        var message = new OpenIdConnectMessage
        {
            IssuerAddress = (await Configuration.GetConfigurationAsync(cancel)).AuthorizationEndpoint,
            ClientId = Settings.ClientId,
            RedirectUri = Settings.Redirect.ToString(),
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = Settings.Scope,
            State = flow.State,
            Nonce = flow.Nonce,
        };
        message.SetParameter("code_challenge", flow.Challenge);
        message.SetParameter("code_challenge_method", "S256");
        return message.CreateAuthenticationRequestUrl();
    }

    /// <summary>Exchanges the code that the browser brought back.</summary>
    /// <returns>The claims of the ID token; null when the provider refuses, or the token is not what it has to be.</returns>
    public async Task<JsonWebToken?> Redeem(string code, OidcFlow flow, CancellationToken cancel)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Settings.Redirect.ToString(),
            ["code_verifier"] = flow.Verifier,
        };
        if (Settings.ClientSecret is null) form["client_id"] = Settings.ClientId;
        using var request = new HttpRequestMessage(HttpMethod.Post, (await Configuration.GetConfigurationAsync(cancel)).TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        if (Settings.ClientSecret is { } secret)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(Settings.ClientId)}:{Uri.EscapeDataString(secret)}")));
        using var response = await _http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode) return null;
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
        if (!answer.RootElement.TryGetProperty("id_token", out var text) || text.GetString() is not { } idToken) return null;
        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(idToken, Validation(Settings.ClientId));
        return checkedToken is { IsValid: true, SecurityToken: JsonWebToken token } && token.TryGetPayloadValue<string>("nonce", out var nonce) && nonce == flow.Nonce
            ? token
            : null;
    }

    public void Dispose() => _http.Dispose();
}
