using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServiceDesk.Gateway.Edges;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Http;

/// <summary>Where the desk meets the network.</summary>
public sealed class EdgeTests
{
    private const string Portal = "https://portal.example.com";

    [Fact]
    public async Task Every_answer_tells_the_browser_to_run_nothing_of_it()
    {
        await using var desk = await DeskUnderTest.Started();
        var agent = await desk.Agent();
        foreach (var answer in (Answer[])[
            await agent.Get("/me"), await agent.Get("/nothing"), await desk.Nobody().Get("/me"), await desk.Nobody().Get("/health/live"),
            await agent.Post("/tickets", new { }), await desk.Nobody().Get("/openapi/v1.json")])
        {
            Assert.Equal(SecurityHeaders.ContentPolicy, answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
            Assert.False(answer.Headers.Contains("Server"));
        }

        Assert.True((await agent.Get("/nothing")).Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Pages_of_other_origins_are_let_in_only_when_they_are_named()
    {
        await using var closed = await DeskUnderTest.Started();
        Assert.False((await (await closed.Agent()).Get("/me", ("Origin", Portal))).Headers.Contains("Access-Control-Allow-Origin"));

        await using var open = await DeskUnderTest.Started(options => options with { Edges = new() { Origins = EdgeOptions.ReadOrigins(Portal) } });
        var agent = await open.Agent();
        Assert.Equal(Portal, (await agent.Get("/me", ("Origin", Portal))).Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False((await agent.Get("/me", ("Origin", "https://evil.example.com"))).Headers.Contains("Access-Control-Allow-Origin"));
        var asked = await open.Nobody().Send("OPTIONS", "/tickets", null, ("Origin", Portal), ("Access-Control-Request-Method", "POST"));
        Assert.Equal((HttpStatusCode.NoContent, true), (asked.Status, asked.Headers.Contains("Access-Control-Allow-Methods")));
        Assert.False(asked.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("127.0.0.0/8", "203.0.113.7")]
    [InlineData("10.0.0.5, 192.0.2.0/24", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task An_address_is_believed_from_a_named_proxy_only(string proxies, string seen)
    {
        await using var desk = await DeskUnderTest.Started(options => options with { Edges = new() { Proxies = EdgeOptions.ReadProxies(proxies) } });
        var agent = await desk.Agent();
        var ticket = await agent.Take(null, ("X-Forwarded-For", "203.0.113.7"));
        Assert.Equal(seen, (await agent.Get(ticket.Path + "/timeline")).Ok().Items[0]!["via"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_comes_too_often_is_told_when_to_come_again()
    {
        await using var desk = await DeskUnderTest.Started(options => options with
        {
            Edges = new() { Limits = new() { AnonymousPerMinute = 4, RevealsPerMinute = 2, CallerPerSecond = 40 } },
        });
        var (agent, engineer) = (await desk.Agent(), await desk.As("sh-engineer-1"));
        var path = (await agent.Take()).Path;
        for (var look = 1; look <= 2; look++) (await agent.Post(path + "/contact/reveal", new { reason = "to call back" })).Ok();
        var refused = (await agent.Post(path + "/contact/reveal", new { reason = "once more" })).Problem(429, "too_many_requests");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        (await engineer.Post(path + "/contact/reveal", new { reason = "another's limit is another's" })).Ok();

        await desk.Nobody().Get("/survey/nothing");
        await desk.Nobody().Get("/survey/nothing");
        (await desk.Nobody().Get("/survey/nothing")).Problem(429, "too_many_requests");
        (await desk.Nobody().Post("/auth/token", new { user = "sh-agent-1", password = "guess" })).Problem(429, "too_many_requests");
        (await agent.Get("/me")).Ok();

        var crowd = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => agent.Get("/me")));
        Assert.Contains(crowd, answer => answer.Status is HttpStatusCode.TooManyRequests);
        Assert.Contains(crowd, answer => answer.Status is HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_site_has_a_limit_of_its_own()
    {
        await using var desk = await DeskUnderTest.Started(options => options with { Edges = new() { Limits = new() { SitePerSecond = 20 } } });
        var (shanghai, beijing) = (await desk.Agent(), await desk.As("bj-agent-1"));
        var crowd = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => shanghai.Get("/queue?site=SH")));
        Assert.Contains(crowd, answer => answer.Status is HttpStatusCode.TooManyRequests);
        (await beijing.Get("/queue?site=BJ")).Ok();
    }

    [Fact]
    public void An_IPv6_connection_counts_as_one_however_many_addresses_it_has()
    {
        Assert.Equal(RateLimits.AddressOf(IPAddress.Parse("2001:db8:1:2::1")), RateLimits.AddressOf(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotEqual(RateLimits.AddressOf(IPAddress.Parse("2001:db8:1:2::1")), RateLimits.AddressOf(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal(RateLimits.AddressOf(IPAddress.Parse("192.0.2.1")), RateLimits.AddressOf(IPAddress.Parse("::ffff:192.0.2.1")));
    }

    [Fact]
    public async Task With_a_certificate_the_desk_speaks_TLS_and_asks_browsers_to_stay_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("desk-tls-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=desk", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificate, keyFile) = (Path.Combine(folder, "desk.pem"), Path.Combine(folder, "desk.key"));
        await File.WriteAllTextAsync(certificate, made.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        try
        {
            await using var desk = await DeskUnderTest.Started(options => options with
            {
                Urls = "https://127.0.0.1:0",
                TlsCertificate = certificate,
                TlsKey = keyFile,
            });
            using var client = new HttpClient(new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == made.GetCertHashString() },
            });
            using var answer = await client.GetAsync(new Uri(desk.Address, "/health/live"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.StartsWith("max-age=", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SqliteFileFact]
    public async Task Store_and_keys_are_made_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var desk = await DeskUnderTest.Started();
        await (await desk.Agent()).Take();
        var store = desk.Options.Store["sqlite:".Length..];
        foreach (var file in (string[])[store, store + "-wal", store + "-shm", desk.Options.Keys])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("10.0.0.300")]
    [InlineData("proxy.example.com")]
    public void A_proxy_is_named_by_its_address(string text) => Assert.Throws<FormatException>(() => EdgeOptions.ReadProxies(text));

    [Theory]
    [InlineData("*")]
    [InlineData("https://portal.example.com/path")]
    [InlineData("portal.example.com")]
    public void An_origin_is_scheme_and_host(string text) => Assert.Throws<FormatException>(() => EdgeOptions.ReadOrigins(text));
}
