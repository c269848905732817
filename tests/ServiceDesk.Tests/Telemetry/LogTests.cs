using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Host.Telemetry;
using ServiceDesk.Tests.Faults;
using ServiceDesk.Tests.Http;
using ServiceDesk.Tests.Servers;

namespace ServiceDesk.Tests.Telemetry;

public sealed class LogTests : IDisposable
{
    private const string Phone = "13912349876";

    private readonly string _folder = Directory.CreateTempSubdirectory("desk-logs-").FullName;

    [Fact]
    public void A_line_carries_the_trace_it_belongs_to_and_cannot_be_forged()
    {
        using var activity = new Activity("request").Start();
        var written = new StringWriter();
        new JsonLines(TimeProvider.System).Write(
            new LogEntry<object>(LogLevel.Error, "Some.Category", default, new(), new InvalidOperationException("one\ntwo"), (_, _) => "first\n{\"level\":\"forged\"}"),
            null, written);

        var line = JsonDocument.Parse(Assert.Single(written.ToString().TrimEnd().Split('\n'))).RootElement;
        Assert.Equal(activity.TraceId.ToHexString(), line.GetProperty("traceId").GetString());
        Assert.Equal("Error", line.GetProperty("level").GetString());
        Assert.Contains("one\ntwo", line.GetProperty("exception").GetString());
    }

    [Fact]
    public async Task The_log_is_json_and_holds_no_contact_no_password_and_no_token()
    {
        await using var process = new DeskHostProcess(await TestedEngine.NewStore(_folder), _folder);
        await process.Start();
        var nobody = new DeskClient(process.Address);
        var admin = await nobody.SignIn("admin", DeskHostProcess.Password);
        await admin.Put("/sites/SH", new { name = "Shanghai", timeZone = "Asia/Shanghai", profile = "after-sales" });
        await admin.Take(new { customer = new { name = "华东电子", phone = Phone, tier = "vip" } });
        await admin.PostText("/tickets", $$"""{"site":"SH","customer":{"phone":"{{Phone}}"}""");
        await admin.Get($"/tickets?site=SH&phone={Phone}");
        await nobody.Get("/survey/a-customers-secret-token");
        await process.Stop();

        var lines = process.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        Assert.True(lines.Count > 3);
        Assert.All(lines, line =>
        {
            Assert.StartsWith("{", line);
            Assert.NotEqual(JsonValueKind.Undefined, JsonDocument.Parse(line).RootElement.GetProperty("message").ValueKind);
            Assert.DoesNotContain(Phone, line);
            Assert.DoesNotContain(DeskHostProcess.Password, line);
            Assert.DoesNotContain("a-customers-secret-token", line);
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
