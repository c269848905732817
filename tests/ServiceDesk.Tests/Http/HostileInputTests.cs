using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServiceDesk.Tests.Http;

/// <summary>The list of docs on faults: a clear no, no stack trace, memory that stays flat.</summary>
[Collection(OneDesk.Name)]
public sealed class HostileInputTests(DeskUnderTest desk)
{
    [Fact]
    public async Task Whatever_is_sent_gets_a_clear_no()
    {
        var agent = await desk.Agent();
        (string Name, string Json, int Status)[] bodies =
        [
            ("a million arrays", new string('[', 200_000), 400),
            ("nested objects", string.Concat(Enumerable.Repeat("{\"customer\":", 20_000)), 400),
            ("doubled keys", "{\"site\":\"SH\",\"site\":\"BJ\"}", 400),
            ("NaN", "{\"urgency\":NaN}", 400),
            ("infinity", "{\"submittedAt\":1e999}", 400),
            ("half a pair", "{\"verbatim\":\"\\udc00\\ud800\"}", 400),
            ("NUL", Valid("a\\u0000b"), 400),
            ("right to left", Valid("safe\\u202Eexe.doc"), 400),
            ("control", Valid("a\\u001b[31mred"), 400),
            ("bytes that are no text", "\u00ff", 400),
            ("comments", "{/* */}", 400),
            ("trailing", Valid("fine") + "{}", 400),
            ("ten megabytes", "{\"verbatim\":\"" + new string('x', 10 * 1024 * 1024) + "\"}", 413),
        ];
        foreach (var (name, json, status) in bodies)
        {
            var answer = await Ask(agent, json);
            if (answer is null) continue;            // cut off while still sending: the server had said no and closed
            Assert.True((int)answer.Status == status, $"{name}: {(int)answer.Status} {answer.Text[..Math.Min(300, answer.Text.Length)]}");
            Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_compressed_bomb_is_not_opened()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(new byte[20 * 1024 * 1024]);
        var bomb = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
        (await (await desk.Agent()).Send("POST", "/tickets", bomb)).Problem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task Endless_chunks_are_cut_off_and_cost_no_memory()
    {
        var token = await Token();
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var client = await Connect();
        var stream = client.GetStream();
        await stream.WriteAsync(Head("POST", "/api/v1/tickets", token, "Transfer-Encoding: chunked"));
        var chunk = Encoding.ASCII.GetBytes("4000\r\n" + new string('x', 0x4000) + "\r\n");
        var sent = 0L;
        try
        {
            while (sent < 64 * 1024 * 1024 && client.Available == 0)
            {
                await stream.WriteAsync(chunk);
                sent += chunk.Length;
            }
        }
        catch (IOException)
        {
            // The server has closed; what it said may still be there to read.
        }

        Assert.Contains(" 413 ", await FirstLine(stream), StringComparison.Ordinal);
        Assert.True(sent < 64 * 1024 * 1024);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData("Content-Length: 999999999999", " 413 ")]
    [InlineData("Content-Length: -5", " 400 ")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6", " 400 ")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked", " 400 ")]
    [InlineData("Transfer-Encoding: gzip", " 400 ")]
    public async Task A_lying_length_is_refused(string header, string expected)
    {
        using var client = await Connect();
        var stream = client.GetStream();
        await stream.WriteAsync(Head("POST", "/api/v1/tickets", await Token(), header));
        await stream.WriteAsync("{\"site\":\"SH\"}"u8.ToArray());
        Assert.Contains(expected, await FirstLine(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_shorter_than_announced_changes_nothing()
    {
        using (var client = await Connect())
        {
            var stream = client.GetStream();
            await stream.WriteAsync(Head("POST", "/api/v1/tickets", await Token(), "Content-Length: 5000"));
            await stream.WriteAsync("{\"site\":\"SH\""u8.ToArray());
            client.Client.Shutdown(SocketShutdown.Send);
            var line = await FirstLine(stream);
            Assert.True(line.Length == 0 || line.Contains(" 400 ", StringComparison.Ordinal), line);
        }

        (await (await desk.Agent()).Get("/me")).Ok();
    }

    [Fact]
    public async Task Long_addresses_and_many_headers_are_refused()
    {
        var agent = await desk.Agent();
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await agent.Get("/tickets?q=" + new string('x', 10_000))).Status);
        Assert.Equal((HttpStatusCode)431, (await agent.Get("/me", ("X-Large", new string('x', 40_000)))).Status);
        (await agent.Get("/tickets/SH/" + new string('9', 3_000))).Problem(404, "not_found");
        (await agent.Get("/tickets/SH/..%2f..%2fetc%2fpasswd")).Problem(404, "not_found");
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.Get("/tickets/SH%00/x")).Status);
    }

    private static async Task<Answer?> Ask(DeskClient agent, string json)
    {
        try
        {
            return await agent.Send("POST", "/tickets", new ByteArrayContent(Encoding.Latin1.GetBytes(json)) { Headers = { ContentType = new("application/json") } });
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Valid(string verbatim) => "{\"site\":\"SH\",\"source\":\"phone\",\"customer\":{\"name\":\"a\"},\"verbatim\":\"" + verbatim + "\"}";

    private async Task<string> Token() =>
        (await desk.Nobody().Post("/auth/token", new { user = "sh-agent-1", password = DeskUnderTest.Password })).Ok().Word("accessToken");

    private async Task<TcpClient> Connect()
    {
        var client = new TcpClient();
        await client.ConnectAsync(desk.Address.Host, desk.Address.Port);
        return client;
    }

    private byte[] Head(string method, string path, string token, string more) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {desk.Address.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n{more}\r\n\r\n");

    private static async Task<string> FirstLine(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(stream, leaveOpen: true);
        try
        {
            return await reader.ReadLineAsync(patience.Token) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
