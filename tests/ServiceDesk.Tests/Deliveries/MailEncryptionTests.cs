using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Deliveries;

/// <summary>Mail leaves the desk encrypted, or not at all, where the operator did not say otherwise.</summary>
public sealed class MailEncryptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-mail-").FullName;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_without_encryption_or_with_a_certificate_that_nobody_vouches_for_gets_no_mail(bool hasCertificate)
    {
        using var certificate = hasCertificate ? Certificate() : null;
        await using var smtp = SmtpSink.Start(certificate);
        await using var desk = await DeskUnderTest.Started(options => options with
        {
            Notices = new() { Smtp = new("localhost", smtp.Port, StartTls: true, "desk@example.org", null, null), FirstRetry = TimeSpan.FromMilliseconds(30) },
        });
        var admin = await desk.As("sh-admin-1");
        (await admin.Put("/agents/sh-engineer-1", new { name = "李", sites = new[] { "SH" }, roles = new[] { "engineer" }, email = "li@example.org" })).Ok();
        var ticket = (await (await desk.Agent()).Take()).Path;
        (await (await desk.As("sh-supervisor-1")).Post(ticket + "/assign", new { owner = "sh-engineer-1", reason = "空闲" })).Ok();
        await DeskHostProcess.Until(
            TimeSpan.FromSeconds(60),
            async () => (await admin.Get("/deliveries?state=waiting")).Ok().Items is [{ } waiting] && waiting["attempts"]!.GetValue<int>() >= 2);
        Assert.Empty(smtp.Mails);
    }

    [Theory, OnSqlite(Hosted = true), OnPostgres]
    public async Task A_server_whose_certificate_the_machine_trusts_gets_its_mail_encrypted(string database)
    {
        using var certificate = Certificate();
        var trusted = Path.Combine(_folder, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        await using var smtp = SmtpSink.Start(certificate);
        var store = database == "sqlite" ? $"sqlite:{_folder}/desk.db" : $"postgres:{await (await PostgresServer.Shared).NewDatabase()}";
        await using var process = new DeskHostProcess(
            store, _folder, ("DESK_SMTP", $"localhost:{smtp.Port}"), ("DESK_MAIL_FROM", "desk@example.org"), ("SSL_CERT_FILE", trusted));
        await process.Start();
        var admin = await new DeskClient(process.Address).SignIn("admin", DeskHostProcess.Password);
        (await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" })).Ok();
        (await admin.Put("/agents/li", new { name = "李", sites = new[] { "SH" }, roles = new[] { "engineer" }, email = "li@example.org" })).Ok();
        (await admin.Post((await admin.Take()).Path + "/assign", new { owner = "li", reason = "空闲" })).Ok();
        await DeskHostProcess.Until(TimeSpan.FromSeconds(60), () => Task.FromResult(smtp.Mails.Count == 1));
        Assert.Equal(("li@example.org", true), (smtp.Mails[0].To, smtp.Mails[0].IsEncrypted));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
