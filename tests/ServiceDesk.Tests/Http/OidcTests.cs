using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Gateway.Identity.Oidc;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

/// <summary>Sign-in by a real OpenID provider: bearer tokens for programs, code with PKCE for the console.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private const string Redirect = "http://127.0.0.1:5080/api/v1/auth/oidc/callback";

    private OpenIdServer? _provider;
    private DeskUnderTest? _desk;

    private static readonly object People = new
    {
        current = "u1",
        u1 = new { preferred_username = "wang.wu", name = "王五", sites = new[] { "SH", "not a site" }, roles = new[] { "dispatch", "golf" } },
        u2 = new { preferred_username = "sh-agent-1", name = "Not the agent", sites = new[] { "SH" }, roles = new[] { "dispatch" } },
    };

    private DeskUnderTest Desk => _desk!;

    private OpenIdServer Provider => _provider!;

    public async Task InitializeAsync()
    {
        if (!OpenIdServer.IsInstalled) return;
        _provider = await OpenIdServer.Start(Redirect, People);
        _desk = await DeskUnderTest.Started(options => options with
        {
            SignIn = new() { OtpRoles = ["supervisor"] },        // of local accounts: the provider sees to its own
            Oidc = new OidcSettings(_provider.Issuer, "desk", new(Redirect))
            {
                ClientSecret = "a secret of the desk",
                Audience = "urn:desk",
                Roles = OidcSettings.RoleMap("dispatch=supervisor, fixers=engineer"),
                RefreshInterval = TimeSpan.FromSeconds(1),
            },
        });
    }

    public async Task DisposeAsync()
    {
        _provider?.Dispose();
        if (_desk is not null) await _desk.DisposeAsync();
    }

    [OnNodeFact]
    public async Task A_bearer_token_of_the_provider_makes_an_account_with_the_mapped_roles_and_follows_its_claims()
    {
        var me = (await With(await Token()).Get("/me")).Ok();
        Assert.Equal(("li.si", "Li Si"), (me.Word("id"), me.Word("name")));
        Assert.Equal(["SH"], me["sites"]!.AsArray().Select(site => site!.GetValue<string>()));
        Assert.Equal(["supervisor"], me["roles"]!.AsArray().Select(role => role!.GetValue<string>()));
        (await With(await Token(("roles", new JsonArray("fixers")))).Get("/agents?site=SH")).Ok();
        Assert.Equal("engineer", (await With(await Token(("roles", new JsonArray("fixers")))).Get("/me")).Ok()["roles"]![0]!.GetValue<string>());
        (await With(await Token(("sub", "another"), ("preferred_username", "sh-agent-1"))).Get("/me")).Problem(401, "unauthenticated");

        var old = With(await Token());
        (await old.Get("/me")).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await (await Desk.As("sh-admin-1")).Post("/agents/li.si/block")).Status);
        (await old.Get("/me")).Problem(401, "unauthenticated");
    }

    [OnNodeFact]
    public async Task A_token_that_is_not_the_providers_for_this_desk_and_for_now_is_nobodys()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (await With(await Token()).Get("/me")).Ok();
        string[] bad =
        [
            await Token(("exp", now - 3600)), await Token(("exp", null)), await Token(("aud", "desk")), await Token(("aud", null)), await Token(("iss", "http://127.0.0.1:1")),
            await Token(("nbf", now + 3600)), await Confused(), await Unsigned(), await Forged(), (await Token())[..^8] + "AAAAAAAA",
        ];
        for (var i = 0; i < bad.Length; i++)
        {
            var answer = await With(bad[i]).Get("/me");
            Assert.True(answer.Status is HttpStatusCode.Unauthorized, $"token {i}: {(int)answer.Status} {answer.Text}");
        }
    }

    [OnNodeFact]
    public async Task A_new_key_of_the_provider_is_found_without_a_restart()
    {
        (await With(await Token()).Get("/me")).Ok();
        await Provider.Tell("rotate");
        var token = await Token();
        await Faults.DeskHostProcess.Until(TimeSpan.FromSeconds(30), async () => (await With(token).Get("/me")).Status is HttpStatusCode.OK);
    }

    [OnNodeFact]
    public async Task The_console_signs_in_by_code_and_gets_a_cookie_that_needs_a_header_of_its_own()
    {
        Assert.Equal("/api/v1/auth/oidc/start", (await Desk.Nobody().Get("/auth/methods")).Ok().Word("oidc"));
        using var browser = new Browser(Desk.Address);
        var callback = await browser.SignIn("/tickets?site=SH");
        using var back = await browser.Get(callback);
        Assert.Equal((HttpStatusCode.Redirect, "/tickets?site=SH"), (back.StatusCode, back.Headers.Location?.ToString()));
        var cookie = back.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("desk-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);

        Assert.Contains("\"wang.wu\"", await browser.Ask("GET", "/api/v1/me"), StringComparison.Ordinal);
        Assert.Contains("unauthenticated", await browser.Ask("POST", "/api/v1/queue/claim", """{"site":"SH"}"""), StringComparison.Ordinal);
        Assert.Contains("unauthenticated", await browser.Ask("POST", "/api/v1/queue/claim", """{"site":"SH"}""", ("X-Desk-Console", "1"), ("Sec-Fetch-Site", "cross-site")), StringComparison.Ordinal);
        Assert.Equal("", await browser.Ask("POST", "/api/v1/queue/claim", """{"site":"SH"}""", ("X-Desk-Console", "1"), ("Sec-Fetch-Site", "same-origin")));

        using var again = await browser.Get(callback);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        var session = cookie.Split(';')[0];
        Assert.Equal("", await browser.Ask("POST", "/api/v1/auth/sign-out", "{}", ("X-Desk-Console", "1")));
        (await Desk.Nobody().Get("/me", ("Cookie", session))).Problem(401, "unauthenticated");
    }

    [OnNodeFact]
    public async Task A_code_serves_once_and_only_the_browser_that_asked_for_it()
    {
        using var one = new Browser(Desk.Address);
        using var two = new Browser(Desk.Address);
        var first = await one.SignIn("/");
        var second = await two.SignIn("//evil.example/");
        var (codeOfOne, stateOfTwo) = (Value(first, "code"), Value(second, "state"));
        using (var stranger = new Browser(Desk.Address)) Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Get(first)).StatusCode);
        using (var stranger = new Browser(Desk.Address))
        using (var led = await stranger.Open(first)) Assert.Equal("/sign-in?fault=oidc_failed", led.Headers.Location?.ToString());
        using (var mixed = await two.Get($"/api/v1/auth/oidc/callback?code={codeOfOne}&state={stateOfTwo}")) Assert.Equal(HttpStatusCode.Unauthorized, mixed.StatusCode);
        using (var wrongState = await one.Get($"/api/v1/auth/oidc/callback?code={codeOfOne}&state=other")) Assert.Equal(HttpStatusCode.Unauthorized, wrongState.StatusCode);

        using var three = new Browser(Desk.Address);
        var third = await three.SignIn("//evil.example/");
        using var back = await three.Get(third);
        Assert.Equal("/", back.Headers.Location?.ToString());
        await Provider.Tell("person u2");
        using var four = new Browser(Desk.Address);
        using var taken = await four.Get(await four.SignIn("/"));
        Assert.Contains("account_taken", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private DeskClient With(string token) => new(Desk.Address, token);

    private async Task<string> Token(params (string Name, JsonNode? Value)[] changes)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Provider.Issuer.ToString().TrimEnd('/'),
            ["aud"] = "urn:desk",
            ["sub"] = "u9",
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString(),
            ["preferred_username"] = "li.si",
            ["name"] = "Li Si",
            ["sites"] = new JsonArray("SH"),
            ["roles"] = new JsonArray("dispatch"),
        };
        foreach (var (name, value) in changes)
            if (value is null) claims.Remove(name);
            else claims[name] = value;
        return await Provider.Tell("sign " + claims.ToJsonString());
    }

    /// <summary>The public key of the provider, used as if it were a secret shared with it.</summary>
    private async Task<string> Confused()
    {
        using var http = new HttpClient();
        var jwks = JsonNode.Parse(await http.GetStringAsync(new Uri(Provider.Issuer, "/jwks")))!["keys"]![0]!;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(jwks["n"]!.GetValue<string>()),
            Exponent = Base64Url.DecodeFromChars(jwks["e"]!.GetValue<string>()),
        });
        return await Signed("HS256", jwks["kid"]!.GetValue<string>(), text => HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), text));
    }

    private Task<string> Unsigned() => Signed("none", null, _ => []);

    private Task<string> Forged() => Signed("RS256", "other", text =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    });

    private async Task<string> Signed(string algorithm, string? key, Func<byte[], byte[]> sign)
    {
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, typ = "at+jwt", kid = key }));
        var text = $"{header}.{(await Token()).Split('.')[1]}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Value(string address, string name) => System.Web.HttpUtility.ParseQueryString(address[address.IndexOf('?')..])[name]!;

    /// <summary>Follows the provider's redirects by hand, and stops before the desk's callback.</summary>
    private sealed class Browser(Uri desk) : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new() });

        /// <summary>Begins at the desk and signs in at the provider.</summary>
        /// <returns>Path and query of the callback.</returns>
        public async Task<string> SignIn(string returnTo)
        {
            var next = new Uri(desk, "/api/v1/auth/oidc/start?returnTo=" + Uri.EscapeDataString(returnTo));
            for (var i = 0; i < 10; i++)
            {
                using var response = await _http.GetAsync(next);
                next = new Uri(next, response.Headers.Location ?? throw new InvalidOperationException($"{next}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"));
                if (next.AbsolutePath.EndsWith("/auth/oidc/callback", StringComparison.Ordinal)) return next.PathAndQuery;
            }

            throw new InvalidOperationException("The provider goes round in circles.");
        }

        public Task<HttpResponseMessage> Get(string path) => _http.GetAsync(new Uri(desk, path));

        /// <summary>Opens the address as a person's browser does: it wants a page.</summary>
        public async Task<HttpResponseMessage> Open(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(desk, path));
            request.Headers.Add("Accept", "text/html,application/xhtml+xml");
            return await _http.SendAsync(request);
        }

        public async Task<string> Ask(string method, string path, string? json = null, params (string, string)[] headers)
        {
            using var request = new HttpRequestMessage(new(method), new Uri(desk, path));
            if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            using var response = await _http.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }

        public void Dispose() => _http.Dispose();
    }
}
